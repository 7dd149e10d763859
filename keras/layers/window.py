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
        raise ValueError(
            f"{where}: the window doesn't fit into the input. Expected axes "
            f"of at least {_reach(windows, dilations)} elements. Received: "
            f"shape={tuple(input_shape.as_list())}. Take a larger input, a "
            "smaller window or padding='same'."
        )
    return sizes


def spatial_axes(data_format: str, ndim: int, rank: int) -> slice:
    """Returns which axes of an input of `rank` axes a window slides over.

    Args:
        data_format: 'channels_last' or 'channels_first'.
        ndim: How many axes that is.
        rank: How many axes the input has; all before are batch axes.
    """
    end = rank - 1 if data_format == "channels_last" else rank
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
