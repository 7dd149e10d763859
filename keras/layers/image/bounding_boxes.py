"""Bounding boxes as a layer is given them."""

import tensorflow as tf


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
