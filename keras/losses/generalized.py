"""A cross-entropy that labels which are wrong disturb less."""

import tensorflow as tf

from keras.engine import kinds
from keras.losses import class_numbers, label_shape, loss, ragged


@ragged.by_rows
def categorical_generalized_cross_entropy(
    y_true: kinds.Tensors, y_pred: kinds.Tensors, q: float
) -> tf.Tensor:
    """Between the cross-entropy (q near 0) and the absolute error (q = 1).

    loss = (1 - p[y]^q) / q

    Args:
        y_true: Classes, `(batch, ...)`, whole numbers.
        y_pred: Probabilities `(batch, ..., classes)`.
        q: How far from the cross-entropy, in (0, 1).
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit, or, in a call by itself, a label is
            no class. Its loss is NaN in a graph.
    Source: Zhang and Sabuncu 2018, arXiv:1805.07836, equation 6.
    Example:
        >>> loss = keras.losses.categorical_generalized_cross_entropy
        >>> loss([0], [[0.25, 0.75]], q=0.5).numpy()
        array([1.], dtype=float32)
    """
    name = "categorical_generalized_cross_entropy"
    y_pred = label_shape.scores(y_pred)
    y_true = label_shape.of_numbers("y_true", y_true)
    rank = y_pred.shape.rank
    if rank is not None and y_true.shape.rank == rank:
        if y_true.shape[-1] != 1:
            told = label_shape.mismatch(name, y_true.shape, y_pred.shape)
            raise ValueError(
                f"{told} Of one-hot labels give `tf.argmax(y_true, -1)`."
            )
        y_true = tf.squeeze(y_true, -1)
    if not y_true.shape.is_compatible_with(y_pred.shape[:-1]):
        raise label_shape.mismatch(name, y_true.shape, y_pred.shape)
    y_true = tf.cast(y_true, tf.int32)
    class_numbers.check(name, y_true, y_pred.shape[-1])
    classes = tf.shape(y_pred)[-1]
    one_hot = tf.one_hot(y_true, classes, dtype=y_pred.dtype)
    p = tf.reduce_sum(y_pred * one_hot, -1)
    is_class = class_numbers.known(y_true, classes)
    p = tf.where(is_class, p, tf.constant(float("nan"), p.dtype))
    # The slope at 0 has no end: a probability of 0 has that of the smallest.
    p = tf.maximum(p, tf.constant(1e-30, p.dtype))
    return (1 - p**q) / q


class CategoricalGeneralizedCrossEntropy(loss._NamedLoss):
    """The loss for many classes with labels of which some are wrong.

    loss = (1 - p[y]^q) / q

    Args:
        q: From the cross-entropy (near 0) to the absolute error (near 1), in
            (0, 1). Default 0.5.
        reduction: As in `Loss`. Default 'sum_over_batch_size'.
        name: Name in logs.
        dtype: As in `Loss`. Default None.
    Raises:
        ValueError: If q is out of range.
    Source: Zhang and Sabuncu 2018, arXiv:1805.07836, equation 6.
    Example:
        >>> loss = keras.losses.CategoricalGeneralizedCrossEntropy()
        >>> float(loss([0], [[0.25, 0.75]]))
        1.0
    """

    def __init__(
        self,
        q: float = 0.5,
        reduction: str = "sum_over_batch_size",
        name: str = "categorical_generalized_cross_entropy",
        dtype: str | tf.DType | None = None,
    ) -> None:
        if not 0 < q < 1:
            raise ValueError(
                "CategoricalGeneralizedCrossEntropy: the power is out of "
                f"range. Expected q in (0, 1). Received: q={q}."
            )
        super().__init__(
            categorical_generalized_cross_entropy,
            reduction,
            name,
            q=q,
            dtype=dtype,
        )
        self.q = q
