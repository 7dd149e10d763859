"""Boxes as differences from anchors, which is what detectors learn."""

import tensorflow as tf

from keras.backend import config
from keras.engine import kinds
from keras.layers.image import box_formats

_ENCODINGS = ("center_xywh", "center_yxhw")


def encode_box_to_deltas(
    anchors: kinds.Tensors,
    boxes: kinds.Tensors,
    anchor_format: str,
    box_format: str,
    encoding_format: str = "center_yxhw",
    variance: kinds.Tensors = None,
    image_shape: kinds.Shapes = None,
) -> tf.Tensor:
    """Returns by how much boxes differ from anchors.

    d = ((c - c_anchor) / s_anchor, log(s / s_anchor)) / variance

    with centers c and sizes s. Sizes are at least `keras.backend.epsilon()`.

    Args:
        anchors: `(boxes, 4)`.
        boxes: `(..., boxes, 4)`.
        anchor_format: Format of the anchors; see `convert_format`.
        box_format: Format of the boxes.
        encoding_format: Order of the result, 'center_yxhw' (default) or
            'center_xywh'.
        variance: Four numbers that the result is divided by. Default None.
        image_shape: (height, width, ...), for relative formats. Default None.
    Raises:
        ValueError: If a format isn't one of those, or `variance` has not four
            numbers.
    Source: Girshick et al. 2014, arXiv:1311.2524, appendix C.
    Example:
        >>> keras.utils.bounding_boxes.encode_box_to_deltas(
        ...     [[0, 0, 4, 4]], [[0, 0, 8, 4]], "xyxy", "xyxy", "center_xywh"
        ... ).numpy().round(3)
        array([[0.5  , 0.   , 0.693, 0.   ]], dtype=float32)
    """
    where = "encode_box_to_deltas"
    variance = _checked_variance(where, variance)
    encoding = _checked_encoding(where, "encoding_format", encoding_format)
    size = _size(image_shape)
    anchors, boxes = (
        box_formats.convert_format(given, source, encoding, **size)
        for given, source in ((anchors, anchor_format), (boxes, box_format))
    )
    least = config.epsilon()
    anchor_size = tf.maximum(anchors[..., 2:], least)
    moved = (boxes[..., :2] - anchors[..., :2]) / anchor_size
    grown = tf.math.log(tf.maximum(boxes[..., 2:], least) / anchor_size)
    return tf.concat([moved, grown], -1) / variance


def decode_deltas_to_boxes(
    anchors: kinds.Tensors,
    boxes_delta: kinds.Tensors,
    anchor_format: str,
    box_format: str,
    encoded_format: str = "center_yxhw",
    variance: kinds.Tensors = None,
    image_shape: kinds.Shapes = None,
) -> tf.Tensor | dict:
    """Returns the boxes that differ from anchors by so much.

    c = d_12 variance_12 s_anchor + c_anchor, s = exp(d_34 variance_34) s_anchor

    Args:
        anchors: `(boxes, 4)`, or a dict with such, one for each level.
        boxes_delta: `(..., boxes, 4)`, or a dict of the same levels.
        anchor_format: Format of the anchors; see `convert_format`.
        box_format: Format of the result.
        encoded_format: Order of the differences, 'center_yxhw' (default) or
            'center_xywh'.
        variance: Four numbers that the differences are multiplied by. Default
            None.
        image_shape: (height, width, ...), for relative formats. Default None.
    Raises:
        ValueError: If a format isn't one of those, or `variance` has not four
            numbers.
    Source: Girshick et al. 2014, arXiv:1311.2524, appendix C.
    Example:
        >>> keras.utils.bounding_boxes.decode_deltas_to_boxes(
        ...     [[0, 0, 4, 4]], [[0.5, 0.0, 0.0, 0.0]], "xyxy", "xyxy",
        ...     "center_xywh",
        ... ).numpy()
        array([[2., 0., 6., 4.]], dtype=float32)
    """
    if isinstance(anchors, dict) and isinstance(boxes_delta, dict):
        return {
            level: decode_deltas_to_boxes(
                anchors[level],
                boxes_delta[level],
                anchor_format,
                box_format,
                encoded_format,
                variance,
                image_shape,
            )
            for level in anchors
        }
    where = "decode_deltas_to_boxes"
    variance = _checked_variance(where, variance)
    encoding = _checked_encoding(where, "encoded_format", encoded_format)
    size = _size(image_shape)
    anchors = box_formats.convert_format(
        anchors, anchor_format, encoding, **size
    )
    deltas = tf.cast(boxes_delta, tf.float32) * variance
    center = deltas[..., :2] * anchors[..., 2:] + anchors[..., :2]
    grown = tf.exp(deltas[..., 2:]) * anchors[..., 2:]
    boxes = tf.concat([center, grown], -1)
    return box_formats.convert_format(boxes, encoding, box_format, **size)


def _size(image_shape) -> dict:
    if image_shape is None:
        return {}
    return {"height": image_shape[0], "width": image_shape[1]}


def _checked_variance(where: str, variance) -> tf.Tensor:
    if variance is None:
        return tf.ones(4)
    factors = tf.cast(variance, tf.float32)
    if factors.shape[-1:] != [4]:
        raise ValueError(
            f"{where}: there isn't a variance for each number of a box. "
            f"Expected four. Received: variance={variance!r}."
        )
    return factors


def _checked_encoding(where: str, argument: str, name: str) -> str:
    if name not in _ENCODINGS:
        raise ValueError(
            f"{where}: differences are of centers and sizes. Expected one of "
            f"{', '.join(map(repr, _ENCODINGS))}. Received: "
            f"{argument}={name!r}."
        )
    return name
