"""Indices as vectors of as many categories as are known beforehand."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, symbolic_call
from keras.layers import arguments
from keras.layers.preprocessing import (
    index_encoding,
    output_dtype,
    refused_values,
    tokens,
)

_MODES = ("one_hot", "multi_hot", "count")
_OLD_NAME = "max_tokens"


class CategoryEncoding(layer.Layer):
    """Turns indices into vectors of categories.

    multi_hot: y[..., c] = 1 where c is among the last axis's indices
    count:     y[..., c] = how often c is among them
    one_hot:   y[..., c] = 1 where c is the index, for each index

    Args:
        num_tokens: How many categories there are, 1 or more; indices are below
            it. (Where nobody knows it, `IntegerLookup` finds it out.)
        output_mode: 'multi_hot', 'count' or 'one_hot'.
        sparse: True returns a `tf.SparseTensor`.
        **kwargs: Arguments of every layer. `dtype` is that of the output:
            default `floatx()`.
    Call arguments:
        inputs: Indices in [0, num_tokens), dense, ragged or sparse, of any
            number of axes. What a sparse tensor leaves out isn't counted.
        count_weights: What each index counts, of the inputs' shape; in 'count'
            output only. Gradients pass through it.
    Output shape: `num_tokens` in place of the last axis; in 'one_hot' beside
        it, unless it's of one.
    Raises:
        ValueError: If an argument is out of range, or weights are given in
            vain.
        tf.errors.InvalidArgumentError: If an index is out of range.
    Example:
        >>> layer = keras.layers.CategoryEncoding(4, output_mode="count")
        >>> layer(tf.constant([[0, 1, 1], [3, 3, 3]])).numpy()
        array([[1., 2., 0., 0.],
               [0., 0., 0., 3.]], dtype=float32)
    """

    def __init__(
        self,
        num_tokens: int | None = None,
        output_mode: str = "multi_hot",
        sparse: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        num_tokens = kwargs.pop(_OLD_NAME, num_tokens)
        dtype = output_dtype.of(kwargs.pop("dtype", None), output_mode)
        super().__init__(dtype=dtype, autocast=False, **kwargs)
        where = self._keras_who
        if num_tokens is None:
            raise ValueError(
                f"{where}: nobody said how many categories there are. Expected "
                "a whole number of at least 1. Received: num_tokens=None. "
                "Where it isn't known, take IntegerLookup."
            )
        self.num_tokens = arguments.whole_number(
            where, "num_tokens", num_tokens
        )
        self.output_mode = index_encoding.mode_of(
            where, output_mode, _MODES, sparse
        )
        self.sparse = sparse

    @property
    def _keras_input_dtype(self) -> str:
        return "int64"

    @property
    def _encoding(self) -> index_encoding.Encoding:
        dtype = tf.as_dtype(self.compute_dtype)
        return index_encoding.Encoding(
            self.output_mode, self.num_tokens, dtype, self.sparse
        )

    def call(
        self, inputs: kinds.Tensors, count_weights: bool | None = None
    ) -> kinds.Tensors:
        indices = tokens.as_indices(self, inputs)
        if count_weights is not None:
            count_weights = tokens.as_tensor(count_weights)
            self._check_weights(indices.shape, count_weights.shape)
            count_weights = tf.cast(count_weights, self.compute_dtype)
        with tf.control_dependencies(self._checks(indices)):
            indices = tokens.map_values(tf.identity, indices)
        return self._encoding.of(indices, count_weights=count_weights)

    def _checks(self, indices) -> list:
        """Returns what fails where an index is no category, in a graph."""
        values = tokens.values_of(indices)
        is_wrong = (values < 0) | (values >= self.num_tokens)
        message = (
            f"{self._keras_who}: indices are out of range. Expected 0 <= index "
            f"< num_tokens={self.num_tokens}. Received:"
        )
        wrong = tf.boolean_mask(values, is_wrong)
        return refused_values.checks(message, wrong)

    def _check_weights(self, shape, weights_shape) -> None:
        where = self._keras_who
        if self.output_mode != "count":
            raise ValueError(
                f"{where}: `count_weights` say nothing where nothing is "
                "counted. Expected output_mode='count'. Received: "
                f"output_mode={self.output_mode!r}."
            )
        if not tf.TensorShape(shape).is_compatible_with(weights_shape):
            raise ValueError(
                f"{where}: the weights don't fit the indices. Expected shape "
                f"{tuple(shape)}. Received: count_weights of shape "
                f"{tuple(weights_shape)}."
            )

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return self._encoding.spec(tf.TensorSpec(input_shape)).shape

    def compute_output_spec(
        self, inputs: kinds.Tensors, count_weights: bool | None = None
    ) -> kinds.Specs:
        spec = symbolic_call.spec_of(inputs)
        if count_weights is not None:
            self._check_weights(spec.shape, count_weights.shape)
        return self._encoding.spec(spec)
