"""Cross-entropies that look away from what is right already."""

import tensorflow as tf

from keras.backend import one_call
from keras.engine import kinds
from keras.losses import binary, categorical, label_shape, loss, ragged


@one_call.recorded
@ragged.mean_by_rows
def binary_focal_crossentropy(
    y_true: kinds.Tensors,
    y_pred: kinds.Tensors,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tf.Tensor:
    """Mean over an axis of the binary cross-entropy, less for easy labels.

    loss = -mean((1 - q)^gamma log(q)), q = y p + (1 - y) (1 - p)

    Args:
        y_true: Labels in [0, 1].
        y_pred: Probabilities, or scores, of the same shape.
        apply_class_balancing: True multiplies by `alpha` where y is 1, and by
            1 - `alpha` where it is 0. Default False.
        alpha: Weight of class 1 in [0, 1]. Default 0.25, as in the paper.
        gamma: How fast easy labels lose weight; 0 is the plain cross-entropy.
            Default 2, as in the paper.
        from_logits: True for scores. Default False.
        label_smoothing: Labels become y (1 - s) + s / 2, s in [0, 1).
            Default 0.
        axis: Axis of the mean. Default: the last.
    Returns:
        Losses, one axis fewer.
    Raises:
        ValueError: If the shapes don't fit.
    Source: Lin et al. 2017, arXiv:1708.02002, equations 4 and 5.
    Example:
        >>> loss = keras.losses.binary_focal_crossentropy
        >>> loss([[1.0]], [[0.5]]).numpy()
        array([0.17328674], dtype=float32)
    """
    y_true, y_pred = label_shape.numbers(
        "binary_focal_crossentropy", y_true, y_pred
    )
    label_shape.check_axis("binary_focal_crossentropy", axis, y_pred.shape.rank)
    y_true = label_shape.smoothed(y_true, label_smoothing)
    losses = elementwise(
        y_true, y_pred, apply_class_balancing, alpha, gamma, from_logits
    )
    return tf.reduce_mean(losses, axis=axis)


def elementwise(
    y_true: tf.Tensor,
    y_pred: tf.Tensor,
    apply_class_balancing: bool,
    alpha: float,
    gamma: float,
    from_logits: bool,
) -> tf.Tensor:
    """Returns how unlikely each label was held, less for easy ones.

    Args:
        y_true: Labels in [0, 1].
        y_pred: Probabilities, or scores.
        apply_class_balancing: True weighs the classes.
        alpha: Weight of class 1.
        gamma: How fast easy labels lose weight.
        from_logits: True for scores.
    """
    p, rest = y_pred, 1 - y_pred
    if from_logits:
        p, rest = tf.sigmoid(y_pred), tf.sigmoid(-y_pred)
    error = y_true * rest + (1 - y_true) * p  # 1 - q
    losses = binary.elementwise(y_true, y_pred, from_logits)
    losses *= _power(error, gamma)
    if apply_class_balancing:
        losses *= y_true * alpha + (1 - y_true) * (1 - alpha)
    return losses


@one_call.recorded
@ragged.by_rows
def categorical_focal_crossentropy(
    y_true: kinds.Tensors,
    y_pred: kinds.Tensors,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tf.Tensor:
    """The cross-entropy of many classes, less for easy examples.

    loss = -sum(alpha (1 - p)^gamma y log(p))

    Args:
        y_true: One-hot labels, or probabilities, `(batch, ..., classes)`.
        y_pred: Probabilities, or scores, of the same shape. Probabilities are
            divided by their sum first.
        alpha: Factor of all classes, or one a class. Default 0.25.
        gamma: How fast easy examples lose weight; 0 is the plain
            cross-entropy. Default 2, as in the paper.
        from_logits: True for scores. Default False.
        label_smoothing: Labels become y (1 - s) + s / classes, s in [0, 1).
            Default 0.
        axis: Axis of the classes. Default: the last.
    Returns:
        Losses, one axis fewer.
    Raises:
        ValueError: If the shapes differ.
    Source: Lin et al. 2017, arXiv:1708.02002, equation 5, for many classes.
    Example:
        >>> loss = keras.losses.categorical_focal_crossentropy
        >>> loss([[1.0, 0.0]], [[0.5, 0.5]]).numpy()
        array([0.04332169], dtype=float32)
    """
    name = "categorical_focal_crossentropy"
    y_pred = label_shape.scores(y_pred)
    y_true = label_shape.labels(y_true, y_pred.dtype)
    label_shape.check_same(name, y_true, y_pred)
    label_shape.check_axis(name, axis, y_pred.shape.rank)
    y_true = label_shape.smoothed(y_true, label_smoothing, axis)
    if from_logits:
        y_pred = tf.nn.softmax(y_pred, axis)
    p = categorical.shares(y_pred, axis)
    losses = alpha * _power(1 - p, gamma) * y_true * tf.math.log(p)
    return -tf.reduce_sum(losses, axis)


def _power(error, gamma: float) -> tf.Tensor:
    """Returns error^gamma, whose gradient is 0 where nothing is wrong.

    That of a root of 0 would be infinite.
    """
    is_wrong = error > 0
    some = tf.where(is_wrong, error, tf.ones_like(error))
    none = tf.zeros_like(error) if gamma else tf.ones_like(error)
    return tf.where(is_wrong, some**gamma, none)


class BinaryFocalCrossentropy(loss._NamedLoss):
    """The loss for two classes of which one is rare.

    loss = -mean((1 - q)^gamma log(q)), q = y p + (1 - y) (1 - p)

    Args:
        apply_class_balancing: True multiplies by `alpha` where y is 1, and by
            1 - `alpha` where it is 0. Default False.
        alpha: Weight of class 1 in [0, 1]. Default 0.25, as in the paper.
        gamma: How fast easy labels lose weight. Default 2, as in the paper.
        from_logits: True for scores in place of probabilities. Default False.
        label_smoothing: Labels become y (1 - s) + s / 2, s in [0, 1).
            Default 0.
        axis: Axis of the mean. Default: the last.
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Source: Lin et al. 2017, arXiv:1708.02002, equations 4 and 5.
    Example:
        >>> loss = keras.losses.BinaryFocalCrossentropy()
        >>> round(float(loss([[1.0]], [[0.5]])), 4)
        0.1733
    """

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str = "auto",
        name: str = "binary_focal_crossentropy",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(
            binary_focal_crossentropy,
            reduction,
            name,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
            dtype=dtype,
        )
        self.apply_class_balancing = apply_class_balancing
        self.alpha = alpha
        self.gamma = gamma
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
        self.axis = axis


class CategoricalFocalCrossentropy(loss._NamedLoss):
    """The loss for many classes of which some are rare.

    loss = -sum(alpha (1 - p)^gamma y log(p))

    Args:
        alpha: Factor of all classes, or one a class. Default 0.25.
        gamma: How fast easy examples lose weight. Default 2, as in the paper.
        from_logits: True for scores in place of probabilities. Default False.
        label_smoothing: Labels become y (1 - s) + s / classes, s in [0, 1).
            Default 0.
        axis: Axis of the classes. Default: the last.
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Source: Lin et al. 2017, arXiv:1708.02002, equation 5, for many classes.
    Example:
        >>> loss = keras.losses.CategoricalFocalCrossentropy()
        >>> round(float(loss([[1.0, 0.0]], [[0.5, 0.5]])), 4)
        0.0433
    """

    def __init__(
        self,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str = "auto",
        name: str = "categorical_focal_crossentropy",
        *,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(
            categorical_focal_crossentropy,
            reduction,
            name,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
            dtype=dtype,
        )
        self.alpha = alpha
        self.gamma = gamma
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
        self.axis = axis
