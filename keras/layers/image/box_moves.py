"""What happens to boxes when their image is cut, padded or transformed."""

import math

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import box_formats


def clip_to_image_size(
    bounding_boxes: dict,
    height: kinds.Tensors = None,
    width: kinds.Tensors = None,
    bounding_box_format: str = "xyxy",
) -> dict:
    """Cuts off what of boxes lies outside of the image.

    Args:
        bounding_boxes: 'boxes' `(..., boxes, 4)` and, if known, 'labels'
            `(..., boxes)` or `(..., boxes, classes)`.
        height: Height of the image, in pixels. Unused where boxes are in
            fractions of it.
        width: Likewise.
        bounding_box_format: Their format; see `convert_format`. Default 'xyxy'.
    Returns: A new dict; labels of boxes of which nothing is left are -1.
    Raises:
        ValueError: If there is no such format, or if a size is missing.
    Example:
        >>> keras.utils.bounding_boxes.clip_to_image_size(
        ...     {"boxes": [[-5.0, 2.0, 30.0, 4.0]]}, height=8, width=9
        ... )["boxes"].numpy()
        array([[0., 2., 9., 4.]], dtype=float32)
    """
    where = "clip_to_image_size"
    source = box_formats.checked(
        where, "bounding_box_format", bounding_box_format
    )
    corners = "xyxy"
    if box_formats.is_relative(source):
        corners, height, width = "rel_xyxy", 1, 1
    if height is None or width is None:
        raise ValueError(
            f"{where}: the image's size is missing. Expected height and width, "
            f"in pixels. Received: height={height}, width={width}, "
            f"bounding_box_format={bounding_box_format!r}."
        )
    clipped = _clipped(
        _converted(bounding_boxes["boxes"], source, corners), height, width
    )
    result = {
        **bounding_boxes,
        "boxes": _converted(clipped, corners, source),
    }
    if bounding_boxes.get("labels") is not None:
        is_left = tf.reduce_all(clipped[..., 2:] > clipped[..., :2], -1)
        labels = tf.convert_to_tensor(bounding_boxes["labels"])
        if labels.shape.rank > is_left.shape.rank:
            is_left = is_left[..., None]
        result["labels"] = tf.where(is_left, labels, -tf.ones_like(labels))
    return result


def crop(
    boxes: kinds.Tensors,
    top: kinds.Tensors,
    left: kinds.Tensors,
    height: kinds.Tensors,
    width: kinds.Tensors,
    bounding_box_format: str = "xyxy",
) -> tf.Tensor:
    """Returns boxes as they lie in a part of the image.

    Args:
        boxes: `(..., 4)`, in pixels.
        top: Rows above the part.
        left: Columns left of the part.
        height: Rows of the part; boxes are clipped to it.
        width: Its columns.
        bounding_box_format: Their format; see `convert_format`. Default 'xyxy'.
    Raises:
        ValueError: If the format is none, or one in fractions of the image.
    Example:
        >>> keras.utils.bounding_boxes.crop(
        ...     [[10.0, 20.0, 50.0, 60.0]], top=10, left=20, height=40, width=25
        ... ).numpy()
        array([[ 0., 10., 25., 40.]], dtype=float32)
    """
    source = _in_pixels("crop", bounding_box_format)
    moved = _shifted(_converted(boxes, source, "xyxy"), -left, -top)
    return _converted(_clipped(moved, height, width), "xyxy", source)


def pad(
    boxes: kinds.Tensors,
    top: kinds.Tensors,
    left: kinds.Tensors,
    height: kinds.Tensors = None,
    width: kinds.Tensors = None,
    bounding_box_format: str = "xyxy",
) -> tf.Tensor:
    """Returns boxes as they lie in an image that is padded.

    Args:
        boxes: `(..., 4)`, in pixels.
        top: Rows that are added above.
        left: Columns that are added at the left.
        height: Unused; Keras 3 takes it.
        width: Unused; Keras 3 takes it.
        bounding_box_format: Their format; see `convert_format`. Default 'xyxy'.
    Raises:
        ValueError: If the format is none, or one in fractions of the image.
    Example:
        >>> keras.utils.bounding_boxes.pad(
        ...     [[10.0, 20.0, 50.0, 60.0]], top=1, left=2
        ... ).numpy()
        array([[12., 21., 52., 61.]], dtype=float32)
    """
    source = _in_pixels("pad", bounding_box_format)
    moved = _shifted(_converted(boxes, source, "xyxy"), left, top)
    return _converted(moved, "xyxy", source)


