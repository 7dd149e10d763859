"""Hooks of layers that look at each image through a transform.

A layer takes them as its own, keeps their options by `take_options`, and draws
`{"transforms": (batch, 8)}`, as `projective` has them.
"""

import numbers
from typing import Any

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import pixels, projective


def take_options(
    layer, fill_mode: str, interpolation: str, fill_value: float
) -> None:
    """Keeps the options of a layer, checked, under their names.

    Args:
        layer: The layer.
        fill_mode, interpolation, fill_value: As `projective.transform` takes
            them.
    Raises:
        ValueError: If one is unknown.
        TypeError: If the value is no number.
    """
    where = layer._keras_who
    layer.fill_mode = arguments.one_of(
        where, "fill_mode", fill_mode, projective.FILL_MODES
    )
    layer.interpolation = arguments.one_of(
        where, "interpolation", interpolation, projective.INTERPOLATIONS
    )
    if not isinstance(fill_value, numbers.Real):
        raise TypeError(
            f"{where}: a pixel's value is no number. Expected a number. "
            f"Received: fill_value={fill_value!r}."
        )
    layer.fill_value = fill_value


def change_images(
    layer: Any, images: kinds.Tensors, transformation: dict
) -> kinds.Tensors:
    """Returns images as they are seen through their transforms."""
    if layer.fill_mode == "constant":
        # The value is for floats.
        images = pixels.as_floats(images)
    return _seen(layer, images, transformation, layer.interpolation)


def change_masks(
    layer: Any, masks: kinds.Tensors, transformation: dict
) -> kinds.Tensors:
    """Returns masks likewise, with no value that wasn't there."""
    return _seen(layer, masks, transformation, "nearest")


def change_boxes(
    layer: Any, boxes: kinds.Tensors, transformation: dict
) -> kinds.Tensors:
    """Returns the boxes around what is in them, as it is seen."""
    return projective.moved_boxes(boxes, transformation["transforms"])


def _seen(layer, images, transformation: dict, interpolation: str):
    return projective.seen(
        images,
        transformation["transforms"],
        layer.fill_mode,
        layer.fill_value,
        interpolation,
    )
