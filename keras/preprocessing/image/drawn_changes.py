"""Changes of an image that an `ImageDataGenerator` draws."""

from typing import Any

import numpy as np

from keras.preprocessing.image import random_changes


def draw(ranges: Any, rows: int, columns: int) -> dict:
    """Draws a change from NumPy's global random state.

    Args:
        ranges: Has `rotation_range` and the others as attributes.
        rows: Height of the image in pixels.
        columns: Width of the image in pixels.

    Returns:
        Arguments of `ImageDataGenerator.apply_transform`.
    """
    theta = _drawn(ranges.rotation_range)
    tx = _shift(ranges.height_shift_range, rows)
    ty = _shift(ranges.width_shift_range, columns)
    shear = _drawn(ranges.shear_range)
    zx, zy = random_changes.draw_zoom("ImageDataGenerator", ranges.zoom_range)
    turns = [np.random.random() < 0.5 for _ in range(2)]
    intensity = _drawn(ranges.channel_shift_range)
    brightness = None
    if ranges.brightness_range is not None:
        brightness = np.random.uniform(*ranges.brightness_range)
    return {
        "theta": theta,
        "tx": tx,
        "ty": ty,
        "shear": shear,
        "zx": zx,
        "zy": zy,
        "flip_horizontal": turns[0] * ranges.horizontal_flip,
        "flip_vertical": turns[1] * ranges.vertical_flip,
        "channel_shift_intensity": intensity or None,
        "brightness": brightness,
    }


def zoom_of(given: Any) -> tuple[float, float]:
    """Returns the smallest and the largest factor.

    Args:
        given: These, or how far they are from 1.

    Raises:
        ValueError: If it is neither.
    """
    if np.ndim(given) == 0:
        return 1 - given, 1 + given
    return random_changes.pair("ImageDataGenerator", "zoom_range", given)


def _drawn(largest: float) -> float:
    return np.random.uniform(-largest, largest) if largest else 0


def _shift(given: Any, size: int) -> float:
    """Draws a shift in pixels."""
    if np.ndim(given) == 0 and not given:
        return 0
    if np.ndim(given) or isinstance(given, (int, np.integer)):
        shift = np.random.choice(given) * np.random.choice([-1, 1])
    else:
        shift = np.random.uniform(-given, given)
    return shift * size if np.max(given) < 1 else shift
