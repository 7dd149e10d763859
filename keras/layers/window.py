"""Arithmetic of sliding windows: what sizes convolution and pooling make."""

import tensorflow as tf


def output_size(
    size: int | None,
    window: int,
    padding: str,
    stride: int,
    dilation: int = 1,
) -> int | None:
    """Returns how many places a window takes along one axis.

    ceil(size / stride) when padded, else
    ceil((size - dilation * (window - 1)) / stride).

    Args:
        size: Length of the axis; None when unknown, and so is the result then.
            A scalar tensor gives one.
        window: Elements in the window.
        padding: 'same' and 'causal' pad, 'valid' doesn't.
        stride: Steps from one place to the next.
        dilation: Steps from one element of the window to the next.
    """
    if size is None:
        return None
    if padding == "valid":
        size -= dilation * (window - 1)
    return -(-size // stride)


def output_sizes(
    where: str,
    input_shape: tf.TensorShape,
    spatial: slice,
    windows: tuple[int, ...],
    padding: str,
    strides: tuple[int, ...],
    dilations: tuple[int, ...] | None = None,
) -> list[int | None]:
    """Returns the output's sizes along the axes that a window slides over.

    Args:
        where: The layer as a message calls it.
        input_shape: The whole shape of the input.
        spatial: Which of its axes the window slides over.
        windows, strides, dilations: A number an axis.
        padding: 'same', 'causal' or 'valid'.
    Raises:
        ValueError: If the window doesn't fit into the input.
    """
    dilations = dilations or (1,) * len(windows)
    sizes = [
        output_size(size, window, padding, stride, dilation)
        for size, window, stride, dilation in zip(
            input_shape.as_list()[spatial], windows, strides, dilations
        )
    ]
    if any(size is not None and size <= 0 for size in sizes):
        is_padded = padding != "valid"
        least = 1 if is_padded else _reach(windows, dilations)
        ways = "" if is_padded else ", a smaller window or padding='same'"
        raise ValueError(
            f"{where}: the window doesn't fit into the input. Expected axes "
            f"of at least {least} elements. Received: "
            f"shape={tuple(input_shape.as_list())}. Take a larger input{ways}."
        )
    return sizes


def same_padding(size, window: int, stride: int, dilation: int) -> tuple:
    """Returns how many zeros 'same' puts before and after an axis.

    Args:
        size: Length of the axis: an int, or a scalar tensor.
        window, stride, dilation: As those of `output_size`.
    """
    places = output_size(size, window, "same", stride)
    lacking = (places - 1) * stride + dilation * (window - 1) + 1 - size
    if isinstance(lacking, int):
        lacking = max(lacking, 0)
    else:
        lacking = tf.maximum(lacking, 0)
    return lacking // 2, lacking - lacking // 2


def transposed_size(
    size,
    window: int,
    padding: str,
    stride: int,
    dilation: int,
    output_padding: int | None,
):
    """Returns how many places a transposed convolution makes of an axis.

    Args:
        size: Length of the axis: an int, a scalar tensor, or None when unknown.
        window, stride, dilation: As those of `output_size`.
        padding: 'valid' keeps all places that the window reaches; 'same' those
            whose convolution has `size` places again.
        output_padding: Places after those that are reached by whole strides;
            None takes them all.
    """
    if size is None:
        return None
    reach = dilation * (window - 1) + 1
    if output_padding is None:
        missing = max(reach - stride, 0) if padding == "valid" else 0
        return size * stride + missing
    kept = reach if padding == "valid" else reach % 2
    return (size - 1) * stride + kept + output_padding


def spatial_axes(data_format: str, ndim: int, rank: int) -> slice:
    """Returns which axes of an input of `rank` axes a window slides over.

    Args:
        data_format: 'channels_first'; all else is 'channels_last'.
        ndim: How many axes that is.
        rank: How many axes the input has; all before are batch axes.
    """
    end = rank if data_format == "channels_first" else rank - 1
    return slice(end - ndim, end)


def kernel_layout(data_format: str, ndim: int) -> str:
    """Returns TensorFlow's name of a data format: 'NHWC', 'NCW', …

    Args:
        data_format: 'channels_last' or 'channels_first'.
        ndim: Number of spatial axes, 1 to 3.
    """
    space = "DHW"[-ndim:]
    return f"N{space}C" if data_format == "channels_last" else f"NC{space}"


def _reach(windows: tuple[int, ...], dilations: tuple[int, ...]) -> tuple:
    return tuple(d * (w - 1) + 1 for w, d in zip(windows, dilations))
