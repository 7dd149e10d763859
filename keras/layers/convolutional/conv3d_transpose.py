"""Transposed convolution over volumes."""

from keras.engine import kinds
from keras.layers.convolutional import conv3d, transposed


class Conv3DTranspose(conv3d.Conv3D):
    """Adds up learned filters at all places of volumes.

    y[q, f] = activation(bias[f] + sum over c and all p, o with
                         p * strides + o * dilation_rate = q
                         of kernel[o, f, c] * x[p, c])

    It's the gradient of a convolution by its input, and makes volumes larger:
    decoders and generators use it.

    Args:
        filters: Channels of the output; 1 or more.
        kernel_size: Depth, rows and columns that a filter is spread over; an
            int, or three.
        strides: Voxels of the output from one filter to the next,
            likewise.
        padding: 'valid' keeps all that filters reach, 'same' `strides` times
            as many places as the input has.
        output_padding: Voxels at the end of the output that no
            whole stride reaches; less than strides. Default None takes what
            `padding` says.
        data_format: 'channels_last'
            `(batch, depth, rows, columns, channels)` or 'channels_first'.
            Default: `keras.backend.image_data_format()`.
        dilation_rate: Voxels between the elements of a filter.
        activation: Name or function applied at last. Default: none.
        use_bias: False leaves the bias out.
        kernel_initializer: Default 'glorot_uniform', which keeps the variance
            of signals and gradients.
        bias_initializer: Default 'zeros'.
        kernel_regularizer, bias_regularizer: Penalties on the variables.
        activity_regularizer: Penalty on the output.
        kernel_constraint, bias_constraint: Projections of the variables after
            each training step.
    Call arguments:
        inputs: Tensor `(batch, depth, rows, columns, channels)`.
    Output shape: likewise with `filters` channels and, along an axis,
        (size - 1) * strides + dilation_rate * (kernel_size - 1) + 1 +
        output_padding places; with output_padding None at least
        size * strides; with padding 'same' size * strides, or (size - 1) *
        strides + output_padding, and one more where a filter covers an odd
        number of voxels.
    Variables: kernel `(*kernel_size, filters, channels)`, bias `(filters,)`.
    Raises:
        ValueError: If an argument is out of range.
    Source: Zeiler et al. 2010, Deconvolutional Networks; Dumoulin and Visin
        2016, arXiv:1603.07285, chapter 4.
    Example:
        >>> layer = keras.layers.Conv3DTranspose(3, 3, strides=2)
        >>> layer(tf.ones((1, 4, 4, 4, 2))).shape
        TensorShape([1, 9, 9, 9, 3])
    """

    # tf_keras leaves it out of configs, and ignores it.
    _keras_since_3 = ("dilation_rate",)

    def __init__(
        self,
        filters: int,
        kernel_size: kinds.Sizes,
        strides: kinds.Sizes = (1, 1, 1),
        padding: str = "valid",
        output_padding: kinds.Sizes | None = None,
        data_format: str | None = None,
        dilation_rate: kinds.Sizes = (1, 1, 1),
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
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
            **kwargs,
        )
        transposed.take(self, output_padding)

    build = transposed.build
    convolution_op = transposed.convolution_op
    compute_output_shape = transposed.compute_output_shape
