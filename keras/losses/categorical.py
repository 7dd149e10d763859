"""Cross-entropy of classes given as one-hot vectors or probabilities."""

import tensorflow as tf

from keras.backend import config, one_call
from keras.engine import kinds
from keras.losses import label_shape, logits, loss, ragged


@one_call.recorded
@ragged.by_rows
def categorical_crossentropy(
    y_true: kinds.Tensors,
    y_pred: kinds.Tensors,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tf.Tensor:
    """How unlikely the true class was held.

    loss = -sum(y log(p))

    Args:
        y_true: One-hot labels, or probabilities, `(batch, ..., classes)`.
        y_pred: Probabilities, or scores, of the same shape. Probabilities are
            divided by their sum first.
        from_logits: True for scores. Default False. (Probabilities that a
            softmax made count as their scores anyway.)
        label_smoothing: Labels become y (1 - s) + s / classes, s in [0, 1).
            Default 0.
        axis: Axis of the classes. Default: the last.
    Returns:
        Losses, one axis fewer.
    Raises:
        ValueError: If the shapes differ.
    Example:
        >>> y = [[1.0, 0.0]]
        >>> keras.losses.categorical_crossentropy(y, [[0.5, 0.5]]).numpy()
        array([0.6931472], dtype=float32)
    """
    y_pred = label_shape.scores(y_pred)
    y_true = label_shape.labels(y_true, y_pred.dtype)
    label_shape.check_same("categorical_crossentropy", y_true, y_pred)
    label_shape.check_axis("categorical_crossentropy", axis, y_pred.shape.rank)
    y_true = label_shape.smoothed(y_true, label_smoothing, axis)
    scores, from_logits = logits.find(
        y_pred, from_logits, "Softmax", "categorical_crossentropy", axis
    )
    if from_logits:
        return tf.nn.softmax_cross_entropy_with_logits(y_true, scores, axis)
    return -tf.reduce_sum(y_true * tf.math.log(shares(scores, axis)), axis)


def shares(p: tf.Tensor, axis: int) -> tf.Tensor:
    """Returns probabilities of sum 1 that have a logarithm.

    Args:
        p: Probabilities of any sum.
        axis: Axis of the classes.
    """
    total = tf.reduce_sum(p, axis, keepdims=True)
    p = tf.math.divide_no_nan(p, total)  # a padded row is all zeros
    return tf.clip_by_value(p, config.epsilon(), 1 - config.epsilon())


class CategoricalCrossentropy(loss._NamedLoss):
    """The loss for many classes with one-hot labels.

    loss = -sum(y log(p))

    Args:
        from_logits: True for scores in place of probabilities. Default False.
        label_smoothing: Labels become y (1 - s) + s / classes, s in [0, 1).
            Default 0.
        axis: Axis of the classes. Default: the last.
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Example:
        >>> loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        >>> float(loss([[1.0, 0.0]], [[100.0, 0.0]]))
        0.0
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str = "auto",
        name: str = "categorical_crossentropy",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(
            categorical_crossentropy,
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
