"""Cross-entropy of classes given as whole numbers."""

import tensorflow as tf

from keras.backend import config, one_call
from keras.engine import kinds
from keras.losses import class_numbers, label_shape, logits, loss, ragged

_NAME = "sparse_categorical_crossentropy"


@one_call.recorded
@ragged.by_rows
def sparse_categorical_crossentropy(
    y_true: kinds.Tensors,
    y_pred: kinds.Tensors,
    from_logits: bool = False,
    axis: int = -1,
    ignore_class: int | None = None,
) -> tf.Tensor:
    """How unlikely the true class was held; classes are whole numbers.

    loss = -log(p[y])

    Args:
        y_true: Classes in [0, classes), `(batch, ...)` or `(batch, ..., 1)`.
        y_pred: Probabilities, or scores, `(batch, ..., classes)`.
        from_logits: True for scores. Default False. (Probabilities that a
            softmax made count as their scores anyway.)
        axis: Axis of the classes. Default: the last.
        ignore_class: A label whose loss is zero and counts in no mean, such as
            255 for void pixels. Default None.
    Returns:
        Losses `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit, or, in a call by itself, a label is
            no class. A graph's run fails then, and gives NaN on a GPU and
            under XLA.
    Example:
        >>> loss = keras.losses.sparse_categorical_crossentropy
        >>> loss([0], [[0.5, 0.5]]).numpy()
        array([0.6931472], dtype=float32)
    """
    y_pred = label_shape.scores(y_pred)
    label_shape.check_axis(_NAME, axis, y_pred.shape.rank)
    scores, from_logits = logits.find(
        y_pred, from_logits, "Softmax", _NAME, axis
    )
    if not from_logits:
        epsilon = config.epsilon()
        scores = tf.math.log(tf.clip_by_value(scores, epsilon, 1 - epsilon))
    scores = _classes_last(scores, axis)
    labels = _labels(y_true, scores)
    if ignore_class is None:
        class_numbers.check(_NAME, labels, scores.shape[-1])
        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores)
    counts = tf.not_equal(labels, ignore_class)
    labels = tf.where(counts, labels, tf.zeros((), labels.dtype))
    class_numbers.check(_NAME, labels, scores.shape[-1])
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores)
    losses = tf.where(counts, losses, tf.zeros((), losses.dtype))
    losses._keras_mask = counts
    return losses


def _classes_last(scores: tf.Tensor, axis: int) -> tf.Tensor:
    rank = scores.shape.rank
    if axis == -1 or rank is None or axis % rank == rank - 1:
        return scores
    order = [i for i in range(rank) if i != axis % rank]
    return tf.transpose(scores, [*order, axis % rank])


def _labels(y_true, scores: tf.Tensor) -> tf.Tensor:
    """Returns labels of one axis fewer than the scores."""
    labels = label_shape.of_numbers("y_true", y_true)
    if labels.dtype not in (tf.int32, tf.int64):
        labels = tf.cast(labels, tf.int64)
    wanted = scores.shape[:-1]
    if labels.shape.is_compatible_with(wanted):
        return labels
    if labels.shape.num_elements() == wanted.num_elements() is not None or (
        labels.shape.rank == scores.shape.rank and labels.shape[-1] in (1, None)
    ):
        return tf.reshape(labels, tf.shape(scores)[:-1])
    raise label_shape.mismatch(_NAME, labels.shape, scores.shape)


class SparseCategoricalCrossentropy(loss._NamedLoss):
    """The loss for many classes with whole-number labels.

    loss = -log(p[y])

    Args:
        from_logits: True for scores in place of probabilities. Default False.
        ignore_class: A label whose loss is zero and counts in no mean.
            Default None.
        reduction: As in `Loss`. Default 'auto'.
        name: Name in logs.
        axis: Axis of the classes, as in Keras 3. Default: the last.
        dtype: As in `Loss`. Default None.
    Example:
        >>> loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        >>> float(loss([0], [[100.0, 0.0]]))
        0.0
    """

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: str = "auto",
        name: str = "sparse_categorical_crossentropy",
        *,
        axis: int = -1,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(
            sparse_categorical_crossentropy,
            reduction,
            name,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
            dtype=dtype,
        )
        self.from_logits = from_logits
        self.ignore_class = ignore_class
        self.axis = axis

    def get_config(self) -> dict:
        """Returns the arguments; without the axis at Keras 2's, the last."""
        config = super().get_config()
        if self.axis == -1:
            del config["axis"]
        return config
