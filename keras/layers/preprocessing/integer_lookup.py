"""Whole numbers to indices by a vocabulary, and back."""

import numbers
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.preprocessing import (
    index_encoding,
    index_lookup,
    tokens,
)


class IntegerLookup(index_lookup.IndexLookup):
    """Replaces each whole number by its index in a vocabulary, or the reverse.

    y[...] = index(x[...]); see `output_mode` for what else may come out.

    For ids that are many, or far apart: an `Embedding` has a row an index. The
    vocabulary is given, or learned from data by `adapt`. Saved as `.keras`, a
    model takes it along; loading reads no other file.

    Args:
        max_tokens: Largest size of the vocabulary, special tokens included, at
            least 2. Default None: any.
        num_oov_indices: Indices for unknown numbers, 0 or more; see
            `oov_method` where there are several. With 0, an unknown number is
            an error. Default 1.
        mask_token: A number for what is to be passed over: index 0 in 'int'
            output, in others it counts for nothing. Default None: none.
        oov_token: What `invert` makes of the indices of unknown numbers.
        vocabulary: Numbers, each once, as a list, array or tensor, or the path
            of a text file with one a line. Default None: `adapt` learns it.
        vocabulary_dtype: Type of the numbers, 'int64' or 'int32': that which
            `invert` gives.
        idf_weights: A weight for each, for 'tf_idf' output.
        invert: True turns indices into numbers.
        output_mode, sparse, pad_to_max_tokens: As of `StringLookup`.
        oov_method: How unknown numbers get one of several indices: 'floormod',
            by their remainder, or 'farmhash', by a hash of their decimals.
        salt: One whole number, or two, that go into that hash. Default None.
        **kwargs: Arguments of every layer. `dtype` is that of the output:
            default 'int64', for vectors `floatx()`.
    Call arguments:
        inputs: Whole numbers, dense, ragged or sparse, of any number of axes;
            floats are cut off. With `invert`, indices.
    Output shape: the input's in 'int' output; that and the size of the
        vocabulary in 'one_hot'; that in place of the last axis in the others.
    Variables: idf_weights `(vocabulary,)`, in 'tf_idf' output only.
    Raises:
        ValueError: If arguments contradict each other, or the vocabulary has a
            number twice.
        TypeError: If a token is no whole number, or the input is of strings.
        RuntimeError: If it is called without a vocabulary.
    Source: weights learned for 'tf_idf' are log(1 + documents / (1 + documents
        with the number)).
    Example:
        >>> layer = keras.layers.IntegerLookup(vocabulary=[12, 36, 1138])
        >>> layer(tf.constant([[1138, 7], [12, 36]])).numpy()
        array([[3, 0],
               [1, 2]])
    """

    _keras_since_3 = ("oov_method", "salt")
    _TOKEN_DTYPE, _TOKEN_TYPE = tf.int64, int

    def __init__(
        self,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        mask_token: int | None = None,
        oov_token: int | None = -1,
        vocabulary: Any = None,
        vocabulary_dtype: str = "int64",
        idf_weights: Any = None,
        invert: bool = False,
        output_mode: str = "int",
        sparse: bool = False,
        pad_to_max_tokens: bool = False,
        oov_method: str = "floormod",
        salt: Any = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        max_tokens = kwargs.pop("max_values", max_tokens)
        mask_token = kwargs.pop("mask_value", mask_token)
        oov_token = kwargs.pop("oov_value", oov_token)
        if output_mode != "int" and kwargs.get("dtype") in ("int64", tf.int64):
            # Once the tokens' type; that of vectors it can't have meant.
            del kwargs["dtype"]
        who = type(self).__name__
        self.vocabulary_dtype = _whole_type(who, vocabulary_dtype)
        self._set_hash(who, oov_method, salt)
        super().__init__(
            max_tokens,
            num_oov_indices,
            _number_or_none(who, "mask_token", mask_token),
            _number_or_none(who, "oov_token", oov_token),
            vocabulary,
            idf_weights,
            invert,
            output_mode,
            sparse,
            pad_to_max_tokens,
            **kwargs,
        )

    def _set_hash(self, who: str, oov_method: str, salt) -> None:
        methods = ("floormod", "farmhash")
        self.oov_method = arguments.one_of(
            who, "oov_method", oov_method, methods
        )
        self.salt = salt
        if salt is None:
            return
        arguments.whole_numbers(who, "salt", salt, 2, 0)
        if oov_method != "farmhash":
            raise ValueError(
                f"{who}: a remainder takes no salt. Expected "
                f"oov_method='farmhash'. Received: salt={salt!r} and "
                f"oov_method={oov_method!r}."
            )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        found = super().call(inputs)
        return tf.cast(found, self.vocabulary_dtype) if self.invert else found

    def compute_output_spec(self, inputs: kinds.Tensors) -> kinds.Specs:
        spec = super().compute_output_spec(inputs)
        if not self.invert:
            return spec
        return index_encoding.of_dtype(spec, tf.as_dtype(self.vocabulary_dtype))

    def _checked_key(self, token) -> int:
        if _is_whole(token):
            return int(token)
        raise TypeError(
            f"{self._keras_who}: a token is no whole number. Expected an int. "
            f"Received: {token!r} of type {type(token).__name__} in the "
            "vocabulary. Leave missing values out; for text, use StringLookup."
        )

    def _key_of(self, token: int) -> int:
        return int(token)

    def _token_of(self, key: int) -> int:
        return int(key)

    def _keys_of(self, tokens: list) -> list[int]:
        """Returns numbers as ints, none of which is something else."""
        return [t if type(t) is int else self._checked_key(t) for t in tokens]

    def _lines_of(self, keys: list[int]) -> list[bytes]:
        return [b"%d" % key for key in keys]

    def _keys_of_lines(self, lines: list[bytes]) -> list[int]:
        try:
            return list(map(int, lines))
        except ValueError as error:
            raise ValueError(
                f"{self._keras_who}: the vocabulary's file has a line that is "
                "no whole number. Expected one a line. Received: "
                f"{str(error).rpartition(': ')[2]}."
            ) from error

    def _buckets(self, keys: tf.Tensor, count: int) -> tf.Tensor:
        if self.oov_method == "floormod":
            return tf.math.floormod(keys, count)
        return tokens.hashed(tf.strings.as_string(keys), count, self.salt)


def _is_whole(token) -> bool:
    return isinstance(token, numbers.Integral) and not isinstance(token, bool)


def _number_or_none(who: str, name: str, token) -> int | None:
    if token is None or _is_whole(token):
        return None if token is None else int(token)
    raise TypeError(
        f"{who}: a special token is no whole number. Expected an int or None. "
        f"Received: {name}={token!r}."
    )


def _whole_type(who: str, dtype) -> str:
    try:
        found = tf.as_dtype(dtype)
    except TypeError:
        found = None
    if found not in (tf.int32, tf.int64):
        raise ValueError(
            f"{who}: tokens of that type aren't looked up. Expected 'int64' or "
            f"'int32'. Received: vocabulary_dtype={dtype!r}."
        )
    return found.name
