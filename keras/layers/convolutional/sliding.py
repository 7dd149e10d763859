"""Convolution as a function: all strides, dilations, groups and formats.

TensorFlow has no convolution of strides and dilation at once, no groups over
volumes on CPUs, and wrong shapes for no rows: these are made of what it has.
"""

import functools
import math

import tensorflow as tf

from keras.layers import channel_order, empty_batches, window

# What oneDNN's kernels for CPUs know groups of.
_GROUPED_ON_CPUS = (tf.float32, tf.bfloat16)


def convolve(
    inputs,
    kernel,
    strides: tuple[int, ...],
    padding: str,
    data_format: str,
    dilations: tuple[int, ...],
    of_any_rows: bool = False,
) -> tf.Tensor:
    """Slides a kernel over the input.

    y[p, f] = sum over o, c of kernel[o, c, f]
                               * x[p * strides + o * dilations, c]

    Args:
        inputs: Tensor `(batch, ..., *space, channels)`, or with the channels
            before the space.
        kernel: Variable or tensor `(*window, channels / groups, filters)`.
        strides: From one place to the next, along each axis.
        padding: 'SAME' or 'VALID'.
        data_format: 'channels_last' or 'channels_first'.
        dilations: From one element of the window to the next.
        of_any_rows: True gives no rows their right shape where only a run can
            tell that there are none, on one device too: a loop needs it.
    """
    compute = functools.partial(
        _convolved,
        kernel=kernel,
        strides=strides,
        padding=padding,
        dilations=dilations,
        is_looked_after=of_any_rows or empty_batches.may_come(),
    )
    ndim = len(strides)
    return channel_order.with_channels_last(compute, inputs, data_format, ndim)


def _convolved(
    inputs, data_format, kernel, strides, padding, dilations, is_looked_after
):
    if max(strides) > 1 and max(dilations) > 1:
        inputs, kernel, strides, dilations = apart(
            inputs, kernel, strides, padding, data_format, dilations
        )
        padding = "VALID"
    compute = functools.partial(
        _by_groups,
        kernel=kernel,
        data_format=data_format,
        ndim=len(strides),
        strides=strides,
        padding=padding,
        dilations=dilations,
    )
    known = inputs.shape[: inputs.shape.rank - len(strides) - 1]
    if 0 in known:
        return empty_batches.never_empty(compute, inputs, len(known))
    outputs = compute(inputs)
    if known.is_fully_defined() or not is_looked_after:
        return outputs
    windows, filters = kernel.shape[:-2], kernel.shape[-1]
    return of_its_shape(
        outputs,
        places(inputs, windows, strides, padding, data_format, dilations),
        inputs,
        filters,
        data_format,
    )


def _by_groups(inputs, kernel, data_format: str, ndim: int, **options):
    options["data_format"] = window.kernel_layout(data_format, ndim)
    axis = -1 if data_format == "channels_last" else -1 - ndim
    groups = (inputs.shape[axis] or kernel.shape[-2]) // kernel.shape[-2]
    if groups == 1 or _has_grouped_kernel(ndim, inputs.dtype):
        return tf.nn.convolution(inputs, kernel, **options)
    parts = zip(tf.split(inputs, groups, axis), tf.split(kernel, groups, -1))
    outputs = [tf.nn.convolution(*part, **options) for part in parts]
    return tf.concat(outputs, axis)


def _has_grouped_kernel(ndim: int, dtype: tf.DType) -> bool:
    if not channel_order.only_cpus():
        return True
    return ndim < 3 and dtype in _GROUPED_ON_CPUS and _has_grouped_gradients()


@functools.cache
def _has_grouped_gradients() -> bool:
    """Tells whether TensorFlow uses oneDNN here: its own kernels have none.

    It depends on the processor, and on TF_ENABLE_ONEDNN_OPTS.
    """
    with tf.init_scope(), tf.device("CPU:0"):
        two = tf.zeros([1, 1, 1, 2])
        try:
            tf.raw_ops.Conv2DBackpropInput(
                input_sizes=[1, 1, 1, 2],
                filter=two,
                out_backprop=two,
                strides=[1] * 4,
                padding="VALID",
            )
        except tf.errors.InvalidArgumentError:
            return False
    return True


