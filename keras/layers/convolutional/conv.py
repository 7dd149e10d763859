"""What convolutions over one, two and three axes share."""

import tensorflow as tf

from keras import activations
from keras.engine.layer import layer, meant_names
from keras.engine.symbols import input_spec
from keras.layers import (
    activated,
    arguments,
    features,
    weight_options,
    window,
)


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
    rank = meant_names.Answer(lambda self: self.spatial_ndim)
    _is_causal = meant_names.Answer(lambda self: self.padding == "causal")
    _channels_first = meant_names.Answer(
        lambda self: self.data_format == "channels_first"
    )
    _tf_data_format = meant_names.Answer(lambda self: self._layout)

    def __init__(
        self,
        filters: int,
        kernel_size,
        strides=1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate=1,
        groups: int = 1,
        activation=None,
        use_bias: bool = True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        where, ndim = self._keras_who, self.spatial_ndim
        self.filters = arguments.whole_number(where, "filters", filters)
        self.kernel_size = arguments.whole_numbers(
            where, "kernel_size", kernel_size, ndim
        )
        self.strides = arguments.whole_numbers(where, "strides", strides, ndim)
        paddings = ("valid", "same", "causal")[: 3 if ndim == 1 else 2]
        self.padding = arguments.one_of(where, "padding", padding, paddings)
        self.data_format = arguments.data_format(where, data_format)
        self.dilation_rate = arguments.whole_numbers(
            where, "dilation_rate", dilation_rate, ndim
        )
        self.groups = arguments.whole_number(where, "groups", groups)
        self.activation = activations.get(activation)
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
        self._layout = window.kernel_layout(self.data_format, ndim)

    def _validate_init(self) -> None:
        """Raises `ValueError` if arguments contradict each other."""
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{self._keras_who}: there is no convolution with strides and "
                "dilation at once. Expected one of them to be 1. Received: "
                f"strides={self.strides}, dilation_rate={self.dilation_rate}."
            )
        if self.filters % self.groups:
            raise ValueError(
                f"{self._keras_who}: the groups can't have the same number of "
                "filters. Expected filters to be a multiple of groups. "
                f"Received: filters={self.filters}, groups={self.groups}."
            )

    def _get_channel_axis(self) -> int:
        last = self.data_format == "channels_last"
        return -1 if last else -1 - self.spatial_ndim

    def build(self, input_shape) -> None:
        input_shape = tf.TensorShape(input_shape)
        channels = self._get_input_channel(input_shape)
        self._require_equal_groups(input_shape, channels)
        self.compute_output_shape(input_shape)
        self.input_spec = input_spec.InputSpec(
            min_ndim=self.spatial_ndim + 2,
            axes={self._get_channel_axis(): channels},
        )
        self._type = tf.as_dtype(self.compute_dtype)
        shape = (*self.kernel_size, channels // self.groups, self.filters)
        self.kernel = weight_options.add(self, "kernel", shape)
        self.bias = None
        if self.use_bias:
            self.bias = weight_options.add(self, "bias", (self.filters,))

    def _get_input_channel(self, input_shape) -> int:
        input_shape = tf.TensorShape(input_shape)
        channels = input_shape[self._get_channel_axis()]
        if channels is None:
            raise ValueError(
                f"{self._keras_who}: the channel axis has no static size, so "
                "the kernel has none. Expected it to be known. Received: "
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

    def call(self, inputs):
        if inputs.shape.rank is None:
            inputs = tf.ensure_shape(inputs, [None] * (self.spatial_ndim + 2))
        if self.padding == "causal":
            inputs = tf.pad(inputs, self._compute_causal_padding(inputs))
        if 0 in inputs.shape[: -1 - self.spatial_ndim]:
            outputs = self._of_no_rows(inputs)
        else:
            outputs = self.convolution_op(inputs, self.kernel)
        if self.use_bias:
            outputs = self._add_bias(outputs)
        return self.activation(outputs)

    def _of_no_rows(self, inputs):
        """Convolves a row of zeros in place of none, and leaves it out.

        TensorFlow 2.21's convolution of no rows has its input's shape; and that
        of padded rows forgets, in a graph, that they are padded.
        """
        sizes = inputs.shape[: -1 - self.spatial_ndim]
        rows = inputs
        for axis, size in enumerate(sizes):
            if size == 0:
                full = tf.shape(rows)
                one = tf.concat([full[:axis], [1], full[axis + 1 :]], 0)
                rows = tf.concat([rows, tf.zeros(one, rows.dtype)], axis)
        outputs = self.convolution_op(rows, self.kernel)
        return outputs[tuple(slice(size) for size in sizes)]

    def convolution_op(self, inputs, kernel):
        """Convolves; to be overridden for other kernels than the variable.

        Args:
            inputs: The layer's input; padded before the first step, where
                `padding` is 'causal'.
            kernel: `(*kernel_size, channels / groups, filters)`.
        """
        return tf.nn.convolution(
            features.of_type(inputs, self._type),
            features.of_type(kernel, self._type),
            strides=self.strides,
            padding=self._get_padding_op(),
            data_format=self._layout,
            dilations=self.dilation_rate,
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

    def compute_output_shape(self, input_shape) -> tf.TensorShape:
        input_shape = tf.TensorShape(input_shape)
        ndim, rank = self.spatial_ndim, input_shape.rank
        spatial = window.spatial_axes(self.data_format, ndim, rank)
        sizes = input_shape.as_list()
        sizes[self._get_channel_axis()] = self.filters
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

    compute_output_spec = activated.compute_output_spec
