"""Images in files."""

import io
import os
import pathlib
import warnings
from typing import Any

import numpy as np

from keras.preprocessing.image import image_arrays, optional_packages

_MODES = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}
_INTERPOLATIONS = (
    "bicubic", "bilinear", "box", "hamming", "lanczos", "nearest",
)  # fmt: skip


def load_img(
    path: Any,
    grayscale: bool = False,
    color_mode: str = "rgb",
    target_size: tuple[int, int] | None = None,
    interpolation: str = "nearest",
    keep_aspect_ratio: bool = False,
) -> Any:
    """Reads an image from a file.

    Grey of 16 bits keeps its levels as "grayscale", and is divided by 257 for
    the other modes, as are 32 bits that hold more than 255. Grey of floats
    keeps them, and is rounded and cut to [0, 255] for the others.

    Args:
        path: Path, or an `io.BytesIO` with the file's bytes.
        grayscale: True is the older way to say color_mode="grayscale".
        color_mode: "grayscale", "rgb" or "rgba". Default "rgb".
        target_size: `(height, width)` to resize to. Default: as it is.
        interpolation: "nearest", "bilinear", "bicubic", "hamming", "box" or
            "lanczos". Default "nearest".
        keep_aspect_ratio: True cuts the middle of the image out before, in
            the proportions of `target_size`. Default False.

    Returns:
        An image of pillow.

    Raises:
        ImportError: If pillow isn't installed.
        OSError: If there is no file, or it is no whole image; with its path.
        TypeError: If `path` is neither.
        ValueError: If a choice is unknown, or `target_size` is no pair.

    Example:
        >>> file = io.BytesIO()
        >>> keras.utils.save_img(file, np.zeros((4, 6, 3)), file_format="png")
        >>> keras.utils.load_img(file, target_size=(2, 3)).size
        (3, 2)
    """
    if grayscale:
        warnings.warn(
            "load_img: `grayscale` is the older form. "
            "Pass color_mode='grayscale'.",
            stacklevel=2,
        )
        color_mode = "grayscale"
    _check_choice("color_mode", color_mode, _MODES)
    _check_choice("interpolation", interpolation, _INTERPOLATIONS)
    _check_size(target_size)
    pillow = optional_packages.pillow()
    stream = _stream_of(path)
    try:
        with pillow.open(stream) as opened:
            img = _in_mode(opened, color_mode, pillow)
    except (OSError, SyntaxError, pillow.DecompressionBombError) as error:
        # All without the file's name.
        raise OSError(
            f"load_img: {os.fspath(path) if _is_path(path) else path!r} can't "
            "be read. Expected a whole image that pillow knows. Received: "
            f"{len(stream.getvalue())} bytes, {error}. Remove it, or write it "
            "anew."
        ) from error
    if target_size is None:
        return img
    height, width = map(int, target_size)
    if img.size == (width, height):
        return img
    return img.resize(
        (width, height),
        pillow.Resampling[interpolation.upper()],
        box=_middle(img.size, (height, width)) if keep_aspect_ratio else None,
    )


def save_img(
    path: Any,
    x: Any,
    data_format: str | None = None,
    file_format: str | None = None,
    scale: bool = True,
    **kwargs: Any,
) -> None:
    """Writes an array to a file as an image.

    Args:
        path: Path, or an open file.
        x: Array of one image with 1, 3 or 4 channels.
        data_format: "channels_last" or "channels_first". Default: that of
            `keras.backend.image_data_format()`.
        file_format: Such as "png". Default: what the path's ending says; an
            open file needs it.
        scale: As of `array_to_img`. Default True.
        **kwargs: Arguments of pillow's `Image.save`.

    Raises:
        ImportError: If pillow isn't installed.
        ValueError: If values of a PNG file are above 65535.

    Example:
        >>> file = io.BytesIO()
        >>> keras.utils.save_img(file, np.zeros((4, 6, 3)), file_format="png")
        >>> file.getvalue()[1:4]
        b'PNG'
    """
    img = image_arrays.array_to_img(x, data_format=data_format, scale=scale)
    ending = pathlib.PurePath(path).suffix if _is_path(path) else ""
    written = (file_format or ending).lower().lstrip(".")
    if img.mode == "RGBA" and written in ("jpg", "jpeg"):
        warnings.warn(
            "save_img: JPEG has no transparency, so it is left out. "
            "Write a PNG to keep it.",
            stacklevel=2,
        )
        img = img.convert("RGB")
    if img.mode == "I" and written == "png":
        img = _with_16_bits(img)
    if file_format is not None:
        file_format = "jpeg" if written == "jpg" else written
    img.save(path, format=file_format, **kwargs)


def _with_16_bits(img: Any) -> Any:
    levels = np.asarray(img)
    if levels.max() > 65535:
        raise ValueError(
            "save_img: a PNG file has no such levels. Expected at most 65535. "
            f"Received: {levels.max()}. Write a TIFF file."
        )
    return optional_packages.pillow().fromarray(
        np.maximum(levels, 0).astype("uint16")
    )


def _stream_of(path: Any) -> io.BytesIO:
    if isinstance(path, io.BytesIO):
        return path
    if not _is_path(path):
        raise TypeError(
            "load_img: the path is none. Expected a path or io.BytesIO. "
            f"Received: path of {type(path).__name__}."
        )
    return io.BytesIO(pathlib.Path(os.fsdecode(path)).read_bytes())


def _is_path(path: Any) -> bool:
    return isinstance(path, (str, bytes, os.PathLike))


def _check_choice(name: str, value: Any, choices: Any) -> None:
    if value not in choices:
        raise ValueError(
            f"load_img: {name} is unknown. Expected one of "
            f"{', '.join(sorted(choices))}. Received: {name}={value!r}."
        )


def _check_size(target_size: Any) -> None:
    if target_size is None:
        return
    is_pair = np.shape(target_size) == (2,)
    if not is_pair or any(side % 1 or side < 1 for side in target_size):
        raise ValueError(
            "load_img: the size is no pair of whole numbers above 0. Expected "
            "(height, width) or None. "
            f"Received: target_size={target_size!r}."
        )


def _in_mode(img: Any, color_mode: str, pillow: Any) -> Any:
    if img.mode not in ("I", "F") and not img.mode.startswith("I;16"):
        return img.convert(_MODES[color_mode])
    if color_mode == "grayscale":
        return img.copy()
    # Row 221: pillow's own conversion cuts levels at 255, and floats down.
    levels = np.asarray(img).astype("float64")
    if _has_16_bits(img, levels):
        levels /= 257
    grey = np.rint(np.clip(levels, 0, 255))
    grey = grey.astype("uint8")
    return pillow.fromarray(grey).convert(_MODES[color_mode])


def _has_16_bits(img: Any, levels: np.ndarray) -> bool:
    # Older pillow opens such a PNG file as it does one of 32 bits.
    is_wide = img.mode == "I" and (img.format == "PNG" or levels.max() > 255)
    return is_wide or img.mode.startswith("I;16")


def _middle(
    size: tuple[int, int], target_size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Returns the largest box in the middle with a size's proportions."""
    width, height = size
    target_height, target_width = target_size
    cut_width = min(width, height * target_width // target_height)
    cut_height = min(height, width * target_height // target_width)
    left = (width - cut_width) // 2
    top = (height - cut_height) // 2
    return left, top, left + cut_width, top + cut_height
