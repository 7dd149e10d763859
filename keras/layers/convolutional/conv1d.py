"""Convolution over sequences."""

from keras.engine import kinds
from keras.layers.convolutional import conv
from keras.layers.core import low_rank


class Conv1D(conv.Conv):
    """Slides learned filters over time.

    y[t, f] = activation(bias[f]
                         + sum over o, c of kernel[o, c, f]
                           * x[t * strides + o * dilation_rate, c])

    Args:
        filters: Channels of the output; 1 or more.
        kernel_size: Steps that a filter sees.
        strides: Steps from one place of a filter to the next.
        padding: 'valid' keeps filters inside the input, 'same' pads it with
            zeros on both ends to give ceil(steps / strides) places, 'causal'
            pads before the start only, so that no output sees a later input.
        data_format: 'channels_last' `(batch, steps, channels)` or
            'channels_first'.
        dilation_rate: Steps between the inputs that a filter sees.
        groups: Parts that the channels are split into; each filter sees one.
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
            `(lora_alpha / lora_rank) a b` is added to it and trained, as in
            `Dense`. Default: nothing is added, and an alpha of the rank.
    Call arguments:
        inputs: Tensor `(batch, ..., steps, channels)`.
    Output shape: `(batch, ..., new steps, filters)`.
    Variables: kernel `(kernel_size, channels / groups, filters)`,
        bias `(filters,)`.
    Raises:
        ValueError: If an argument is out of range, groups don't divide the
            channels, or the filters don't fit into the input.
    Example:
        >>> keras.layers.Conv1D(4, 3)(tf.ones((1, 8, 2))).shape
        TensorShape([1, 6, 4])
    """

    spatial_ndim = 1
    _keras_since_3 = ("lora_rank", "lora_alpha")
    enable_lora = low_rank.enable
    _paddings = ("valid", "same", "causal")

    def __init__(
        self,
        filters: int,
        kernel_size: kinds.Sizes,
        strides: kinds.Sizes = 1,
        padding: str = "valid",
        data_format: str | None = "channels_last",
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
        *,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            groups,
            activation,
            use_bias,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            bias_constraint,
            **kwargs,
        )
        if lora_rank is not None:
            low_rank.take_rank(self, lora_rank, lora_alpha)
