"""Numeric defaults of the process: float type, fuzz factor, image layout."""

import dataclasses

_FLOAT_TYPES = ("bfloat16", "float16", "float32", "float64")
_IMAGE_DATA_FORMATS = ("channels_first", "channels_last")


@dataclasses.dataclass
class Settings:
    """The values in force."""

    floatx: str = "float32"
    epsilon: float = 1e-7
    image_data_format: str = "channels_last"


settings = Settings()


def floatx() -> str:
    """Names the float type that layers, losses and arrays default to.

    Example:
        >>> keras.backend.floatx()
        'float32'
    """
    return settings.floatx


def set_floatx(value: str) -> None:
    """Sets the default float type for whatever is made from now on.

    Args:
        value: 'bfloat16', 'float16', 'float32' or 'float64'.
    Raises:
        ValueError: If `value` is none of these.
    Example:
        >>> keras.backend.set_floatx('float32')
    """
    settings.floatx = _one_of("set_floatx", value, _FLOAT_TYPES)


def epsilon() -> float:
    """Returns the small number that keeps divisions and logarithms finite.

    Example:
        >>> keras.backend.epsilon()
        1e-07
    """
    return settings.epsilon


def set_epsilon(value: float) -> None:
    """Sets the small number that keeps divisions and logarithms finite.

    Args:
        value: Float above 0; 1e-7 unless set.
    Raises:
        ValueError: If `value` is not above 0.
    Example:
        >>> keras.backend.set_epsilon(1e-7)
    """
    if not value > 0:
        raise ValueError(
            "set_epsilon: the fuzz factor divides. Expected a float above 0. "
            f"Received: value={value!r}."
        )
    settings.epsilon = float(value)


def image_data_format() -> str:
    """Tells where image layers expect the channel axis unless told.

    Example:
        >>> keras.backend.image_data_format()
        'channels_last'
    """
    return settings.image_data_format


def set_image_data_format(data_format: str) -> None:
    """Sets where image layers expect the channel axis unless told.

    Args:
        data_format: 'channels_last' `(batch, height, width, channels)` or
            'channels_first' `(batch, channels, height, width)`.
    Raises:
        ValueError: If `data_format` is neither.
    Example:
        >>> keras.backend.set_image_data_format('channels_last')
    """
    settings.image_data_format = _one_of(
        "set_image_data_format", data_format, _IMAGE_DATA_FORMATS
    )


def _one_of(where: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ValueError(
            f"{where}: unknown value. Expected one of {', '.join(choices)}. "
            f"Received: {value!r}."
        )
    return str(value)
