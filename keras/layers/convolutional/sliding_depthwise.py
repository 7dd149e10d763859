"""Convolution of each channel alone, as a function."""

import functools
import math

import tensorflow as tf

from keras.layers import channel_order, empty_batches, window
from keras.layers.convolutional import sliding


def convolve(
    inputs,
    kernel,
    strides: tuple[int, ...],
    padding: str,
    data_format: str,
    dilations: tuple[int, ...],
) -> tf.Tensor:
    """Slides kernels over each channel.

    y[p, c * m + j] = sum over o of kernel[o, c, j]
                      * x[p * strides + o * dilations, c]

    Args:
        inputs: Tensor `(batch, *space, channels)` of one or two spatial axes,
            or with the channels before the space.
        kernel: Variable or tensor `(*window, channels, m)`.
        strides, padding, data_format, dilations: As those of
            `sliding.convolve`.
    """
    ndim = len(strides)
    compute = functools.partial(
        _convolved if ndim == 2 else _along_one_axis,
        kernel=kernel,
        strides=strides,
        padding=padding,
        dilations=dilations,
    )
    return channel_order.with_channels_last(compute, inputs, data_format, ndim)


def _along_one_axis(inputs, data_format, kernel, strides, padding, dilations):
    axis = 1 if data_format == "channels_last" else 2
    outputs = _convolved(
        tf.expand_dims(inputs, axis),
        data_format,
        tf.expand_dims(kernel, 0),
        strides * 2,
        padding,
        (1, *dilations),
    )
    return tf.squeeze(outputs, axis)


def _convolved(inputs, data_format, kernel, strides, padding, dilations):
    if max(strides) > 1 and max(dilations) > 1:
        inputs, kernel, strides, dilations = sliding.apart(
            inputs, kernel, strides, padding, data_format, dilations
        )
        padding = "VALID"
    if strides[0] != strides[1]:  # TensorFlow has equal ones only.
        if padding == "SAME":
            windows = kernel.shape[:-2]
            inputs = sliding.padded(
                inputs, windows, strides, data_format, dilations
            )
        common = math.gcd(*strides)
        outputs = _convolved(
            inputs, data_format, kernel, (common,) * 2, "VALID", dilations
        )
        steps = [stride // common for stride in strides]
        return sliding.every(outputs, steps, data_format)
    return _slid(inputs, data_format, kernel, strides, padding, dilations)


def _slid(inputs, data_format, kernel, strides, padding, dilations):
    last = data_format == "channels_last"

    def compute(rows):
        return tf.nn.depthwise_conv2d(
            rows,
            kernel,
            (1, *strides, 1) if last else (1, 1, *strides),
            padding,
            window.kernel_layout(data_format, 2),
            dilations,
        )

    # TensorFlow's own kernel leaves the gradient of a window unset where there
    # are no rows; oneDNN's doesn't.
    return empty_batches.never_empty(compute, inputs)
