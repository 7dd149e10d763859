"""Transposed convolution as a function, of all dilations and formats."""

import functools

import tensorflow as tf

from keras.layers import channel_order, empty_batches, window
from keras.layers.convolutional import sliding


def convolve(
    inputs,
    kernel,
    places: list,
    strides: tuple[int, ...],
    padding: str,
    data_format: str,
    dilations: tuple[int, ...],
) -> tf.Tensor:
    """Adds up a kernel at all places of the input: the gradient of convolution.

    y[q, f] = sum over c and p, o with p * strides + o * dilations = q
              of kernel[o, f, c] * x[p, c]

    'SAME' leaves out what a convolution would have padded.

    Args:
        inputs: Tensor `(batch, *space, channels)`, or with the channels before
            the space.
        kernel: Variable or tensor `(*window, filters, channels)`.
        places: Spatial sizes of the output: ints, or scalar tensors.
        strides, padding, data_format, dilations: As those of
            `sliding.convolve`.
    """
    ndim = len(strides)
    compute = functools.partial(
        _transposed,
        kernel=kernel,
        places=places,
        strides=strides,
        padding=padding,
        dilations=dilations,
    )
    return channel_order.with_channels_last(compute, inputs, data_format, ndim)


def _transposed(
    inputs, data_format, kernel, places, strides, padding, dilations
):
    if max(dilations) > 1 and max(strides) == 1:
        return _flipped(inputs, data_format, kernel, places, padding, dilations)
    if max(dilations) > 1:
        kernel = sliding.spread(kernel, dilations)
    filters, ndim = kernel.shape[-2], len(strides)

    def compute(rows):
        batch = tf.shape(rows)[0] if rows.shape[0] is None else rows.shape[0]
        sizes = (
            (batch, *places, filters)
            if data_format == "channels_last"
            else (batch, filters, *places)
        )
        return tf.nn.conv_transpose(
            rows,
            kernel,
            tf.stack(sizes),
            strides,
            padding,
            window.kernel_layout(data_format, ndim),
        )

    return empty_batches.never_empty(compute, inputs)


def _flipped(inputs, data_format, kernel, places, padding, dilations):
    """Transposes by a convolution with the kernel turned around.

    A kernel with zeros between its elements would cost as many products as it
    has zeros.
    """
    ndim = len(dilations)
    rank = inputs.shape.rank
    axes = range(rank)[window.spatial_axes(data_format, ndim, rank)]
    full, paddings = tf.shape(inputs), [(0, 0)] * rank
    for axis, place, along, dilation in zip(
        axes, places, kernel.shape, dilations
    ):
        size = inputs.shape[axis]
        size = full[axis] if size is None else size
        reach = dilation * (along - 1)
        left_out = size + reach - place if padding == "SAME" else 0
        before = reach - left_out // 2
        paddings[axis] = (before, place + reach - size - before)
    turned = tf.reverse(kernel, list(range(ndim)))
    turned = tf.transpose(turned, (*range(ndim), ndim + 1, ndim))
    return sliding.convolve(
        tf.pad(inputs, paddings),
        turned,
        (1,) * ndim,
        "VALID",
        data_format,
        dilations,
    )
