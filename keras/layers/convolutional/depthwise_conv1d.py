"""Convolution of each channel alone over sequences."""

from keras.engine import kinds
from keras.layers.convolutional import depthwise_conv


class DepthwiseConv1D(depthwise_conv.DepthwiseConv):
    """Slides learned filters over each channel of sequences alone.

    y[p, c * depth_multiplier + m] =
        activation(bias[c * depth_multiplier + m]
                   + sum over o of depthwise_kernel[o, c, m]
                     * x[p * strides + o * dilation_rate, c])

    It costs a part of a whole convolution, in which each filter sees all
    channels.

    Args:
        kernel_size: Steps that a filter sees; an int.
        strides: Steps from one place of a filter to the next,
            likewise.
        padding: 'valid' keeps filters inside the input, 'same' pads it with
            zeros to give ceil(size / strides) places, 'causal' pads
            before the start only, so that no output sees a later input.
        depth_multiplier: Filters for each channel. Default 1.
        data_format: 'channels_last' `(batch, steps, channels)` or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        dilation_rate: Steps between the inputs that a filter sees.
        activation: Name or function applied at last. Default: none.
        use_bias: False leaves the bias out.
        depthwise_initializer: Default 'glorot_uniform', which keeps the
            variance of signals and gradients.
        bias_initializer: Default 'zeros'.
        depthwise_regularizer, bias_regularizer: Penalties on the variables.
        activity_regularizer: Penalty on the output.
        depthwise_constraint, bias_constraint: Projections of the variables
            after each training step.
    Call arguments:
        inputs: Tensor `(batch, steps, channels)`.
    Output shape: likewise, with channels * depth_multiplier channels.
    Variables: depthwise_kernel `(*kernel_size, channels, depth_multiplier)`,
        bias `(channels * depth_multiplier,)`.
    Raises:
        ValueError: If an argument is out of range, or the filters don't fit
            into the input.
    Source: Chollet 2017, arXiv:1610.02357.
    Example:
        >>> layer = keras.layers.DepthwiseConv1D(3, depth_multiplier=2)
        >>> layer(tf.ones((1, 8, 2))).shape
        TensorShape([1, 6, 4])
    """

    spatial_ndim = 1
    _paddings = ("valid", "same", "causal")

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
            kernel_size,
            strides,
            padding,
            depth_multiplier,
            data_format,
            dilation_rate,
            activation,
            use_bias,
            depthwise_initializer,
            bias_initializer,
            depthwise_regularizer,
            bias_regularizer,
            activity_regularizer,
            depthwise_constraint,
            bias_constraint,
            **kwargs,
        )
