"""Long short-term memory over volumes."""

from keras.engine import kinds
from keras.layers.convolutional_recurrent import conv_lstm


class ConvLSTM3D(conv_lstm.ConvLSTM):
    """Carries a convolutional memory through sequences of volumes.

    i, f, o = recurrent_activation(x_t * kernel + h * recurrent_kernel + bias)
    c <- f c + i activation(x_t * kernel + h * recurrent_kernel + bias)
    h <- o activation(c)

    each with filters of its own of kernels and bias, in the order i, f, c, o;
    `*` slides filters over three axes. The output is h, a volume in which
    every place remembers what was near it.

    Args:
        filters: Channels of the output; 1 or more.
        kernel_size: Places along each axis that a filter sees; an int, or
            three.
        strides: Places from one place of a filter to the next, likewise. h
            is seen with strides of 1.
        padding: 'valid' keeps filters inside the input, 'same' pads it with
            zeros to give ceil(size / strides) places. h is padded.
        data_format: 'channels_last' `(batch, time, depth, rows, columns,
            channels)` or 'channels_first'. Default:
            `keras.backend.image_data_format()`.
        dilation_rate: Places between the inputs that a filter sees.
        activation: Name or function for the new content. Default 'tanh'.
        recurrent_activation: Name or function for the gates, with values in
            [0, 1]. Default 'hard_sigmoid'.
        use_bias: False leaves the bias out.
        kernel_initializer: Default 'glorot_uniform'.
        recurrent_initializer: Default 'orthogonal'.
        bias_initializer: Default 'zeros'.
        unit_forget_bias: True starts the bias of f at 1, so that what is there
            is kept at first.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: Penalties
            on the variables.
        activity_regularizer: Penalty on the output.
        kernel_constraint, recurrent_constraint, bias_constraint: Projections
            of the variables after each training step.
        return_sequences: True returns the outputs of all steps, not the last
            one's only.
        return_state: True returns the states after the last step, too.
        go_backwards: True begins with the last step; outputs come in the order
            of computation.
        stateful: True starts each batch with the states that the last one
            left, row by row, until `reset_states`. All sizes but the number of
            steps must be known.
        dropout: Fraction of the inputs to drop in training, 0 to 1, the same
            ones at all steps, others for each gate.
        recurrent_dropout: Fraction of h to drop, likewise.
        seed: Int that makes the dropping reproducible.
    Call arguments:
        inputs: Tensor `(batch, time, depth, rows, columns, channels)`.
        mask: Booleans `(batch, time)`. False steps leave the states alone.
        training: True drops.
        initial_state: List of h and c before the first step, of the output's
            shape. Default: zeros.
    Output shape: `(batch, new depth, new rows, new columns,
        filters)`; with
        `return_sequences` it has the axis of time, too; with `return_state` a
        list of it and h and c.
    Variables: kernel `(*kernel_size, channels, 4 filters)`, recurrent_kernel
        `(*kernel_size, filters, 4 filters)`, bias `(4 filters,)`, all of
        `cell`.
    Raises:
        ValueError: If an argument is out of range, or a shape is needed that
            isn't known.
    Source: Shi et al. 2015, arXiv:1506.04214, section 3.1; without the
        products of gates and c.
    Example:
        >>> x = tf.ones((1, 2, 6, 6, 6, 3))
        >>> keras.layers.ConvLSTM3D(4, 3)(x).shape
        TensorShape([1, 4, 4, 4, 4])
    """

    spatial_ndim = 3

    def __init__(
        self,
        filters: int,
        kernel_size: kinds.Sizes,
        strides: kinds.Sizes = (1, 1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: kinds.Sizes = (1, 1, 1),
        activation: kinds.Named = "tanh",
        recurrent_activation: kinds.Named = "hard_sigmoid",
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "glorot_uniform",
        recurrent_initializer: kinds.Named = "orthogonal",
        bias_initializer: kinds.Named = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer: kinds.Named = None,
        recurrent_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        recurrent_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        *,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation,
            recurrent_activation,
            use_bias,
            kernel_initializer,
            recurrent_initializer,
            bias_initializer,
            unit_forget_bias,
            kernel_regularizer,
            recurrent_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            recurrent_constraint,
            bias_constraint,
            return_sequences,
            return_state,
            go_backwards,
            stateful,
            dropout,
            recurrent_dropout,
            seed=seed,
            **kwargs,
        )
