"""What convolutions in two steps share: space first, channels then."""

from keras.engine import kinds
from keras.engine.symbols import input_spec
from keras.layers import arguments, features, weight_options
from keras.layers.convolutional import conv, sliding, sliding_depthwise


class SeparableConv(conv.Conv):
    """Slides filters over each channel alone, then mixes the channels.

    The arguments are described at `SeparableConv2D`.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: kinds.Sizes,
        strides: kinds.Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: kinds.Sizes = 1,
        depth_multiplier: int = 1,
        activation: kinds.Named = None,
        use_bias: bool = True,
        depthwise_initializer: kinds.Named = "glorot_uniform",
        pointwise_initializer: kinds.Named = "glorot_uniform",
        bias_initializer: kinds.Named = "zeros",
        depthwise_regularizer: kinds.Named = None,
        pointwise_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        depthwise_constraint: kinds.Named = None,
        pointwise_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(
            filters,
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
        weight_options.take(
            self,
            "pointwise",
            pointwise_initializer,
            pointwise_regularizer,
            pointwise_constraint,
        )
        self.input_spec = input_spec.InputSpec(ndim=self.spatial_ndim + 2)

    def _validate_init(self) -> None:
        conv.refuse_groups(self)

    def build(self, input_shape: kinds.Shapes) -> None:
        channels = self._checked_channels(input_shape)
        self.depthwise_kernel = weight_options.add(
            self,
            "depthwise_kernel",
            (*self.kernel_size, channels, self.depth_multiplier),
            of="depthwise",
        )
        self.pointwise_kernel = weight_options.add(
            self,
            "pointwise_kernel",
            (
                *(1,) * self.spatial_ndim,
                channels * self.depth_multiplier,
                self.filters,
            ),
            of="pointwise",
        )
        self._add_bias_weight(self.filters)

    def _weighted(self, inputs):
        alone = self._slid(
            sliding_depthwise.convolve, inputs, self.depthwise_kernel
        )
        ones = (1,) * self.spatial_ndim
        kernel = features.of_type(self.pointwise_kernel, alone.dtype)
        return sliding.convolve(
            alone, kernel, ones, "VALID", self.data_format, ones
        )
