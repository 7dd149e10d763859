"""Strings to indices by a vocabulary, and back."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.preprocessing import index_lookup, tokens


class StringLookup(index_lookup.IndexLookup):
    """Replaces each string by its index in a vocabulary, or the other way.

    y[...] = index(x[...]); see `output_mode` for what else may come out.

    The vocabulary is given, or learned from data by `adapt`. Saved as `.keras`,
    a model takes it along; loading reads no other file.

    Args:
        max_tokens: Largest size of the vocabulary, special tokens included, at
            least 2. Default None: any.
        num_oov_indices: Indices for unknown strings, 0 or more; by their hash
            where there are several. With 0, an unknown string is an error.
            Default 1.
        mask_token: A string for what is to be passed over: index 0 in 'int'
            output, in others it counts for nothing. Default None: none.
        oov_token: What `invert` makes of the indices of unknown strings.
        vocabulary: Strings, each once, as a list, array or tensor, or the path
            of a text file with one a line. Default None: `adapt` learns it.
        idf_weights: A weight for each, for 'tf_idf' output.
        encoding: Of the strings that `get_vocabulary` returns, and that are
            given as Python's. Default 'utf-8'.
        invert: True turns indices into strings.
        output_mode: 'int': the index. 'one_hot': a vector for each string.
            'multi_hot', 'count', 'tf_idf': a vector for all strings of the last
            axis, with 1 for those that are there, with how often they are
            there, and with that times their weights.
        sparse: True returns vectors as a `tf.SparseTensor`.
        pad_to_max_tokens: True gives vectors the size `max_tokens`, whatever
            that of the vocabulary is.
        salt: One whole number, or two, to hash unknown strings with.
            Default None.
        **kwargs: Arguments of every layer. `dtype` is that of the output:
            default 'int64', for vectors `floatx()`.
    Call arguments:
        inputs: Strings, dense, ragged or sparse, of any number of axes; with
            `invert`, indices.
    Output shape: the input's in 'int' output; that and the size of the
        vocabulary in 'one_hot'; that in place of the last axis in the others.
    Variables: idf_weights `(vocabulary,)`, in 'tf_idf' output only.
    Raises:
        ValueError: If arguments contradict each other, or the vocabulary has a
            string twice.
        RuntimeError: If it is called without a vocabulary.
    Source: weights learned for 'tf_idf' are log(1 + documents / (1 + documents
        with the string)).
    Example:
        >>> layer = keras.layers.StringLookup()
        >>> layer.adapt(["cat", "dog", "cat"])
        >>> layer.get_vocabulary()
        ['[UNK]', 'cat', 'dog']
        >>> layer(tf.constant([["dog", "cow"]])).numpy()
        array([[2, 0]])
    """

    _keras_since_3 = ("salt",)
    _TOKEN_DTYPE, _TOKEN_TYPE = tf.string, str

    def __init__(
        self,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        mask_token: str | None = None,
        oov_token: str = "[UNK]",
        vocabulary: Any = None,
        idf_weights: Any = None,
        encoding: str = "utf-8",
        invert: bool = False,
        output_mode: str = "int",
        sparse: bool = False,
        pad_to_max_tokens: bool = False,
        salt: Any = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        # The base encodes the vocabulary.
        self.encoding, self.salt = encoding, salt
        if salt is not None:
            who = type(self).__name__
            arguments.whole_numbers(who, "salt", salt, 2, 0)
        super().__init__(
            max_tokens,
            num_oov_indices,
            mask_token,
            oov_token,
            vocabulary,
            idf_weights,
            invert,
            output_mode,
            sparse,
            pad_to_max_tokens,
            **kwargs,
        )

    def _keys_of(self, tokens: list) -> list[bytes]:
        """Returns the bytes of strings, none of which is something else."""
        how = self.encoding, "surrogateescape"
        return [
            t.encode(*how) if type(t) is str else self._checked_key(t)
            for t in tokens
        ]

    def _checked_key(self, token) -> bytes:
        if isinstance(token, (str, bytes)):
            return self._key_of(token)
        raise TypeError(
            f"{self._keras_who}: a token is no string. Expected text. "
            f"Received: {token!r} of type {type(token).__name__} in the "
            "vocabulary. Leave missing values out; write numbers as text, or "
            "use IntegerLookup."
        )

    def _key_of(self, token: str | bytes) -> bytes:
        if isinstance(token, bytes):
            return token
        return token.encode(self.encoding, "surrogateescape")

    def _token_of(self, key: bytes) -> str:
        # Bytes that the encoding doesn't know come back as they were.
        return key.decode(self.encoding, "surrogateescape")

    def _lines_of(self, keys: list[bytes]) -> list[bytes]:
        return keys

    def _keys_of_lines(self, lines: list[bytes]) -> list[bytes]:
        return lines

    def _buckets(self, keys: tf.Tensor, count: int) -> tf.Tensor:
        return tokens.hashed(keys, count, self.salt)
