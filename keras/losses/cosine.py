"""How far two vectors point into different directions."""

import tensorflow as tf

from keras.engine import kinds
from keras.losses import label_shape, loss, ragged


@ragged.by_rows
def cosine_similarity(
    y_true: kinds.Tensors, y_pred: kinds.Tensors, axis: int = -1
) -> tf.Tensor:
    """Minus the cosine between labels and predictions: -1 is a full match.

    loss = -sum(y_true y_pred) / (|y_true| |y_pred|)

    Args:
        y_true: Vectors `(batch, ..., d)`.
        y_pred: Predictions of the same shape.
        axis: Axis of the vectors. Default: the last.
    Returns:
        Losses in [-1, 1], one axis fewer; 0 where a vector is 0.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> keras.losses.cosine_similarity([[2.0, 0.0]], [[3.0, 0.0]]).numpy()
        array([-1.], dtype=float32)
    """
    y_true, y_pred = label_shape.numbers("cosine_similarity", y_true, y_pred)
    label_shape.check_axis("cosine_similarity", axis, y_pred.shape.rank)
    y_true, y_pred = (
        tf.math.l2_normalize(values, axis) for values in (y_true, y_pred)
    )
    return -tf.reduce_sum(y_true * y_pred, axis)


class CosineSimilarity(loss._NamedLoss):
    """The loss that turns predictions into the labels' direction.

    loss = -sum(y_true y_pred) / (|y_true| |y_pred|)

    Args:
        axis: Axis of the vectors. Default: the last.
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> float(keras.losses.CosineSimilarity()([[2.0, 0.0]], [[0.0, 1.0]]))
        -0.0
    """

    def __init__(
        self,
        axis: int = -1,
        reduction: str = "auto",
        name: str = "cosine_similarity",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(
            cosine_similarity, reduction, name, axis=axis, dtype=dtype
        )
        self.axis = axis
