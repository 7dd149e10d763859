"""What convolutions over one, two and three axes share."""

from typing import Any

import tensorflow as tf

from keras import activations
from keras.engine import kinds
from keras.engine.layer import layer, meant_names
from keras.engine.symbols import input_spec
from keras.layers import (
    activated,
    arguments,
    features,
    weight_options,
    window,
)
from keras.layers.convolutional import sliding
from keras.layers.core import low_rank


class Conv(layer.Layer):
    """Slides learned filters over `spatial_ndim` axes of the input.

    y[p, f] = activation(bias[f]
                         + sum over o, c of kernel[o, c, f]
                           * x[p * strides + o * dilation_rate, c])

    The arguments are described at `Conv2D`. Subclasses of users call and
    override `_validate_init`, `_get_…` and `_compute_causal_padding`: these are
    Keras 2's names.
    """

    spatial_ndim: int
    _paddings: tuple[str, ...] = ("valid", "same")
    rank = meant_names.Answer(lambda self: self.spatial_ndim)
    _is_causal = meant_names.Answer(lambda self: self.padding == "causal")
    _channels_first = meant_names.Answer(
        lambda self: self.data_format == "channels_first"
    )
    _tf_data_format = meant_names.Answer(
        lambda self: window.kernel_layout(self.data_format, self.spatial_ndim)
    )
    # Once it's built, the attribute is there.
    kernel = meant_names.Answer(lambda self: _no_kernel(self))
    # What one over each number of axes adds to its kernel.
    _keras_adapted = "kernel"
    lora_rank: int | None = None
    lora_alpha: float | None = None
    lora_enabled = _keras_writes_fewer = property(low_rank.is_enabled)
    save_own_variables = low_rank.save_own_variables
    load_own_variables = low_rank.load_own_variables
    # Its name until Keras 2.7.
    _convolution_op = meant_names.Answer(lambda self: self.convolution_op)

    def __init__(
        self,
        filters: int,
        kernel_size: kinds.Sizes,
        strides: kinds.Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: kinds.Sizes = 1,
        groups: int = 1,
        activation: kinds.Named = None,
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "glorot_uniform",
        bias_initializer: kinds.Named = "zeros",
        kernel_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        where, ndim = self._keras_who, self.spatial_ndim
        self.filters = arguments.whole_number(where, "filters", filters)
        self.kernel_size = arguments.whole_numbers(
            where, "kernel_size", kernel_size, ndim
        )
        self.strides = arguments.whole_numbers(where, "strides", strides, ndim)
        self.padding = arguments.one_of(
            where, "padding", padding, self._paddings
        )
        self.data_format = arguments.data_format(where, data_format)
        self.dilation_rate = arguments.whole_numbers(
            where, "dilation_rate", dilation_rate, ndim
        )
        self.groups = arguments.whole_number(where, "groups", groups)
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
        self._validate_init()
        self.input_spec = input_spec.InputSpec(min_ndim=ndim + 2)

    def _validate_init(self) -> None:
        """Raises `ValueError` if arguments contradict each other."""
        if self.filters % self.groups:
            raise ValueError(
                f"{self._keras_who}: the groups can't have the same number of "
                "filters. Expected filters to be a multiple of groups. "
                f"Received: filters={self.filters}, groups={self.groups}."
            )

    def _get_channel_axis(self) -> int:
        last = self.data_format == "channels_last"
        return -1 if last else -1 - self.spatial_ndim

    def build(self, input_shape: kinds.Shapes) -> None:
        channels = self._checked_channels(input_shape)
        self._require_equal_groups(tf.TensorShape(input_shape), channels)
        shape = (*self.kernel_size, channels // self.groups, self.filters)
        self.kernel = weight_options.add(self, "kernel", shape)
        self._add_bias_weight(self.filters)
        if self.lora_rank is not None:
            low_rank.add_given_rank(self)

    def _checked_channels(self, input_shape) -> int:
        """Returns the number of channels, which the layer asks for from now on.

        Raises:
            ValueError: If it's unknown, or the kernel doesn't fit.
        """
        input_shape = tf.TensorShape(input_shape)
        channels = self._get_input_channel(input_shape)
        self.compute_output_shape(input_shape)
        self.input_spec = input_spec.InputSpec(
            ndim=self.input_spec.ndim,
            min_ndim=self.input_spec.min_ndim,
            axes={self._get_channel_axis(): channels},
        )
        return channels

    def _add_bias_weight(self, size: int) -> None:
        self.bias = None
        if self.use_bias:
            self.bias = weight_options.add(self, "bias", (size,))

    def _get_input_channel(self, input_shape) -> int:
        input_shape = tf.TensorShape(input_shape)
        channels = input_shape[self._get_channel_axis()]
        if not channels:
            raise ValueError(
                f"{self._keras_who}: the channel axis has no static size "
                "above 0, so the kernel has none. Expected 1 or more. "
                "Received: "
                f"shape={tuple(input_shape.as_list())}, "
                f"data_format={self.data_format!r}."
            )
        return channels

    def _require_equal_groups(self, input_shape, channels: int) -> None:
        if channels % self.groups:
            raise ValueError(
                f"{self._keras_who}: the groups can't have the same number of "
                "channels. Expected the input's channels to be a multiple of "
                f"groups. Received: channels={channels}, "
                f"groups={self.groups}, shape={tuple(input_shape.as_list())}."
            )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        if inputs.shape.rank is None:
            inputs = tf.ensure_shape(inputs, [None] * (self.spatial_ndim + 2))
        if self.padding == "causal":
            inputs = tf.pad(inputs, self._compute_causal_padding(inputs))
        outputs = self._weighted(inputs)
        if self.use_bias:
            outputs = self._add_bias(outputs)
        return self.activation(outputs)

    def _weighted(self, inputs):
        """Convolves with the layer's weights."""
        return self.convolution_op(inputs, low_rank.value_of(self.kernel))

    def convolution_op(
        self, inputs: kinds.Tensors, kernel: kinds.Tensors
    ) -> Any:
        """Convolves; to be overridden for other kernels than the variable.

        Args:
            inputs: The layer's input; padded before the first step, where
                `padding` is 'causal'.
            kernel: `(*kernel_size, channels / groups, filters)`.
        """
        return self._slid(sliding.convolve, inputs, kernel)

    def _slid(self, convolve, inputs, kernel):
        """Convolves by one of the functions, in the compute type."""
        dtype = tf.as_dtype(self.compute_dtype)
        return convolve(
            features.of_type(inputs, dtype),
            features.of_type(kernel, dtype),
            self.strides,
            self._get_padding_op(),
            self.data_format,
            self.dilation_rate,
        )

    def _get_padding_op(self) -> str:
        # A causal one is there before.
        return "SAME" if self.padding == "same" else "VALID"

    def _compute_causal_padding(self, inputs) -> list[list[int]]:
        """Returns what pads time so that no output sees later inputs."""
        steps = self.dilation_rate[0] * (self.kernel_size[0] - 1)
        paddings = [[0, 0] for _ in range(inputs.shape.rank or 3)]
        axis = -2 if self.data_format == "channels_last" else -1
        paddings[axis] = [steps, 0]
        return paddings

    def _recreate_conv_op(self, inputs) -> bool:
        # Keras 2's question before each call; nothing here is made once.
        return False

    def _add_bias(self, outputs):
        if self.data_format == "channels_last":
            return features.add_bias(outputs, self.bias)
        bias = tf.cast(self.bias, outputs.dtype)
        return outputs + tf.reshape(bias, (-1, *[1] * self.spatial_ndim))

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        input_shape = tf.TensorShape(input_shape)
        ndim, rank = self.spatial_ndim, input_shape.rank
        spatial = window.spatial_axes(self.data_format, ndim, rank)
        sizes = input_shape.as_list()
        sizes[self._get_channel_axis()] = self._output_channels(input_shape)
        sizes[spatial] = window.output_sizes(
            self._keras_who,
            input_shape,
            spatial,
            self.kernel_size,
            self.padding,
            self.strides,
            self.dilation_rate,
        )
        return tf.TensorShape(sizes)

    def _output_channels(self, input_shape: tf.TensorShape) -> int | None:
        return self.filters

    compute_output_spec = activated.compute_output_spec


def _no_kernel(layer: Conv) -> None:
    raise AttributeError(
        f"{layer._keras_who}: there is no kernel. Expected a built layer that "
        f"has one. Received: built={layer.built}. Call it on data, or "
        "`build(input_shape)`."
    )


def refuse_groups(layer: Conv) -> None:
    """Raises `ValueError` if a layer that has no groups was given some.

    Args:
        layer: One that stands on `Conv` and takes its arguments.
    """
    if layer.groups != 1:
        raise ValueError(
            f"{layer._keras_who}: such a convolution has no groups. Expected "
            f"groups=1. Received: groups={layer.groups}."
        )
