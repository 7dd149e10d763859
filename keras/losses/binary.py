"""Cross-entropy of two classes, or of many labels that exclude nothing."""

import tensorflow as tf

from keras.backend import config, one_call
from keras.engine import kinds
from keras.losses import label_shape, logits, loss, ragged


@one_call.recorded
@ragged.mean_by_rows
def binary_crossentropy(
    y_true: kinds.Tensors,
    y_pred: kinds.Tensors,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tf.Tensor:
    """Mean over an axis of how unlikely each label was held.

    loss = -mean(y log(p) + (1 - y) log(1 - p))

    Args:
        y_true: Labels in [0, 1].
        y_pred: Probabilities, or scores, of the same shape.
        from_logits: True for scores. Default False. (Probabilities that a
            sigmoid made count as their scores anyway.)
        label_smoothing: Labels become y (1 - s) + s / 2, s in [0, 1).
            Default 0.
        axis: Axis of the mean. Default: the last.
    Returns:
        Losses, one axis fewer.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> keras.losses.binary_crossentropy([[1.0]], [[0.5]]).numpy()
        array([0.693147], dtype=float32)
    """
    y_true, y_pred = label_shape.numbers("binary_crossentropy", y_true, y_pred)
    label_shape.check_axis("binary_crossentropy", axis, y_pred.shape.rank)
    y_true = label_shape.smoothed(y_true, label_smoothing)
    losses = elementwise(y_true, y_pred, from_logits)
    return tf.reduce_mean(losses, axis=axis)


def elementwise(y_true, y_pred, from_logits: bool) -> tf.Tensor:
    """Returns how unlikely each label was held.

    Args:
        y_true: Labels in [0, 1].
        y_pred: Probabilities, or scores.
        from_logits: True for scores.
    Raises:
        ValueError: If there aren't as many labels as scores.
    """
    scores, from_logits = logits.find(
        y_pred, from_logits, "Sigmoid", "binary_crossentropy"
    )
    if from_logits:
        label_shape.check_same("binary_crossentropy", y_true, scores)
        return tf.nn.sigmoid_cross_entropy_with_logits(y_true, scores)
    epsilon = config.epsilon()
    p = tf.clip_by_value(scores, epsilon, 1 - epsilon)
    right = y_true * tf.math.log(p + epsilon)
    wrong = (1 - y_true) * tf.math.log(1 - p + epsilon)
    return -(right + wrong)


class BinaryCrossentropy(loss._NamedLoss):
    """The loss for two classes: how unlikely each label was held.

    loss = -mean(y log(p) + (1 - y) log(1 - p))

    Args:
        from_logits: True for scores in place of probabilities. Default False.
        label_smoothing: Labels become y (1 - s) + s / 2, s in [0, 1).
            Default 0.
        axis: Axis of the mean. Default: the last.
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> loss = keras.losses.BinaryCrossentropy(from_logits=True)
        >>> float(loss([[1.0]], [[100.0]]))
        0.0
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str = "auto",
        name: str = "binary_crossentropy",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(
            binary_crossentropy,
            reduction,
            name,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
            dtype=dtype,
        )
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
        self.axis = axis
