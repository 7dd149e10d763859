"""Strings and whole numbers to indices, by their hash."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer
from keras.layers import arguments
from keras.layers.preprocessing import index_encoding, output_dtype, tokens

_MODES = ("int", "one_hot", "multi_hot", "count")


class Hashing(layer.Layer):
    """Replaces each string or number by the index of a bin, by its hash.

    y[...] = hash(x[...]) mod num_bins; see `output_mode` for what else may come
    out. Numbers are hashed as their decimals.

    Several tokens may get one index, and no vocabulary is needed.

    Args:
        num_bins: How many indices there are, 1 or more.
        mask_value: A string or a number that gets index 0; the others get 1 to
            num_bins - 1 then. Default None: none.
        salt: One whole number, or two, that change all indices. Default None.
        output_mode: 'int': the index. 'one_hot': a vector for each token.
            'multi_hot', 'count': a vector for all tokens of the last axis, with
            1 for those that are there, and with how often they are.
        sparse: True returns vectors as a `tf.SparseTensor`.
        **kwargs: Arguments of every layer. `dtype` is that of the output:
            default 'int64', for vectors `floatx()`.
    Call arguments:
        inputs: Strings or whole numbers, dense, ragged or sparse, of any number
            of axes.
    Output shape: the input's in 'int' output; that and num_bins in 'one_hot';
        num_bins in place of the last axis in the others.
    Raises:
        ValueError: If an argument is out of range.
        TypeError: If what is called on is neither strings nor whole numbers.
    Source: FarmHash64; with a salt SipHash, Aumasson and Bernstein 2012.
    Example:
        >>> layer = keras.layers.Hashing(num_bins=3)
        >>> layer(tf.constant([["A"], ["B"], ["C"], ["D"]])).numpy()
        array([[1],
               [0],
               [1],
               [1]])
    """

    def __init__(
        self,
        num_bins: int,
        mask_value: Any = None,
        salt: Any = None,
        output_mode: str = "int",
        sparse: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        dtype = output_dtype.of(kwargs.pop("dtype", None), output_mode, False)
        super().__init__(dtype=dtype, autocast=False, **kwargs)
        where = self._keras_who
        self.num_bins = arguments.whole_number(where, "num_bins", num_bins)
        self.mask_value = mask_value
        if salt is not None:
            salt = list(arguments.whole_numbers(where, "salt", salt, 2, 0))
        self.salt = salt
        self.output_mode = index_encoding.mode_of(
            where, output_mode, _MODES, sparse
        )
        self.sparse = sparse

    @property
    def strong_hash(self) -> bool:
        """Whether a salt goes into the hash."""
        return self.salt is not None

    @property
    def _keras_input_dtype(self) -> str:
        return "int64" if isinstance(self.mask_value, int) else "string"

    @property
    def _encoding(self) -> index_encoding.Encoding:
        dtype = tf.as_dtype(self.compute_dtype)
        return index_encoding.Encoding(
            self.output_mode, self.num_bins, dtype, self.sparse
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        found = tokens.as_tokens(self, inputs)
        return self._encoding.of(
            tokens.map_values(self._hash_values_to_bins, found)
        )

    def _hash_values_to_bins(self, values: tf.Tensor) -> tf.Tensor:
        """Returns the indices of dense values. Keras 2's name for it."""
        has_mask = self.mask_value is not None and self.num_bins > 1
        texts = values
        if values.dtype != tf.string:
            texts = tf.strings.as_string(values)
        bins = tokens.hashed(texts, self.num_bins - has_mask, self.salt)
        if not has_mask:
            return bins
        is_mask = tf.equal(values, self._mask_as(values.dtype))
        return tf.where(is_mask, tf.zeros_like(bins), bins + 1)

    def _mask_as(self, dtype: tf.DType) -> tf.Tensor:
        is_text = isinstance(self.mask_value, (str, bytes))
        if is_text == (dtype == tf.string):
            return tf.constant(self.mask_value, dtype)
        raise TypeError(
            f"{self._keras_who}: the mask value is of another type than the "
            f"input. Expected mask_value of dtype {dtype.name}. Received: "
            f"mask_value={self.mask_value!r}. Convert one of them."
        )

    compute_output_shape = index_encoding.compute_output_shape
    compute_output_spec = index_encoding.compute_output_spec
