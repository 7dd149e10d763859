"""How much boxes overlap."""

import math

import tensorflow as tf

from keras.backend import config
from keras.engine import kinds
from keras.layers.image import box_formats


def compute_iou(
    boxes1: kinds.Tensors,
    boxes2: kinds.Tensors,
    bounding_box_format: str,
    use_masking: bool = False,
    mask_val: float = -1,
    image_shape: kinds.Shapes = None,
) -> tf.Tensor:
    """Returns the intersection over the union of each box with each other.

    iou[m, n] = area(a_m and b_n) / (area(a_m or b_n) + epsilon)

    Args:
        boxes1: `(m, 4)` or `(batch, m, 4)`.
        boxes2: `(n, 4)` or `(batch, n, 4)`.
        bounding_box_format: Format of both; see `convert_format`.
        use_masking: Whether pairs with a box of negative numbers only, as
            padding has, get `mask_val`. Default False.
        mask_val: What they get. Default -1.
        image_shape: (height, width, ...), for relative formats. Default None.
    Returns: `(m, n)`, or `(batch, m, n)` if any of both has a batch axis.
    Raises:
        ValueError: If the format is none, a size is missing, or boxes have
            neither two axes nor three.
    Example:
        >>> keras.utils.bounding_boxes.compute_iou(
        ...     [[0, 0, 2, 2]], [[0, 0, 2, 4], [3, 3, 4, 4]], "xyxy"
        ... ).numpy()
        array([[0.5, 0. ]], dtype=float32)
    """
    boxes1, boxes2 = (
        _corners("compute_iou", boxes, bounding_box_format, image_shape)
        for boxes in (boxes1, boxes2)
    )
    for name, boxes in (("boxes1", boxes1), ("boxes2", boxes2)):
        if boxes.shape.rank not in (2, 3):
            raise ValueError(
                "compute_iou: boxes are no list of boxes, nor a batch of such. "
                "Expected (boxes, 4) or (batch, boxes, 4). Received: "
                f"{name} of shape={tuple(boxes.shape)}."
            )
    first, second = boxes1[..., :, None, :], boxes2[..., None, :, :]
    common = _area(*_intersection(first, second))
    joined = _area_of(first) + _area_of(second) - common
    overlaps = common / (joined + config.epsilon())
    if not use_masking:
        return overlaps
    are_padding = tf.logical_or(
        tf.reduce_max(first, -1) < 0, tf.reduce_max(second, -1) < 0
    )
    return tf.where(are_padding, tf.cast(mask_val, overlaps.dtype), overlaps)


def compute_ciou(
    boxes1: kinds.Tensors,
    boxes2: kinds.Tensors,
    bounding_box_format: str,
    image_shape: kinds.Shapes = None,
) -> tf.Tensor:
    """Returns the complete intersection over union of boxes in pairs.

    ciou = iou - (d^2 / c^2 + v v / (1 - iou + v))
    v = 4 / pi^2 (arctan(w_2 / h_2) - arctan(w_1 / h_1))^2

    with the distance d of the centers and the diagonal c of the least box
    around both.

    Args:
        boxes1: `(..., 4)`.
        boxes2: `(..., 4)`.
        bounding_box_format: Format of both; see `convert_format`.
        image_shape: (height, width, ...), for relative formats. Default None.
    Returns: `(...)`, in (-1.5, 1].
    Raises:
        ValueError: If the format is none, or if a size is missing.
    Source: Zheng et al. 2020, arXiv:1911.08287, equations 8 to 11.
    Example:
        >>> keras.utils.bounding_boxes.compute_ciou(
        ...     [[0.0, 0.0, 2.0, 2.0]], [[0.0, 0.0, 2.0, 2.0]], "xyxy"
        ... ).numpy().round(3)
        array([1.], dtype=float32)
    """
    boxes1, boxes2 = (
        _corners("compute_ciou", boxes, bounding_box_format, image_shape)
        for boxes in (boxes1, boxes2)
    )
    epsilon = config.epsilon()
    # Heights that no ratio is infinite of.
    width1, height1 = _sides(boxes1, epsilon)
    width2, height2 = _sides(boxes2, epsilon)
    common = _area(*_intersection(boxes1, boxes2))
    joined = width1 * height1 + width2 * height2 - common
    iou = common / (joined + 2 * epsilon)
    around = tf.maximum(boxes1[..., 2:], boxes2[..., 2:]) - tf.minimum(
        boxes1[..., :2], boxes2[..., :2]
    )
    diagonal = tf.reduce_sum(around**2, -1) + epsilon
    apart = (boxes1[..., :2] + boxes1[..., 2:]) / 2 - (
        boxes2[..., :2] + boxes2[..., 2:]
    ) / 2
    distance = tf.reduce_sum(apart**2, -1)
    angle = tf.atan(width2 / height2) - tf.atan(width1 / height1)
    v = 4 / math.pi**2 * angle**2
    return iou - (distance / diagonal + v * v / (v - iou + (1 + epsilon)))


def _corners(where: str, boxes, source: str, image_shape) -> tf.Tensor:
    source = box_formats.checked(where, "bounding_box_format", source)
    if box_formats.is_relative(source) and image_shape is None:
        raise ValueError(
            f"{where}: boxes in fractions of an image don't tell its size. "
            "Expected image_shape=(height, width, ...). Received: "
            f"image_shape=None, bounding_box_format={source!r}."
        )
    height, width = (1, 1) if image_shape is None else image_shape[:2]
    return box_formats.convert_format(boxes, source, "xyxy", height, width)


def _intersection(boxes1, boxes2) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the corners of what two boxes have in common, if anything."""
    low = tf.maximum(boxes1[..., :2], boxes2[..., :2])
    return low, tf.maximum(low, tf.minimum(boxes1[..., 2:], boxes2[..., 2:]))


def _area(low: tf.Tensor, high: tf.Tensor) -> tf.Tensor:
    return tf.reduce_prod(high - low, -1)


def _area_of(boxes: tf.Tensor) -> tf.Tensor:
    return _area(boxes[..., :2], boxes[..., 2:])


def _sides(boxes: tf.Tensor, epsilon: float) -> tuple[tf.Tensor, tf.Tensor]:
    size = boxes[..., 2:] - boxes[..., :2]
    return size[..., 0], size[..., 1] + epsilon