def affine_transform(
    boxes: kinds.Tensors,
    angle: kinds.Tensors,
    translate_x: kinds.Tensors,
    translate_y: kinds.Tensors,
    scale: kinds.Tensors,
    shear_x: kinds.Tensors,
    shear_y: kinds.Tensors,
    height: kinds.Tensors,
    width: kinds.Tensors,
    center_x: kinds.Tensors = None,
    center_y: kinds.Tensors = None,
    bounding_box_format: str = "xyxy",
) -> tf.Tensor:
    """Returns the least boxes around boxes that are turned, moved and sheared.

    p' = c + L (p - c + t), with t in pixels,
    L = scale [[cos a + u tan x, -v tan x - sin a], [u, v]],
    u = sin(a - y) / cos y, v = cos(a - y) / cos y

    in which a, x and y are the negated angles of the rotation and of the two
    shears. What is told of an image is a number, or a tensor `(batch,)`.

    Args:
        boxes: `(batch, boxes, 4)` or `(boxes, 4)`.
        angle: Degrees of the rotation.
        translate_x: Fraction of the width.
        translate_y: Fraction of the height.
        scale: Factor.
        shear_x: Degrees of the shear along x.
        shear_y: Degrees of the shear along y.
        height: Rows of the image.
        width: Its columns.
        center_x: Fraction of the width at which what is fixed lies. Default
            None: 0.5, the middle.
        center_y: Likewise.
        bounding_box_format: Format of the boxes; see `convert_format`. Default
            'xyxy'.
    Raises:
        ValueError: If there is no such format.
    Example:
        >>> keras.utils.bounding_boxes.affine_transform(
        ...     [[0.0, 0.0, 2.0, 4.0]], 0, 0, 0, scale=0.5, shear_x=0,
        ...     shear_y=0, height=9, width=9,
        ... ).numpy()
        array([[2., 2., 3., 4.]], dtype=float32)
    """
    source = box_formats.checked(
        "affine_transform", "bounding_box_format", bounding_box_format
    )
    given = box_formats.convert_format(boxes, source, "xyxy", height, width)
    matrix = _linear_map(angle, scale, shear_x, shear_y)
    # Along x and along y: the last pixel, the fixed point, the translation.
    last = _for_boxes(width) - 1, _for_boxes(height) - 1
    centers = (0.5 if c is None else c for c in (center_x, center_y))
    center = [_for_boxes(c) * end for c, end in zip(centers, last)]
    moved = [
        center[0] - _for_boxes(translate_x) * last[0],
        center[1] - _for_boxes(translate_y) * last[1],
    ]
    low, high = [], []
    for row, fixed in zip(matrix, center):
        # What each of (x, y) adds, at both ends of a box.
        parts = [
            factor * tf.stack([given[..., axis], given[..., axis + 2]])
            - factor * moved[axis]
            for axis, factor in enumerate(row)
        ]
        low.append(fixed + sum(tf.reduce_min(part, 0) for part in parts))
        high.append(fixed + sum(tf.reduce_max(part, 0) for part in parts))
    around = tf.stack([*low, *high], -1)
    return box_formats.convert_format(around, "xyxy", source, height, width)


def _linear_map(angle, scale, shear_x, shear_y) -> list[list[tf.Tensor]]:
    """Returns the rows of L: how points around the fixed one move."""
    turn, x, y = (
        -_for_boxes(degrees) * (math.pi / 180)
        for degrees in (angle, shear_x, shear_y)
    )
    scale = _for_boxes(scale)
    down = tf.sin(turn - y) / tf.cos(y)
    along = tf.cos(turn - y) / tf.cos(y)
    first = [
        tf.cos(turn) + down * tf.tan(x),
        -along * tf.tan(x) - tf.sin(turn),
    ]
    return [
        [scale * factor for factor in row] for row in (first, [down, along])
    ]


def _for_boxes(value) -> tf.Tensor:
    """Returns a number, or one an image, that goes with its boxes."""
    return tf.cast(value, tf.float32)[..., None]


def _in_pixels(where: str, bounding_box_format: str) -> str:
    source = box_formats.checked(
        where, "bounding_box_format", bounding_box_format
    )
    if box_formats.is_relative(source):
        raise ValueError(
            f"{where}: boxes in fractions of an image don't tell its size. "
            "Expected a format in pixels, such as 'xyxy'. Received: "
            f"bounding_box_format={bounding_box_format!r}. Use "
            "`convert_format` before."
        )
    return source


def _converted(boxes, source: str, target: str) -> tf.Tensor:
    """Converts between formats of one kind; floats keep their type."""
    boxes = tf.convert_to_tensor(boxes)
    dtype = boxes.dtype if boxes.dtype.is_floating else tf.float32
    return box_formats.convert_format(boxes, source, target, dtype=dtype)


def _shifted(boxes: tf.Tensor, x, y) -> tf.Tensor:
    x, y = tf.cast(x, boxes.dtype), tf.cast(y, boxes.dtype)
    return _of_coordinates(boxes, lambda low: low + x, lambda low: low + y)


def _clipped(boxes: tf.Tensor, height, width) -> tf.Tensor:
    width, height = tf.cast(width, boxes.dtype), tf.cast(height, boxes.dtype)
    return _of_coordinates(
        boxes,
        lambda x: tf.clip_by_value(x, 0, width),
        lambda y: tf.clip_by_value(y, 0, height),
    )


def _of_coordinates(boxes: tf.Tensor, of_x, of_y) -> tf.Tensor:
    """Applies functions to `(..., 1)` of each x and of each y."""
    left, top, right, bottom = tf.split(boxes, 4, -1)
    return tf.concat([of_x(left), of_y(top), of_x(right), of_y(bottom)], -1)
