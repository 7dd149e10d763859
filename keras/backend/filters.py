"""`keras.backend`'s convolutions and pools.

Images are `(batch, height, width, channels)`, or with channels first, by
`data_format`: 'channels_last', 'channels_first', or None for
`image_data_format()`. TensorFlow's kernels for CPUs know the former only, so
the latter is turned there and back.
"""

import numpy as np
import tensorflow as tf

from keras.backend import channel_order, tensor_type
from keras.engine import kinds


def _pair(value, ndim: int) -> list[int]:
    is_one = isinstance(value, (int, np.integer))
    return [value] * ndim if is_one else list(value)


def _padding(padding: str, also: tuple = ()) -> str:
    if padding not in ("valid", "same", *also):
        raise ValueError(
            f"Unknown padding. Expected one of {['valid', 'same', *also]}. "
            f"Received: padding={padding!r}."
        )
    return padding.upper()


def _convolved(x, kernel, strides, padding, data_format, dilation_rate):
    ndim = len(kernel.shape) - 2
    padding = _padding(padding)

    def compute(x):
        return tf.nn.convolution(
            x,
            kernel,
            _pair(strides, ndim),
            padding,
            dilations=_pair(dilation_rate, ndim),
        )

    return channel_order.with_last(x, data_format, compute)


def conv1d(
    x: kinds.Tensors,
    kernel: kinds.Tensors,
    strides: kinds.Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: kinds.Sizes = 1,
) -> tf.Tensor:
    """Slides a kernel along one axis.

    Args:
        x: Tensor `(batch, steps, channels)`.
        kernel: Tensor `(size, channels, filters)`.
        strides: Steps from each window to the next.
        padding: 'valid', 'same', or 'causal': output t sees no input after t.
        data_format: See above.
        dilation_rate: Steps from each value of a window to the next.
    Example:
        >>> keras.backend.conv1d(tf.ones((2, 9, 4)), tf.ones((3, 4, 5))).shape
        TensorShape([2, 7, 5])
    """
    if _padding(padding, ("causal",)) == "CAUSAL":
        left = dilation_rate * (kernel.shape[0] - 1)
        axis = (
            1 if channel_order.named(data_format) == channel_order.LAST else 2
        )
        sides = [[left, 0] if n == axis else [0, 0] for n in range(3)]
        x, padding = tf.pad(x, sides), "valid"
    return _convolved(x, kernel, strides, padding, data_format, dilation_rate)


def conv2d(
    x: kinds.Tensors,
    kernel: kinds.Tensors,
    strides: kinds.Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: kinds.Sizes = (1, 1),
) -> tf.Tensor:
    """Slides a kernel over images.

    Args:
        x: Images.
        kernel: Tensor `(height, width, channels, filters)`.
        strides, padding, data_format, dilation_rate: As in `conv1d`, but for
            'causal'.
    Example:
        >>> x = tf.ones((2, 9, 9, 4))
        >>> keras.backend.conv2d(x, tf.ones((3, 3, 4, 5))).shape
        TensorShape([2, 7, 7, 5])
    """
    return _convolved(x, kernel, strides, padding, data_format, dilation_rate)


