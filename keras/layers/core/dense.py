"""A layer in which every unit sees every feature."""

import tensorflow as tf

from keras import activations
from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import activated, arguments, features, weight_options
from keras.layers.core import low_rank


class Dense(layer.Layer):
    """Maps the last axis to `units` outputs that each see all of it.

    y = activation(x kernel + bias)

    Inputs with more than two axes are mapped at every place of the others
    alike.

    Args:
        units: Size of the output's last axis; 1 or more.
        activation: Name or function applied at last. Default: none.
        use_bias: False leaves the bias out.
        kernel_initializer: Default 'glorot_uniform', which keeps the variance
            of signals and gradients.
        bias_initializer: Default 'zeros'.
        kernel_regularizer, bias_regularizer: Penalties on the variables.
        activity_regularizer: Penalty on the output.
        kernel_constraint, bias_constraint: Projections of the variables after
            each training step.
        lora_rank, lora_alpha: With a rank the kernel is frozen, and
            `(lora_alpha / lora_rank) a b` is added to it and trained, a of
            `lora_rank` columns (LoRA; `enable_lora` does it later). Default:
            nothing is added, and an alpha of the rank.
    Call arguments:
        inputs: Dense, ragged or sparse tensor `(batch, ..., features)`.
    Output shape: `(batch, ..., units)`.
    Variables: kernel `(features, units)`, bias `(units,)`.
    Raises:
        ValueError: If `units` isn't 1 or more, the last axis has no static
            size, or another size than the layer was built for.
    Example:
        >>> keras.layers.Dense(3, 'relu')(tf.ones((2, 5))).shape
        TensorShape([2, 3])
    """

    supports_masking = True

    _keras_since_3 = ("lora_rank", "lora_alpha")
    _keras_adapted = "kernel"
    lora_rank: int | None = None
    lora_alpha: float | None = None
    lora_enabled = _keras_writes_fewer = property(low_rank.is_enabled)
    enable_lora = low_rank.enable
    save_own_variables = low_rank.save_own_variables
    load_own_variables = low_rank.load_own_variables

    def __init__(
        self,
        units: int,
        activation: kinds.Named = None,
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "glorot_uniform",
        bias_initializer: kinds.Named = "zeros",
        kernel_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        *,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        if lora_rank is not None:
            low_rank.take_rank(self, lora_rank, lora_alpha)
        if type(units) is not int or units < 1:
            units = arguments.whole_number(self._keras_who, "units", units)
        self.units = units
        self.activation = weight_options.named(
            self, "activation", activations, activation
        )
        self.use_bias = use_bias
        weight_options.take(
            self,
            "kernel",
            kernel_initializer,
            kernel_regularizer,
            kernel_constraint,
        )
        weight_options.take(
            self, "bias", bias_initializer, bias_regularizer, bias_constraint
        )
        self.input_spec = input_spec.InputSpec(min_ndim=2)

    def build(self, input_shape: kinds.Shapes) -> None:
        size = tf.TensorShape(input_shape)[-1]
        if not size:  # TensorFlow ends the process over a graph of none.
            raise ValueError(
                f"{self._keras_who}: the input's last axis has no static size "
                "above 0, so the kernel has none. Expected (batch, ..., "
                f"features). Received: shape={tuple(input_shape)}."
            )
        self.input_spec = input_spec.InputSpec(min_ndim=2, axes={-1: size})
        self._type = tf.as_dtype(self.compute_dtype)
        self.kernel = weight_options.add(self, "kernel", (size, self.units))
        self.bias = None
        if self.use_bias:
            self.bias = weight_options.add(self, "bias", (self.units,))
        if self.lora_rank is not None:
            low_rank.add_given_rank(self)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        outputs = product(inputs, self.kernel, self._type)
        if self.use_bias:
            outputs = _add_bias(outputs, self.bias)
        if self.activation is activations.linear:
            return outputs
        return self.activation(outputs)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        input_shape = tf.TensorShape(input_shape)
        return input_shape[:-1].concatenate(self.units)

    compute_output_spec = activated.compute_output_spec


def product(inputs, kernel, dtype: tf.DType) -> tf.Tensor | tf.RaggedTensor:
    """Multiplies the last axis of `inputs` into `kernel`.

    `(..., features) x (features, units) -> (..., units)`

    Args:
        inputs: A dense, ragged or sparse tensor.
        kernel: Variable or tensor `(features, units)`.
        dtype: Type of the computation; both factors are cast to it.
    """
    if kernel.dtype is not dtype:
        kernel = tf.cast(kernel, dtype)
    if not isinstance(inputs, tf.Tensor):
        return _composite_product(inputs, kernel, dtype)
    if inputs.dtype is not dtype:
        inputs = tf.cast(inputs, dtype)
    if inputs.shape.rank == 2:
        # The raw op takes 21 us where tf.matmul takes 53 us on a row of 32.
        return tf.raw_ops.MatMul(a=inputs, b=kernel)
    return tf.tensordot(inputs, kernel, axes=1)


def _add_bias(outputs, bias):
    if isinstance(outputs, tf.Tensor) and bias.dtype is outputs.dtype:
        return tf.nn.bias_add(outputs, bias)
    return features.add_bias(outputs, bias)


def _composite_product(inputs, kernel, dtype: tf.DType):
    if isinstance(inputs, tf.RaggedTensor):
        return _ragged_product(inputs, kernel, dtype)
    if isinstance(inputs, tf.SparseTensor):
        return _sparse_product(tf.cast(inputs, dtype), kernel)
    return product(tf.convert_to_tensor(inputs), kernel, dtype)


def _ragged_product(inputs: tf.RaggedTensor, kernel, dtype: tf.DType):
    if inputs.flat_values.shape.rank > 1:
        flat = product(inputs.flat_values, kernel, dtype)
        return inputs.with_flat_values(flat)
    # The features are a ragged axis of uniform length: make it a dense one.
    rows = tf.reshape(inputs.flat_values, (-1, kernel.shape[0]))
    flat = product(rows, kernel, dtype)
    if inputs.ragged_rank == 1:
        return flat
    splits = inputs.nested_row_splits[:-1]
    return tf.RaggedTensor.from_nested_row_splits(flat, splits)


def _sparse_product(inputs: tf.SparseTensor, kernel) -> tf.Tensor:
    if inputs.shape.rank == 2:
        return tf.sparse.sparse_dense_matmul(inputs, kernel)
    shape = tf.shape(inputs, tf.int64)
    rows = tf.sparse.reshape(inputs, (-1, kernel.shape[0]))
    flat = tf.sparse.sparse_dense_matmul(rows, kernel)
    units = tf.cast(kernel.shape[-1:], tf.int64)
    outputs = tf.reshape(flat, tf.concat([shape[:-1], units], axis=0))
    outputs.set_shape([*inputs.shape[:-1], kernel.shape[-1]])
    return outputs
