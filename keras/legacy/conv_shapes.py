"""`keras.utils.conv_utils`: how many windows fit, and forms of arguments."""

from keras.backend import config

_PADDINGS = ("valid", "same", "causal")
_LETTERS = {1: "W", 2: "HW", 3: "DHW"}


def normalize_data_format(value: str | None) -> str:
    """Returns 'channels_last' or 'channels_first'.

    Args:
        value: One of them, in any case. None is that of the configuration.
    Raises:
        ValueError: If it's another value.
    Example:
        >>> from keras.legacy import conv_shapes
        >>> conv_shapes.normalize_data_format(None)
        'channels_last'
    """
    found = config.image_data_format() if value is None else value.lower()
    return _one_of("data_format", found, ("channels_first", "channels_last"))


def normalize_padding(value):
    """Returns 'valid', 'same' or 'causal'; of a list or tuple, itself.

    Args:
        value: One of them, in any case.
    Raises:
        ValueError: If it's another value.
    """
    if isinstance(value, (list, tuple)):
        return value
    return _one_of("padding", value.lower(), _PADDINGS)


def _one_of(name: str, value, choices: tuple) -> str:
    if value not in choices:
        raise ValueError(
            f"keras.utils.conv_utils: expected {name} to be one of {choices}. "
            f"Received: {value!r}."
        )
    return value


def normalize_tuple(
    value, n: int, name: str, allow_zero: bool = False
) -> tuple:
    """Returns n sizes.

    Args:
        value: An int for all of them, or n ints.
        n: How many there are.
        name: What they are, for the message.
        allow_zero: True takes 0.
    Raises:
        ValueError: If it's neither, or one is too small.
    Example:
        >>> from keras.legacy import conv_shapes
        >>> conv_shapes.normalize_tuple(3, 2, 'kernel_size')
        (3, 3)
    """
    sizes = (value,) * n if isinstance(value, int) else value
    least = 0 if allow_zero else 1
    try:
        sizes = tuple(sizes)
        right = len(sizes) == n and all(int(size) >= least for size in sizes)
    except (TypeError, ValueError):
        right = False
    if not right:
        raise ValueError(
            f"keras.utils.conv_utils: expected {name} to be {n} ints of "
            f"{least} or more, or one for all. Received: {value!r}."
        )
    return sizes


def convert_data_format(data_format: str, ndim: int) -> str:
    """Returns TensorFlow's letters for an order of axes, such as 'NHWC'.

    Args:
        data_format: 'channels_last' or 'channels_first'.
        ndim: Number of axes with batch and channels, 3 to 5.
    Raises:
        ValueError: If one is another value.
    Example:
        >>> from keras.legacy import conv_shapes
        >>> conv_shapes.convert_data_format('channels_first', 5)
        'NCDHW'
    """
    _one_of("ndim", ndim, (3, 4, 5))
    _one_of("data_format", data_format, ("channels_first", "channels_last"))
    space = _LETTERS[ndim - 2]
    return f"N{space}C" if data_format == "channels_last" else f"NC{space}"


def conv_output_length(
    input_length: int | None,
    filter_size: int,
    padding: str,
    stride: int,
    dilation: int = 1,
) -> int | None:
    """Returns how many windows fit along an axis.

    Args:
        input_length: Its size, or None.
        filter_size: That of the window.
        padding: 'valid', 'same', 'causal', or 'full' for all that overlap.
        stride: Steps between windows.
        dilation: Steps between the places that a window looks at.
    Raises:
        ValueError: If the padding is another value.
    Example:
        >>> from keras.legacy import conv_shapes
        >>> conv_shapes.conv_output_length(7, 3, 'valid', stride=2)
        3
    """
    _one_of("padding", padding, (*_PADDINGS, "full"))
    if input_length is None:
        return None
    reach = dilation * (filter_size - 1)
    added = {"valid": -reach, "full": reach}.get(padding, 0)
    return -(-(input_length + added) // stride)


def conv_input_length(
    output_length: int | None, filter_size: int, padding: str, stride: int
) -> int | None:
    """Returns the size of an axis along which so many windows fit.

    Args:
        output_length: How many windows, or None.
        filter_size: The size of a window.
        padding: 'valid', 'same', or 'full' for all that overlap.
        stride: Steps between windows.
    Raises:
        ValueError: If the padding is another value.
    """
    _one_of("padding", padding, ("valid", "same", "full"))
    if output_length is None:
        return None
    pad = {"same": filter_size // 2, "valid": 0, "full": filter_size - 1}
    return (output_length - 1) * stride - 2 * pad[padding] + filter_size


def deconv_output_length(
    input_length: int | None,
    filter_size: int,
    padding: str,
    output_padding: int | None = None,
    stride: int = 0,
    dilation: int = 1,
) -> int | None:
    """Returns how long a transposed convolution's output is along an axis.

    Args:
        input_length: The input's size, or None.
        filter_size: The size of a window.
        padding: 'valid', 'same' or 'full'.
        output_padding: Steps that are added. None is as many as the padding
            leaves open.
        stride: Steps between windows.
        dilation: Steps between the places that a window looks at.
    Raises:
        ValueError: If the padding is another value.
    Example:
        >>> from keras.legacy import conv_shapes
        >>> conv_shapes.deconv_output_length(4, 3, 'valid', stride=2)
        9
    """
    _one_of("padding", padding, ("valid", "same", "full"))
    if input_length is None:
        return None
    reach = (filter_size - 1) * dilation + 1
    if output_padding is None:
        open_ends = {
            "valid": max(reach - stride, 0),
            "full": -(stride + reach - 2),
            "same": 0,
        }
        return input_length * stride + open_ends[padding]
    pad = {"same": reach // 2, "valid": 0, "full": reach - 1}[padding]
    return (input_length - 1) * stride + reach - 2 * pad + output_padding
