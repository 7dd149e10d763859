"""Pairs of features, and longer rows of them, to indices by their hash."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, symbolic_call
from keras.layers import arguments
from keras.layers.preprocessing import index_encoding, output_dtype, tokens

_MODES = ("int", "one_hot")


class HashedCrossing(layer.Layer):
    """Replaces what stands together in several features by one index.

    y[b] = hash(x1[b], x2[b], …) mod num_bins; see `output_mode` for what else
    may come out.

    A linear model learns by it what two features mean together, such as a
    city and a month.

    Args:
        num_bins: How many indices there are, 1 or more.
        output_mode: 'int': the index. 'one_hot': a vector with 1 at it.
        sparse: True returns vectors as a `tf.SparseTensor`.
        **kwargs: Arguments of every layer. `dtype` is that of the output:
            default 'int64', for vectors `floatx()`.
    Call arguments:
        inputs: List of two or more dense tensors of one shape: `()`,
            `(batch,)` or `(batch, 1)`; each of strings or whole numbers.
    Output shape: that of one input; in 'one_hot' `(batch, num_bins)`.
    Raises:
        ValueError: If there are fewer than two inputs, or their shapes aren't
            one of these.
        TypeError: If one is of fractions.
    Source: FarmHash64 of each feature, joined as TensorFlow's crossed columns
        are.
    Example:
        >>> layer = keras.layers.HashedCrossing(num_bins=5)
        >>> cities, months = tf.constant(["A", "B"]), tf.constant([1, 1])
        >>> layer((cities, months)).shape
        TensorShape([2])
    """

    _keras_takes_nests = True

    def __init__(
        self,
        num_bins: int,
        output_mode: str = "int",
        sparse: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        dtype = output_dtype.of(kwargs.pop("dtype", None), output_mode, False)
        super().__init__(dtype=dtype, autocast=False, **kwargs)
        where = self._keras_who
        self.num_bins = arguments.whole_number(where, "num_bins", num_bins)
        self.output_mode = index_encoding.mode_of(
            where, output_mode, _MODES, sparse
        )
        self.sparse = sparse

    @property
    def _keras_input_dtype(self) -> str:
        return "string"

    @property
    def _encoding(self) -> index_encoding.Encoding:
        dtype = tf.as_dtype(self.compute_dtype)
        return index_encoding.Encoding(
            self.output_mode, self.num_bins, dtype, self.sparse
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        self._check_at_least_two_inputs(inputs)
        features = [tokens.as_tensor(x) for x in inputs]
        self._check_input_shape_and_type(features)
        columns = [tf.reshape(x, (-1, 1)) for x in features]
        crossed = tf.sparse.cross_hashed(columns, self.num_bins)
        # One a row, in the order of rows.
        bins = tf.reshape(crossed.values, tf.shape(features[0]))
        return self._encoding.of(tf.ensure_shape(bins, features[0].shape))

    def _check_at_least_two_inputs(self, inputs) -> None:
        if not isinstance(inputs, (list, tuple)) or len(inputs) < 2:
            count = len(inputs) if isinstance(inputs, (list, tuple)) else 1
            raise ValueError(
                f"{self._keras_who}: there is nothing to cross. Expected a "
                f"list of two or more tensors. Received: {count} of type "
                f"{type(inputs).__name__}."
            )

    def _check_input_shape_and_type(self, inputs) -> None:
        for x in inputs:
            if x.dtype != tf.string and not x.dtype.is_integer:
                raise TypeError(
                    f"{self._keras_who}: it takes no fractions. Expected "
                    "strings or whole numbers. Received: "
                    f"dtype={x.dtype.name}. Make bins of them first, by "
                    "Discretization."
                )
            if isinstance(x, (tf.RaggedTensor, tf.SparseTensor)):
                raise ValueError(
                    f"{self._keras_who}: it takes dense tensors. Expected one "
                    f"value a row. Received: {type(x).__name__} of shape "
                    f"{x.shape}."
                )
        self._check_shapes([x.shape for x in inputs])

    def _check_shapes(self, shapes: list) -> None:
        first, *others = map(tf.TensorShape, shapes)
        is_column = first.rank == 2 and first[1] == 1
        are_alike = all(first.is_compatible_with(other) for other in others)
        if first.rank is not None and first.rank > 1 and not is_column:
            are_alike = False
        if not are_alike:
            raise ValueError(
                f"{self._keras_who}: the inputs' shapes don't go together. "
                "Expected all (), (batch,) or (batch, 1). Received: shapes "
                f"{', '.join(str(tuple(shape)) for shape in shapes)}."
            )

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        self._check_at_least_two_inputs(input_shape)
        self._check_shapes(input_shape)
        return self._encoding.spec(tf.TensorSpec(input_shape[0])).shape

    def compute_output_spec(self, inputs: kinds.Tensors) -> kinds.Specs:
        self._check_at_least_two_inputs(inputs)
        specs = [symbolic_call.spec_of(x) for x in inputs]
        self._check_shapes([spec.shape for spec in specs])
        return self._encoding.spec(specs[0])