def conv3d(
    x: kinds.Tensors,
    kernel: kinds.Tensors,
    strides: kinds.Sizes = (1, 1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: kinds.Sizes = (1, 1, 1),
) -> tf.Tensor:
    """Slides a kernel through volumes.

    Args:
        x: Volumes `(batch, depth, height, width, channels)`.
        kernel: Tensor `(depth, height, width, channels, filters)`.
        strides, padding, data_format, dilation_rate: As in `conv2d`.
    Example:
        >>> x = tf.ones((2, 9, 9, 9, 4))
        >>> keras.backend.conv3d(x, tf.ones((3, 3, 3, 4, 5))).shape
        TensorShape([2, 7, 7, 7, 5])
    """
    return _convolved(x, kernel, strides, padding, data_format, dilation_rate)


def conv2d_transpose(
    x: kinds.Tensors,
    kernel: kinds.Tensors,
    output_shape: kinds.Shapes,
    strides: kinds.Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: kinds.Sizes = (1, 1),
) -> tf.Tensor:
    """Goes from what a convolution returned to the shape that it took.

    Args:
        x: Images.
        kernel: Tensor `(height, width, filters, channels)`.
        output_shape: Shape of the result, the batch's size with it; a tensor
            too.
        strides, padding, data_format, dilation_rate: As in `conv2d`.
    Example:
        >>> x, kernel = tf.ones((2, 4, 4, 3)), tf.ones((3, 3, 5, 3))
        >>> keras.backend.conv2d_transpose(x, kernel, (2, 6, 6, 5)).shape
        TensorShape([2, 6, 6, 5])
    """
    if tf.is_tensor(output_shape):
        output_shape = tf.unstack(output_shape, len(x.shape))
    sizes = [tf.shape(x)[0] if n is None else n for n in list(output_shape)]
    if channel_order.named(data_format) == channel_order.FIRST:
        sizes = [sizes[0], *sizes[2:], sizes[1]]
    moves, rates = _pair(strides, 2), _pair(dilation_rate, 2)

    def compute(x):
        shape, how = [tf.shape(x)[0], *sizes[1:]], _padding(padding)
        if moves == [1, 1] and rates[0] == rates[1] > 1:
            # Kernels for CPUs know dilations of some types only.
            return tf.nn.atrous_conv2d_transpose(
                x, kernel, shape, rates[0], how
            )
        return tf.nn.conv_transpose(
            x, kernel, shape, moves, how, dilations=rates
        )

    return channel_order.with_last(x, data_format, compute)


def depthwise_conv2d(
    x: kinds.Tensors,
    depthwise_kernel: kinds.Tensors,
    strides: kinds.Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: kinds.Sizes = (1, 1),
) -> tf.Tensor:
    """Slides kernels over each channel of images by itself.

    Args:
        x: Images.
        depthwise_kernel: Tensor `(height, width, channels, multiplier)`.
        strides, padding, data_format, dilation_rate: As in `conv2d`.
    Example:
        >>> x = tf.ones((2, 9, 9, 4))
        >>> keras.backend.depthwise_conv2d(x, tf.ones((3, 3, 4, 2))).shape
        TensorShape([2, 7, 7, 8])
    """

    def compute(x):
        return tf.nn.depthwise_conv2d(
            x,
            depthwise_kernel,
            [1, *_pair(strides, 2), 1],
            _padding(padding),
            dilations=_pair(dilation_rate, 2),
        )

    return channel_order.with_last(x, data_format, compute)


def separable_conv2d(
    x: kinds.Tensors,
    depthwise_kernel: kinds.Tensors,
    pointwise_kernel: kinds.Tensors,
    strides: kinds.Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: kinds.Sizes = (1, 1),
) -> tf.Tensor:
    """Slides kernels over each channel, and mixes the channels then.

    Args:
        x: Images.
        depthwise_kernel: Tensor `(height, width, channels, multiplier)`.
        pointwise_kernel: Tensor `(1, 1, channels * multiplier, filters)`.
        strides, padding, data_format, dilation_rate: As in `conv2d`.
    Example:
        >>> x, kernels = tf.ones((2, 9, 9, 4)), tf.ones((3, 3, 4, 2))
        >>> mixed = tf.ones((1, 1, 8, 5))
        >>> keras.backend.separable_conv2d(x, kernels, mixed).shape
        TensorShape([2, 7, 7, 5])
    """
    found = depthwise_conv2d(
        x, depthwise_kernel, strides, padding, data_format, dilation_rate
    )
    return conv2d(found, pointwise_kernel, data_format=data_format)


def bias_add(
    x: kinds.Tensors, bias: kinds.Tensors, data_format: str | None = None
) -> tf.Tensor:
    """Adds a number to each channel, or one to each value of a row.

    Args:
        x: A tensor `(batch, ..., channels)`, or with channels first.
        bias: Tensor `(channels,)`, or in the shape of a row, channels last;
            its numbers are taken in their order where x has them first.
        data_format: See above.
    Raises:
        ValueError: If the bias has another shape.
    Example:
        >>> bias = tf.constant([1.0, 2.0])
        >>> keras.backend.bias_add(tf.zeros((1, 2)), bias).numpy()
        array([[1., 2.]], dtype=float32)
    """
    x = tensor_type.tensor(x)
    is_tensor = bias is tensor_type.tensor(bias)
    bias = bias if is_tensor else tf.cast(np.asarray(bias), x.dtype)
    ndim, own = len(x.shape), len(bias.shape)
    if own not in (1, ndim - 1):
        raise ValueError(
            f"bias_add: expected a bias of 1 or {ndim - 1} axes. Received: "
            f"{own}, shape={bias.shape}."
        )
    is_last = channel_order.named(data_format) == channel_order.LAST
    is_last = is_last or ndim < 3
    channels = tf.TensorShape(x.shape)[-1 if is_last else 1]
    given = tf.TensorShape(bias.shape)[-1]
    if own == 1 and None not in (channels, given) and channels != given:
        raise ValueError(
            f"bias_add: expected a bias for each of {channels} channels. "
            f"Received: shapes {x.shape} and {bias.shape}."
        )
    if is_last:
        return x + bias
    if own == 1:
        return x + tf.reshape(bias, [-1] + [1] * (ndim - 2))
    # Keras's contract: it isn't turned, as values in files are read so.
    places = tf.shape(bias)
    return x + tf.reshape(bias, tf.concat([places[-1:], places[:-1]], 0))


def _pooled(x, size, strides, padding, data_format, mode):
    ndim = len(x.shape) - 2
    if mode not in ("max", "avg"):
        raise ValueError(
            "Unknown way of pooling. Expected 'max' or 'avg'. Received: "
            f"pool_mode={mode!r}."
        )

    def compute(x):
        return tf.nn.pool(
            x,
            _pair(size, ndim),
            mode.upper(),
            _pair(strides, ndim),
            _padding(padding),
        )

    return channel_order.with_last(x, data_format, compute)


def pool2d(
    x: kinds.Tensors,
    pool_size: kinds.Sizes,
    strides: kinds.Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    pool_mode: str = "max",
) -> tf.Tensor:
    """Returns the largest value, or the mean, in windows of images.

    Args:
        x: Images.
        pool_size: Height and width of a window.
        strides, padding, data_format: As in `conv2d`.
        pool_mode: 'max' or 'avg'.
    Example:
        >>> keras.backend.pool2d(tf.ones((2, 8, 8, 4)), (2, 2), (2, 2)).shape
        TensorShape([2, 4, 4, 4])
    """
    return _pooled(x, pool_size, strides, padding, data_format, pool_mode)


def pool3d(
    x: kinds.Tensors,
    pool_size: kinds.Sizes,
    strides: kinds.Sizes = (1, 1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    pool_mode: str = "max",
) -> tf.Tensor:
    """Returns the largest value, or the mean, in windows of volumes.

    Args:
        x: Volumes.
        pool_size: Depth, height and width of a window.
        strides, padding, data_format: As in `conv3d`.
        pool_mode: 'max' or 'avg'.
    Example:
        >>> keras.backend.pool3d(tf.ones((2, 8, 8, 8, 4)), (2, 2, 2)).shape
        TensorShape([2, 7, 7, 7, 4])
    """
    return _pooled(x, pool_size, strides, padding, data_format, pool_mode)


# Kernels of their own in each place.


def local_conv1d(
    inputs: kinds.Tensors,
    kernel: kinds.Tensors,
    kernel_size: kinds.Sizes,
    strides: kinds.Sizes,
    data_format: str | None = None,
) -> tf.Tensor:
    """Takes another kernel in each place of an axis.

    Args:
        inputs: Tensor `(batch, steps, channels)`.
        kernel: Tensor `(places, size * channels, filters)`.
        kernel_size: A tuple of one: steps in a window.
        strides: A tuple of one: steps from each window to the next.
        data_format: See above. With channels first the values of a window
            stand channel by channel in the kernel.
    Example:
        >>> x, kernel = tf.ones((2, 6, 4)), tf.ones((5, 8, 3))
        >>> keras.backend.local_conv1d(x, kernel, (2,), (1,)).shape
        TensorShape([2, 5, 3])
    """
    is_first = channel_order.named(data_format) == channel_order.FIRST
    (size,), (stride,) = kernel_size, strides
    windows = []
    for place in range(kernel.shape[0]):
        steps = slice(place * stride, place * stride + size)
        window = inputs[:, :, steps] if is_first else inputs[:, steps]
        windows.append(tf.reshape(window, [-1, kernel.shape[1]]))
    return tf.einsum(
        "pbk,pkf->bfp" if is_first else "pbk,pkf->bpf",
        tf.stack(windows),
        kernel,
    )


def local_conv2d(
    inputs: kinds.Tensors,
    kernel: kinds.Tensors,
    kernel_size: kinds.Sizes,
    strides: kinds.Sizes,
    output_shape: kinds.Shapes,
    data_format: str | None = None,
) -> tf.Tensor:
    """Takes another kernel in each place of images.

    Args:
        inputs: Images.
        kernel: Tensor `(places, height * width * channels, filters)`.
        kernel_size: Height and width of a window.
        strides: Steps from each window to the next, down and across.
        output_shape: Rows and columns of places.
        data_format: See above. With channels first the values of a window
            stand channel by channel in the kernel.
    Example:
        >>> x, kernel = tf.ones((2, 4, 4, 1)), tf.ones((9, 4, 3))
        >>> keras.backend.local_conv2d(x, kernel, (2, 2), (1, 1), (3, 3)).shape
        TensorShape([2, 3, 3, 3])
    """
    is_first = channel_order.named(data_format) == channel_order.FIRST
    rows, columns = output_shape
    (height, width), (down, across) = kernel_size, strides
    windows = []
    for row in range(rows):
        for column in range(columns):
            y = slice(row * down, row * down + height)
            x = slice(column * across, column * across + width)
            window = inputs[:, :, y, x] if is_first else inputs[:, y, x, :]
            windows.append(tf.reshape(window, [-1, kernel.shape[1]]))
    found = tf.einsum("pbk,pkf->bpf", tf.stack(windows), kernel)
    found = tf.reshape(found, [-1, rows, columns, kernel.shape[2]])
    return tf.transpose(found, [0, 3, 1, 2]) if is_first else found