def apart(
    inputs,
    kernel,
    strides: tuple[int, ...],
    padding: str,
    data_format: str,
    dilations: tuple[int, ...],
) -> tuple:
    """Returns a convolution without padding, of strides or dilation alone.

    What lies between multiples of a common divisor of both never meets the
    kernel: it's left out. If both are still above 1, zeros stand between the
    elements of the kernel.

    Args:
        inputs, kernel: Tensors.
        strides, padding, data_format, dilations: As those of `convolve`.
    Returns:
        Inputs, kernel, strides and dilations.
    """
    ndim = len(strides)
    if padding == "SAME":
        windows = kernel.shape[:-2]
        inputs = padded(inputs, windows, strides, data_format, dilations)
    steps = [math.gcd(*both) for both in zip(strides, dilations)]
    inputs = every(inputs, steps, data_format)
    strides = tuple(s // step for s, step in zip(strides, steps))
    dilations = tuple(d // step for d, step in zip(dilations, steps))
    if max(strides) > 1 and max(dilations) > 1:
        kernel, dilations = spread(kernel, dilations), (1,) * ndim
    return inputs, kernel, strides, dilations


def every(inputs, steps, data_format: str) -> tf.Tensor:
    """Returns each `steps`-th element along the spatial axes.

    Args:
        inputs: A tensor.
        steps: An int for each spatial axis.
        data_format: Where these are.
    """
    cuts = [slice(None)] * inputs.shape.rank
    space = window.spatial_axes(data_format, len(steps), len(cuts))
    cuts[space] = [slice(None, None, step) for step in steps]
    return inputs[tuple(cuts)]


def padded(inputs, windows, strides, data_format: str, dilations) -> tf.Tensor:
    """Returns the input with the zeros that padding 'SAME' stands for.

    Args:
        inputs: A tensor.
        windows, strides, dilations: Ints for each spatial axis.
        data_format: Where these are.
    """
    rank = inputs.shape.rank
    space = window.spatial_axes(data_format, len(strides), rank)
    paddings = [(0, 0)] * rank
    paddings[space] = [
        window.same_padding(*along)
        for along in zip(_sizes(inputs)[space], windows, strides, dilations)
    ]
    return tf.pad(inputs, paddings)


def spread(kernel, dilations: tuple[int, ...]) -> tf.Tensor:
    """Returns a kernel with `dilations - 1` zeros between its elements.

    Args:
        kernel: Tensor or variable `(*window, in, out)`.
        dilations: An int for each axis of the window.
    """
    kernel = tf.convert_to_tensor(kernel)
    for axis, dilation in enumerate(dilations):
        if dilation > 1:
            sizes = kernel.shape.as_list()
            paddings = [(0, 0)] * (len(sizes) + 1)
            paddings[axis + 1] = (0, dilation - 1)
            kernel = tf.pad(tf.expand_dims(kernel, axis + 1), paddings)
            reach = dilation * (sizes[axis] - 1) + 1
            sizes[axis] *= dilation
            cuts = [slice(None)] * axis + [slice(reach)]
            kernel = tf.reshape(kernel, sizes)[tuple(cuts)]
    return kernel


def places(
    inputs, windows, strides, padding: str, data_format: str, dilations
) -> list:
    """Returns the spatial sizes of the output: ints, or scalar tensors.

    Args:
        inputs: The input.
        windows: The kernel's spatial sizes.
        strides, padding, data_format, dilations: As those of `convolve`.
    """
    rank = inputs.shape.rank
    space = window.spatial_axes(data_format, len(strides), rank)
    return [
        window.output_size(size, along, padding.lower(), stride, dilation)
        for size, along, stride, dilation in zip(
            _sizes(inputs)[space], windows, strides, dilations
        )
    ]


def of_its_shape(
    outputs, places: list, inputs, filters: int, data_format: str
) -> tf.Tensor:
    """Gives the right shape to what may be an output of no rows.

    Args:
        outputs: What TensorFlow computed.
        places: Its spatial sizes: ints, or scalar tensors.
        inputs: Of what.
        filters: Number of its channels.
        data_format: Where they are.
    """
    ndim, rank = len(places), inputs.shape.rank
    sizes = [*_sizes(inputs)[: rank - ndim - 1], *[filters] * (ndim + 1)]
    sizes[window.spatial_axes(data_format, ndim, rank)] = places
    # TensorFlow takes a reshape out of a graph if it finds that it changes
    # nothing. With an axis more it stays, and in the gradient too, where the
    # axis isn't taken off again by a reshape.
    (outputs,) = tf.unstack(tf.reshape(outputs, [1, *sizes]), 1)
    return outputs


def _sizes(inputs) -> list:
    """Returns the sizes of axes: ints where they are known, else tensors."""
    known = inputs.shape.as_list()
    if None not in known:
        return known
    full = tf.shape(inputs)
    return [full[i] if size is None else size for i, size in enumerate(known)]
