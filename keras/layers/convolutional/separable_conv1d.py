"""Convolution over sequences in two steps: space first, channels then."""

from keras.engine import kinds
from keras.layers.convolutional import separable_conv


class SeparableConv1D(separable_conv.SeparableConv):
    """Slides filters over each channel of sequences, then mixes the channels.

    z[p, c * depth_multiplier + m] = sum over o of depthwise_kernel[o, c, m]
                                     * x[p * strides + o * dilation_rate, c]
    y[p, f] = activation(bias[f] + sum over k of pointwise_kernel[k, f]
                                   * z[p, k])

    Fewer products and weights than a whole convolution has, for nearly the
    same use.

    Args:
        filters: Channels of the output; 1 or more.
        kernel_size: Steps that a filter sees; an int.
        strides: Steps from one place of a filter to the next,
            likewise.
        padding: 'valid' keeps filters inside the input, 'same' pads it with
            zeros to give ceil(size / strides) places, 'causal' pads
            before the start only, so that no output sees a later input.
        data_format: 'channels_last' `(batch, steps, channels)` or
            'channels_first'. Default: `keras.backend.image_data_format()`.
        dilation_rate: Steps between the inputs that a filter sees.
        depth_multiplier: Filters for each channel in the first step. Default 1.
        activation: Name or function applied at last. Default: none.
        use_bias: False leaves the bias out.
        depthwise_initializer, pointwise_initializer: Default 'glorot_uniform',
            which keeps the variance of signals and gradients.
        bias_initializer: Default 'zeros'.
        depthwise_regularizer, pointwise_regularizer, bias_regularizer:
            Penalties on the variables.
        activity_regularizer: Penalty on the output.
        depthwise_constraint, pointwise_constraint, bias_constraint:
            Projections of the variables after each training step.
    Call arguments:
        inputs: Tensor `(batch, steps, channels)`.
    Output shape: likewise, with `filters` channels.
    Variables: depthwise_kernel `(*kernel_size, channels, depth_multiplier)`,
        pointwise_kernel `(1, channels * depth_multiplier, filters)`,
        bias `(filters,)`.
    Raises:
        ValueError: If an argument is out of range, or the filters don't fit
            into the input.
    Source: Chollet 2017, arXiv:1610.02357.
    Example:
        >>> keras.layers.SeparableConv1D(4, 3)(tf.ones((1, 8, 2))).shape
        TensorShape([1, 6, 4])
    """

    spatial_ndim = 1
    _paddings = ("valid", "same", "causal")

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
            depth_multiplier,
            activation,
            use_bias,
            depthwise_initializer,
            pointwise_initializer,
            bias_initializer,
            depthwise_regularizer,
            pointwise_regularizer,
            bias_regularizer,
            activity_regularizer,
            depthwise_constraint,
            pointwise_constraint,
            bias_constraint,
            **kwargs,
        )
