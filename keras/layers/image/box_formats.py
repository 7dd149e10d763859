"""The ways in which four numbers say where a box lies in an image."""

import dataclasses
from collections.abc import Callable

import tensorflow as tf

from keras.engine import kinds


@dataclasses.dataclass(frozen=True)
class _Format:
    """What the numbers of a box mean, as two pairs.

    Args:
        pairs: "corners", (low, high); "sizes", (low, high - low); or
            "centers", ((low + high) / 2, high - low).
        is_row_first: Whether y stands before x in each pair.
        is_relative: Whether numbers are fractions of the image's size.
    """

    pairs: str
    is_row_first: bool = False
    is_relative: bool = False


_ABSOLUTE = {
    "xyxy": _Format("corners"),
    "yxyx": _Format("corners", is_row_first=True),
    "xywh": _Format("sizes"),
    "center_xywh": _Format("centers"),
    "center_yxhw": _Format("centers", is_row_first=True),
}
_FORMATS = {
    **_ABSOLUTE,
    **{
        f"rel_{name}": dataclasses.replace(_ABSOLUTE[name], is_relative=True)
        for name in _ABSOLUTE
    },
}


def checked(where: str, name: str, value: str) -> str:
    """Returns a format's name in lower case.

    Args:
        where: What takes it, as a message calls it.
        name: The argument's name.
        value: Name of the format, in any case.
    Raises:
        ValueError: If there is no such format.
    """
    lower = value.lower() if isinstance(value, str) else value
    if lower not in _FORMATS:
        raise ValueError(
            f"{where}: unknown format of boxes. Expected one of "
            f"{', '.join(map(repr, _FORMATS))}. Received: {name}={value!r}."
        )
    return lower


def is_relative(name: str) -> bool:
    """Tells whether boxes of a format are in fractions of an image's size.

    Args:
        name: Name of the format, in lower case.
    """
    return _FORMATS[name].is_relative


def convert_format(
    boxes: kinds.Tensors,
    source: str,
    target: str,
    height: kinds.Tensors = None,
    width: kinds.Tensors = None,
    dtype: str = "float32",
) -> tf.Tensor | dict:
    """Says in another way where boxes lie.

    The formats, `x` to the right and `y` down, in pixels: 'xyxy' (left, top,
    right, bottom), 'yxyx' (top, left, bottom, right), 'xywh' (left, top, width,
    height), 'center_xywh' and 'center_yxhw' (center and size). 'rel_xyxy',
    'rel_yxyx', … are likewise, in fractions of the image.

    Args:
        boxes: `(..., 4)`; or a dict with these under 'boxes', of which a new
            one is returned, with its other entries.
        source: Format of `boxes`.
        target: Format of the result.
        height: Height of the image, in pixels: a number, or a tensor that is
            broadcast to `(..., 1)`. Needed from and to a relative format.
        width: Likewise.
        dtype: Type that is computed in and returned. Default float32.
    Raises:
        ValueError: If there is no such format, if a size is missing, or if
            boxes aren't of four numbers.
    Example:
        >>> keras.utils.bounding_boxes.convert_format(
        ...     [[10, 20, 30, 40]], source="xyxy", target="center_xywh"
        ... ).numpy()
        array([[20., 30., 20., 20.]], dtype=float32)
    """
    if isinstance(boxes, dict):
        moved = convert_format(
            boxes["boxes"], source, target, height, width, dtype
        )
        return {**boxes, "boxes": moved}
    source = checked("convert_format", "source", source)
    target = checked("convert_format", "target", target)
    boxes = tf.cast(boxes, dtype)
    _require_four("convert_format", boxes)
    crosses = is_relative(source) != is_relative(target)
    if crosses and (height is None or width is None):
        raise ValueError(
            "convert_format: between fractions and pixels the image's size is "
            f"missing. Expected height and width. Received: source={source!r}, "
            f"target={target!r}, height={height}, width={width}."
        )
    if source == target:
        return boxes
    low, high = _corners(boxes, _FORMATS[source])
    if crosses:
        change = tf.multiply if is_relative(source) else tf.divide
        low = _scaled(change, low, width, height)
        high = _scaled(change, high, width, height)
    return _written(low, high, _FORMATS[target])


def _require_four(where: str, boxes: tf.Tensor) -> None:
    if not boxes.shape.rank or boxes.shape[-1] != 4:
        raise ValueError(
            f"{where}: boxes are not of four numbers. Expected (..., 4). "
            f"Received: shape={tuple(boxes.shape)}."
        )


def _scaled(change: Callable, pair: tf.Tensor, width, height) -> tf.Tensor:
    """Multiplies or divides (x, y) by the size of the image."""
    width, height = tf.cast(width, pair.dtype), tf.cast(height, pair.dtype)
    x, y = change(pair[..., :1], width), change(pair[..., 1:], height)
    return tf.concat([x, y], -1)


def _corners(boxes: tf.Tensor, of: _Format) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns (x, y) of the corner of least and of greatest numbers."""
    first, second = boxes[..., :2], boxes[..., 2:]
    if of.is_row_first:
        first, second = first[..., ::-1], second[..., ::-1]
    if of.pairs == "corners":
        return first, second
    low = first - second / 2 if of.pairs == "centers" else first
    return low, low + second


def _written(low: tf.Tensor, high: tf.Tensor, of: _Format) -> tf.Tensor:
    """Returns boxes of a format, from what `_corners` returns."""
    first, second = low, high
    if of.pairs != "corners":
        second = high - low
        first = low + second / 2 if of.pairs == "centers" else low
    if of.is_row_first:
        first, second = first[..., ::-1], second[..., ::-1]
    return tf.concat([first, second], -1)
