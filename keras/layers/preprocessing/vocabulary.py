"""Tokens and their indices: which tokens do, and the table that has them."""

import numpy as np
import tensorflow as tf

from keras.layers.preprocessing import lookup_table


class Vocabulary:
    """A table of tokens, behind the indices of special ones.

    Args:
        where: The layer, as a message calls it.
        table: From keys to indices, or from indices to keys.
        first: Keys of the special tokens that have the first indices.
        oov: Key of the unknown ones, which come then.
        num_oov: How many indices those have; a file may say any number.
        refused: Keys, by the argument that gave them, that stand for something
            else than a token of the vocabulary.
        max_tokens: Largest size, special tokens included, or None.
        is_inverse: Whether the table is from indices to keys.
    """

    def __init__(
        self,
        where: str,
        table: lookup_table.LookupTable,
        first: list,
        oov: object,
        num_oov: int,
        refused: dict[str, object],
        max_tokens: int | None,
        is_inverse: bool,
    ) -> None:
        self._where = where
        self._table = table
        self._first, self._oov, self._num_oov = first, oov, num_oov
        self._num_specials = len(first) + num_oov
        self._refused = refused
        self._max_tokens = max_tokens
        self._is_inverse = is_inverse

    @property
    def specials(self) -> list:
        """Keys of the special tokens, which have the first indices."""
        return self._first + [self._oov] * self._num_oov

    @property
    def size(self) -> int:
        """The number of tokens, special ones included."""
        with tf.init_scope():
            return int(self._table.size()) + self._num_specials

    @property
    def is_empty(self) -> bool:
        """Whether there are special tokens only."""
        return self.size == self._num_specials

    def keys(self) -> list:
        """Returns the keys in the order of their indices, without specials."""
        keys, indices = self._table.contents()
        if self._is_inverse:
            keys, indices = indices, keys
        return keys[np.argsort(indices)].tolist()

    def fill(self, keys: list) -> None:
        """Takes keys, without special ones, in place of those there were."""
        start = self._num_specials
        indices = np.arange(start, start + len(keys))
        pair = (indices, keys) if self._is_inverse else (keys, indices)
        with tf.init_scope():
            self._table.fill(*pair)

    def without_specials(self, keys: list) -> list:
        """Returns keys without the special ones at their beginning, if any."""
        count = self._num_specials
        begins = len(keys) >= count and keys[:count] == self.specials
        return keys[count:] if begins else keys

    def behind_specials(self, keys: list) -> list:
        """Returns keys, none of them special, so that all are taken."""
        if self.without_specials(keys) is keys:
            return keys
        return self.specials + keys

    def check(self, keys: list) -> None:
        """Raises unless keys, without special ones, make a vocabulary.

        Raises:
            ValueError: If there is none, one stands there twice, one is
                another token's, or there are too many.
        """
        if not keys:
            raise ValueError(
                f"{self._where}: the vocabulary is empty. Expected at least "
                "one token. Received: none but special ones."
            )
        known = set(keys)
        if len(known) < len(keys):
            raise ValueError(
                f"{self._where}: the vocabulary has tokens twice. Expected "
                f"each once. Received more of: {first_of(_shown(keys))}."
            )
        for argument, key in self._refused.items():
            if key in known:
                raise ValueError(
                    f"{self._where}: the {argument} {key!r} is in the midst of "
                    "the vocabulary. Expected special tokens at its beginning, "
                    f"{self.specials}, or none. Leave it out."
                )
        size = len(keys) + self._num_specials
        if self._max_tokens is not None and size > self._max_tokens:
            raise ValueError(
                f"{self._where}: the vocabulary is too large. Expected at most "
                f"max_tokens={self._max_tokens}, with {self._num_specials} "
                f"special tokens. Received: {size} tokens in all."
            )


def first_of(tokens: list, most: int = 10) -> str:
    """Returns the first tokens of many, for a message."""
    more = f" and {len(tokens) - most} more" if len(tokens) > most else ""
    return f"{tokens[:most]}{more}"


def _shown(keys: list) -> list:
    """Returns those keys that stand there twice, as a user writes them."""
    return [
        key.decode("utf-8", "backslashreplace") if type(key) is bytes else key
        for key in _repeated(keys)
    ]


def _repeated(keys: list) -> list:
    seen: set = set()
    return [key for key in keys if key in seen or seen.add(key)]
