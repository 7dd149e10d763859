"""Bounding boxes in any format, as left, top, right and bottom in pixels."""

import tensorflow as tf

#: How a format orders four numbers; 'rel_' before one makes them fractions of
#: the image's height and width.
FORMATS = ("xyxy", "yxyx", "xywh", "center_xywh", "center_yxhw")
ALL_FORMATS = (*FORMATS, *(f"rel_{name}" for name in FORMATS))


def to_xyxy(boxes, source: str, height, width) -> tf.Tensor:
    """Returns boxes as left, top, right and bottom, in pixels.

    Args:
        boxes: `(..., 4)`, in the format `source`.
        source: One of `ALL_FORMATS`.
        height, width: Of the image, in pixels; used by 'rel_' formats.
    """
    name = source.removeprefix("rel_")
    one, two, three, four = tf.unstack(boxes, axis=-1)
    if name in ("yxyx", "center_yxhw"):
        one, two, three, four = two, one, four, three
    if name.startswith("center"):
        one, two = one - three / 2, two - four / 2
    if name not in ("xyxy", "yxyx"):
        three, four = one + three, two + four
    boxes = tf.stack([one, two, three, four], axis=-1)
    return boxes * _scale(source, boxes.dtype, height, width)


def from_xyxy(boxes, target: str, height, width) -> tf.Tensor:
    """Returns boxes in a format.

    Args:
        boxes: `(..., 4)`, left, top, right, bottom, in pixels.
        target: One of `ALL_FORMATS`.
        height, width: Of the image, in pixels; used by 'rel_' formats.
    """
    name = target.removeprefix("rel_")
    scale = _scale(target, boxes.dtype, height, width)
    left, top, right, bottom = tf.unstack(boxes / scale, axis=-1)
    if name not in ("xyxy", "yxyx"):
        right, bottom = right - left, bottom - top
    if name.startswith("center"):
        left, top = left + right / 2, top + bottom / 2
    if name in ("yxyx", "center_yxhw"):
        left, top, right, bottom = top, left, bottom, right
    return tf.stack([left, top, right, bottom], axis=-1)


def clipped(boxes, height, width) -> tf.Tensor:
    """Returns what of boxes lies within an image.

    Args:
        boxes: `(..., 4)`, left, top, right, bottom, in pixels.
        height, width: Of the image, in pixels.
    """
    sizes = tf.cast(tf.stack([width, height] * 2), boxes.dtype)
    return tf.clip_by_value(boxes, tf.zeros_like(sizes), sizes)


def labels_of_seen(boxes, labels) -> tf.Tensor:
    """Returns labels, with -1 in place of those of boxes that are empty.

    Args:
        boxes: `(batch, boxes, 4)`, left, top, right, bottom.
        labels: `(batch, boxes)`, or `(batch, boxes, classes)`.
    """
    left, top, right, bottom = tf.unstack(boxes, axis=-1)
    is_seen = (right > left) & (bottom > top)
    if labels.shape.rank > is_seen.shape.rank:
        is_seen = is_seen[..., tf.newaxis]
    return tf.where(is_seen, labels, tf.cast(-1, labels.dtype))


def dense(where: str, given) -> dict:
    """Returns boxes and labels as dense tensors.

    Args:
        where: The layer as a message calls it.
        given: Dict with 'boxes' and 'labels', dense or ragged: rows that are
            shorter are filled with boxes of zeros and labels of -1.
    Raises:
        ValueError: If it is no such dict.
    """
    if not isinstance(given, dict) or not {"boxes", "labels"} <= given.keys():
        keys = sorted(given) if isinstance(given, dict) else given
        raise ValueError(
            f"{where}: bounding boxes come with their labels. Expected a dict "
            f"with 'boxes' and 'labels'. Received: bounding_boxes={keys!r}."
        )
    boxes = tf.cast(_filled(given["boxes"], 0), tf.float32)
    if boxes.shape.rank not in (2, 3) or boxes.shape[-1] not in (4, None):
        raise ValueError(
            f"{where}: bounding boxes are four numbers each. Expected boxes of "
            "the shape (batch, boxes, 4), or (boxes, 4) for one image. "
            f"Received: shape={tuple(boxes.shape)}."
        )
    return {**given, "boxes": boxes, "labels": _filled(given["labels"], -1)}


def _filled(values, default: int) -> tf.Tensor:
    if isinstance(values, tf.RaggedTensor):
        return values.to_tensor(default_value=default)
    return tf.convert_to_tensor(values)


def _scale(name: str, dtype, height, width) -> tf.Tensor:
    if not name.startswith("rel_"):
        return tf.ones(4, dtype)
    return tf.cast(tf.stack([width, height] * 2), dtype)
