"""Filters over sequences, others at each place."""

from keras.engine import kinds
from keras.layers.locally_connected import locally_connected


class LocallyConnected1D(locally_connected.LocallyConnected):
    """Slides over sequences, with learned filters of its own at each place.

    y[p, f] = activation(bias[p, f]
                         + sum over o, c of kernel[p, o, c, f]
                           * x[p * strides + o, c])

    So what is at one place is looked for otherwise than elsewhere, as in faces
    that stand still; it has as many kernels as places.

    Args:
        filters: Channels of the output; 1 or more.
        kernel_size: What a filter sees; an int.
        strides: From one place of a filter to the next, likewise.
        padding: 'valid' keeps filters inside the input; 'same', with
            implementation 2 or 3, has them reach over its ends.
        data_format: 'channels_last' `(batch, steps, channels)`
            or 'channels_first'. Default: `keras.backend.image_data_format()`.
        activation: Name or function applied at last. Default: none.
        use_bias: False leaves the bias out.
        kernel_initializer: Default 'glorot_uniform'.
        bias_initializer: Default 'zeros'.
        kernel_regularizer, bias_regularizer: Penalties on the variables.
        activity_regularizer: Penalty on the output.
        kernel_constraint, bias_constraint: Projections of the variables after
            each training step.
        implementation: How the kernel is kept. 1: a matrix for each window,
            `(places, window, filters)`. 2: one matrix of all inputs and all
            outputs, most of it unused; fast for small inputs. 3: the used
            numbers of that matrix alone; for large inputs and few connections.
    Call arguments:
        inputs: Tensor `(batch, steps, channels)`; all but the batch
            of known size.
    Output shape: as a convolution's.
    Variables: kernel, as `implementation` says; bias `(*places, filters)`.
    Raises:
        ValueError: If an argument is out of range, a size isn't known, or the
            filters don't fit into the input.
    Example:
        >>> layer = keras.layers.LocallyConnected1D(4, 3)
        >>> layer(tf.ones((1, 8, 3))).shape
        TensorShape([1, 6, 4])
    """

    spatial_ndim = 1

    def __init__(
        self,
        filters: int,
        kernel_size: kinds.Sizes,
        strides: kinds.Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        activation: kinds.Named = None,
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "glorot_uniform",
        bias_initializer: kinds.Named = "zeros",
        kernel_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        implementation: int = 1,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            activation,
            use_bias,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            bias_constraint,
            implementation,
            **kwargs,
        )
