"""How often tokens were seen, and in how many documents."""

import collections
import itertools
from typing import Any

import numpy as np
import tensorflow as tf


class TokenCounts:
    """Counts tokens, and the documents that each is in.

    A document is a row of a batch; of a batch without a second axis, a token.

    Args:
        counts_documents: False counts tokens only.
    Example:
        >>> counts = TokenCounts(counts_documents=True)
        >>> counts.add(tf.constant([["a", "b"], ["a", "a"]]))
        >>> counts.most_frequent()
        [b'a', b'b']
        >>> counts.inverse_document_frequencies([b"a"]).round(3).tolist()
        [0.511]
    """

    def __init__(self, counts_documents: bool) -> None:
        self._counts_documents = counts_documents
        self._tokens = collections.Counter()
        self._documents = collections.Counter()
        self._num_documents = 0

    @property
    def is_empty(self) -> bool:
        """Whether no token was seen."""
        return not self._tokens

    def add(self, batch) -> None:
        """Counts a batch.

        Args:
            batch: A dense, ragged or sparse tensor.
        """
        seen = _flat(batch)
        self._tokens.update(seen)
        if self._counts_documents:
            ends = _ends(batch)
            for start, end in itertools.pairwise([0, *ends]):
                self._documents.update(set(seen[start:end]))
            self._num_documents += len(ends)

    def add_tokens(self, counts: collections.Counter) -> None:
        """Counts tokens that were counted before, of no documents.

        Args:
            counts: How often there was each.
        """
        self._tokens.update(counts)

    def most_frequent(self, but_not: Any = (), most: int | None = None) -> list:
        """Returns tokens, the most frequent first; of equals, the last first.

        Args:
            but_not: Tokens to leave out.
            most: How many at most. Default: all.
        """
        left = [(n, t) for t, n in self._tokens.items() if t not in but_not]
        return [token for _, token in sorted(left, reverse=True)[:most]]

    def inverse_document_frequencies(self, tokens: list) -> np.ndarray:
        """Returns log(1 + documents / (1 + documents with the token))."""
        seen = np.array([self._documents[token] for token in tokens], float)
        return np.log(1 + self._num_documents / (1 + seen))


def _flat(batch) -> list:
    if isinstance(batch, tf.RaggedTensor):
        return batch.flat_values.numpy().ravel().tolist()
    if isinstance(batch, tf.SparseTensor):
        return batch.values.numpy().tolist()
    return np.ravel(batch.numpy()).tolist()


def _ends(batch) -> list[int]:
    """Returns where each document ends among all tokens."""
    if isinstance(batch, tf.SparseTensor):
        rows = batch.indices.numpy()[:, 0]
        counts = np.bincount(rows, minlength=int(batch.dense_shape[0]))
        return counts.cumsum().tolist()
    if isinstance(batch, tf.RaggedTensor):
        first, *inner = (splits.numpy() for splits in batch.nested_row_splits)
        for splits in inner:
            first = splits[first]
        size = np.prod(batch.flat_values.shape[1:], dtype=int)
        return (first[1:] * size).tolist()
    count = batch.shape[0] if batch.shape.rank else 1
    size = np.prod(batch.shape[1:], dtype=int)
    return (np.arange(1, count + 1) * size).tolist()
