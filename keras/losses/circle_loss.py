"""Distances within and between classes of embeddings."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.losses import label_shape, loss


def circle(
    y_true: kinds.Tensors,
    y_pred: kinds.Tensors,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> tf.Tensor:
    """How close each embedding is to other classes, and how far from its own.

    loss = log(1 + sum(exp(gamma a_n (d_n' - d_n)))
        sum(exp(gamma a_p (d_p - d_p'))))

    d = max(1 - cosine, 0); a_p = margin + d, d_p' = margin for its class;
    a_n = max(1 + margin - d, 0), d_n' = 1 - margin for others.

    Args:
        y_true: Classes `(batch,)`, whole numbers.
        y_pred: Embeddings `(batch, d)` of length 1.
        ref_labels: Classes of what each is compared with. Default None:
            `y_true`.
        ref_embeddings: What each is compared with. Default None: `y_pred`.
        remove_diagonal: True compares none with itself. Default True.
        gamma: Scale of the distances. Default 80.
        margin: Relaxes the distances, in [0, 1]. Default 0.4.
    Returns:
        Losses `(batch,)`. Those without a partner of its class, or of others,
        are 0 and count in no mean.
    Raises:
        ValueError: If the shapes don't fit.
    Source: Sun et al. 2020, arXiv:2002.10857, equation 6, with distances for
        similarities, as in Keras 3.
    Example:
        >>> y, p = [0, 0, 1], [[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]]
        >>> keras.losses.circle(y, p).shape
        TensorShape([3])
    """
    y_pred = label_shape.scores(y_pred)
    y_true = _labels(y_true, y_pred)
    others, classes = y_pred, y_true
    if ref_embeddings is not None:
        others = tf.cast(ref_embeddings, y_pred.dtype)
    if ref_labels is not None:
        classes = _labels(ref_labels, others)
    distance = 1 - tf.matmul(y_pred, others, transpose_b=True)
    distance = tf.maximum(distance, 0)
    same = tf.equal(y_true[:, None], classes[None, :])
    near = same
    if remove_diagonal:
        # None is at its own place among others.
        rows, columns = tf.shape(same)[0], tf.shape(same)[1]
        own = tf.range(rows)[:, None] == tf.range(columns)[None, :]
        near = same & ~own
    pull = gamma * (margin + distance) * (distance - margin)
    push = gamma * tf.maximum(1 + margin - distance, 0)
    push *= 1 - margin - distance
    losses = tf.nn.softplus(_log_sum(pull, near) + _log_sum(push, ~same))
    losses._keras_mask = losses > 0
    return losses


def _labels(y_true, y_pred: tf.Tensor) -> tf.Tensor:
    y_true = label_shape.labels(y_true, tf.int32)
    if y_true.shape.rank == 2 and y_true.shape[-1] == 1:
        y_true = tf.squeeze(y_true, -1)
    rank = y_pred.shape.rank
    fits = y_true.shape.is_compatible_with(y_pred.shape[:1]) if rank else True
    if rank not in (2, None) or not fits:
        raise label_shape.mismatch("circle", y_true.shape, y_pred.shape)
    return y_true


def _log_sum(values: tf.Tensor, counted: tf.Tensor) -> tf.Tensor:
    # Of none it is so small that nothing else counts, and has a gradient.
    lowest = tf.constant(-1e30, values.dtype)
    return tf.reduce_logsumexp(tf.where(counted, values, lowest), axis=1)


class Circle(loss._NamedLoss):
    """The loss of embeddings that sets classes apart.

    The formula is that of `keras.losses.circle`.

    Args:
        gamma: Scale of the distances. Default 80.
        margin: Relaxes the distances, in [0, 1]. Default 0.4.
        remove_diagonal: True compares none with itself. Default True.
        reduction: As in `Loss`. Default 'sum_over_batch_size'.
        name: Name in logs. Default 'circle'.
        dtype: As in `Loss`. Default None.
    Raises:
        ValueError: If the scale isn't positive, or the margin out of range.
    Source: Sun et al. 2020, arXiv:2002.10857, equation 6.
    Example:
        >>> loss = keras.losses.Circle(gamma=2.0)
        >>> float(loss([0, 0, 1], [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])) < 1
        True
    """

    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: str = "sum_over_batch_size",
        name: str = "circle",
        dtype: str | tf.DType | None = None,
    ) -> None:
        if gamma <= 0 or not 0 <= margin <= 1:
            raise ValueError(
                "Circle: distances have no scale, or a margin that is none. "
                "Expected gamma above 0 and margin in [0, 1]. Received: "
                f"gamma={gamma}, margin={margin}."
            )
        super().__init__(
            circle,
            reduction,
            name,
            gamma=gamma,
            margin=margin,
            remove_diagonal=remove_diagonal,
            dtype=dtype,
        )
        self.gamma = gamma
        self.margin = margin
        self.remove_diagonal = remove_diagonal
