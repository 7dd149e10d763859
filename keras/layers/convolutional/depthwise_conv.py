"""What convolutions of each channel alone share."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.symbols import input_spec
from keras.layers import arguments, weight_options
from keras.layers.convolutional import conv, sliding_depthwise


class DepthwiseConv(conv.Conv):
    """Slides learned filters over each channel alone.

    y[p, c * depth_multiplier + m] = activation(bias[...] + sum over o of
        depthwise_kernel[o, c, m] * x[p * strides + o * dilation_rate, c])

    The arguments are described at `DepthwiseConv2D`.
    """

    # `Conv` has them; the kernel of this one has another name.
    _keras_not_in_config = (
        "filters",
        "kernel_initializer",
        "kernel_regularizer",
        "kernel_constraint",
    )

    def __init__(
        self,
        kernel_size: kinds.Sizes,
        strides: kinds.Sizes = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: kinds.Sizes = 1,
        activation: kinds.Named = None,
        use_bias: bool = True,
        depthwise_initializer: kinds.Named = "glorot_uniform",
        bias_initializer: kinds.Named = "zeros",
        depthwise_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        depthwise_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(
            1,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation=activation,
            use_bias=use_bias,
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            **kwargs,
        )
        self.filters = None  # As many as channels, times the multiplier.
        self.depth_multiplier = arguments.whole_number(
            self._keras_who, "depth_multiplier", depth_multiplier
        )
        weight_options.take(
            self,
            "depthwise",
            depthwise_initializer,
            depthwise_regularizer,
            depthwise_constraint,
        )
        self.input_spec = input_spec.InputSpec(ndim=self.spatial_ndim + 2)

    def _validate_init(self) -> None:
        conv.refuse_groups(self)

    def build(self, input_shape: kinds.Shapes) -> None:
        channels = self._checked_channels(input_shape)
        shape = (*self.kernel_size, channels, self.depth_multiplier)
        self.depthwise_kernel = weight_options.add(
            self, "depthwise_kernel", shape, of="depthwise"
        )
        self._add_bias_weight(channels * self.depth_multiplier)

    def _weighted(self, inputs):
        return self.convolution_op(inputs, self.depthwise_kernel)

    def convolution_op(
        self, inputs: kinds.Tensors, kernel: kinds.Tensors
    ) -> Any:
        """Convolves each channel; to be overridden for other kernels.

        Args:
            inputs: The layer's input.
            kernel: `(*kernel_size, channels, depth_multiplier)`.
        """
        return self._slid(sliding_depthwise.convolve, inputs, kernel)

    def _output_channels(self, input_shape: tf.TensorShape) -> int | None:
        channels = input_shape[self._get_channel_axis()]
        return channels and channels * self.depth_multiplier
