"""Steps on bounding boxes that Keras 3's layers have as methods.

A layer takes them as its own. Nothing here calls them.
"""

from typing import Any

import tensorflow as tf

from keras.engine import kinds


def get_transformed_x_y(
    layer: Any, x: kinds.Tensors, y: kinds.Tensors, transform: kinds.Tensors
) -> tuple:
    """Returns what place of the input is seen at a place of the output.

    Args:
        layer: The layer.
        x, y: Column and row, numbers or tensors that go with `(batch, 1)`.
        transform: `(batch, 8)`, as `projective.transform` takes it.
    """
    a, b, c, d, e, f, g, h = tf.split(transform, 8, axis=-1)
    scale = g * x + h * y + 1
    return (a * x + b * y + c) / scale, (d * x + e * y + f) / scale


def get_shifted_bbox(
    layer: Any,
    bounding_boxes: dict,
    w_shift_factor: kinds.Tensors,
    h_shift_factor: kinds.Tensors,
) -> dict:
    """Returns boxes shifted to the left and up.

    Args:
        layer: The layer.
        bounding_boxes: With 'boxes' `(batch, boxes, 4)`, left, top, right,
            bottom.
        w_shift_factor, h_shift_factor: `(batch, 1)`, in their unit.
    """
    boxes = tf.convert_to_tensor(bounding_boxes["boxes"])
    shift = _beside(boxes, w_shift_factor, h_shift_factor)
    return {**bounding_boxes, "boxes": boxes - shift}


def get_clipped_bbox(
    layer: Any,
    bounding_boxes: dict,
    h_end: kinds.Tensors,
    h_start: kinds.Tensors,
    w_end: kinds.Tensors,
    w_start: kinds.Tensors,
) -> dict:
    """Returns what of boxes lies in a window, from its top left corner.

    Args:
        layer: The layer.
        bounding_boxes: As of `get_shifted_bbox`.
        h_end, h_start, w_end, w_start: Bottom, top, right and left of the
            window, `(batch, 1)`.
    """
    boxes = tf.convert_to_tensor(bounding_boxes["boxes"])
    starts = _beside(boxes, w_start, h_start)
    ends = _beside(boxes, w_end, h_end)
    inside = tf.clip_by_value(boxes, starts, ends)
    return {**bounding_boxes, "boxes": inside - starts}


def _beside(boxes, x, y) -> tf.Tensor:
    """Returns numbers an image with the axes of boxes, `(batch, 1, 4)`."""
    numbers = [tf.cast(number, boxes.dtype) for number in (x, y, x, y)]
    numbers = tf.concat(numbers, axis=-1)
    return numbers[:, tf.newaxis] if boxes.shape.rank == 3 else numbers
