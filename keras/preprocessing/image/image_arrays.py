"""Images as arrays, and arrays as images."""

import types
import warnings
from typing import Any

import numpy as np

from keras import backend
from keras.preprocessing.image import optional_packages

_MODES = {3: "RGB", 4: "RGBA"}


def img_to_array(
    img: Any, data_format: str | None = None, dtype: Any = None
) -> np.ndarray:
    """Makes an array of an image.

    Args:
        img: Image of pillow, or an array of shape `(height, width)` or with
            channels.
        data_format: "channels_last" or "channels_first". Default: that of
            `keras.backend.image_data_format()`.
        dtype: Element type. Default: `keras.backend.floatx()`.

    Returns:
        An array `(height, width, channels)`, or `(channels, height, width)`.

    Raises:
        ValueError: If there are neither 2 nor 3 axes.

    Example:
        >>> grey = np.zeros((2, 5))
        >>> keras.utils.img_to_array(grey).shape
        (2, 5, 1)
    """
    first = is_channels_first("img_to_array", data_format)
    pixels = np.array(img, dtype=dtype or backend.floatx())
    if pixels.ndim == 2:
        return pixels[None] if first else pixels[..., None]
    if pixels.ndim != 3:
        raise ValueError(
            "img_to_array: the image has neither 2 nor 3 axes. Expected "
            "(height, width) or (height, width, channels). Received: "
            f"shape={pixels.shape}. Pass one image at a time."
        )
    return pixels.transpose(2, 0, 1) if first else pixels


def array_to_img(
    x: Any,
    data_format: str | None = None,
    scale: bool = True,
    dtype: Any = None,
) -> Any:
    """Makes an image of an array.

    Values in [0, 255] are kept, and rounded. With `scale`, floats in [0, 1]
    count as fractions of 255, and others are stretched to 0 to 255, which is
    warned of.

    Args:
        x: Array of one image with 1, 3 or 4 channels.
        data_format: "channels_last" or "channels_first". Default: that of
            `keras.backend.image_data_format()`.
        scale: False takes all values as they are; what lies outside [0, 255]
            is cut to it, but that one channel of larger values makes an image
            of 32 bits. Default True.
        dtype: Type in which to compute. Default: that of `x` where it has
            whole numbers, else `keras.backend.floatx()`.

    Returns:
        An image of pillow, of mode "L", "RGB", "RGBA" or "I".

    Raises:
        ImportError: If pillow isn't installed.
        ValueError: If the shape is none of an image.

    Example:
        >>> image = keras.utils.array_to_img(np.full((2, 5, 3), 20, "uint8"))
        >>> image.size, image.getpixel((0, 0))
        ((5, 2), (20, 20, 20))
    """
    pillow = optional_packages.pillow()
    first = is_channels_first("array_to_img", data_format)
    pixels = np.asarray(x)
    if dtype or pixels.dtype.kind not in "iub":
        pixels = pixels.astype(dtype or backend.floatx())
    if pixels.ndim != 3:
        raise ValueError(
            "array_to_img: the array has no 3 axes. Expected one image, "
            f"(height, width, channels). Received: shape={pixels.shape}. "
            "Pass one image at a time."
        )
    if first:
        pixels = pixels.transpose(1, 2, 0)
    if scale:
        pixels = _scaled(pixels)
    return _image_of(pillow, pixels)


def is_channels_first(where: str, data_format: str | None) -> bool:
    """Tells whether channels come before rows and columns.

    Args:
        where: Who asks, for the error.
        data_format: "channels_last", "channels_first" or None.

    Raises:
        ValueError: If it is none of these.
    """
    data_format = data_format or backend.image_data_format()
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(
            f"{where}: the data format is unknown. Expected 'channels_first' "
            f"or 'channels_last'. Received: data_format={data_format!r}."
        )
    return data_format == "channels_first"


def _scaled(pixels: np.ndarray) -> np.ndarray:
    """Brings values to 0 to 255 (row 228: those that are there stay)."""
    if not pixels.size:
        return pixels
    low, high = pixels.min(), pixels.max()
    if pixels.dtype.kind in "bf" and 0 <= low and high <= 1:
        return pixels * 255.0
    if 0 <= low and high <= 255:
        return pixels
    warnings.warn(
        f"array_to_img: values from {low} to {high} are stretched to 0 to "
        "255. Pass scale=False to keep them.",
        stacklevel=4,
    )
    pixels = pixels.astype("float64") - float(low)
    return pixels * (255.0 / max(float(high) - float(low), 1e-30))


def _image_of(pillow: types.ModuleType, pixels: np.ndarray) -> Any:
    channels = pixels.shape[2]
    if channels == 1 and pixels.size and pixels.max() > 255:
        return pillow.fromarray(pixels[..., 0].astype("int32"))
    if channels != 1 and channels not in _MODES:
        raise ValueError(
            "array_to_img: the number of channels is none of an image. "
            f"Expected 1, 3 or 4. Received: shape={pixels.shape}. "
            "Check data_format."
        )
    bytes_ = np.clip(pixels, 0, 255)
    if bytes_.dtype.kind == "f":
        # What stands for 7 may be 6.99999: cut, each pass would darken it.
        bytes_ = np.rint(bytes_)
    bytes_ = bytes_.astype("uint8")
    return pillow.fromarray(bytes_[..., 0] if channels == 1 else bytes_)
