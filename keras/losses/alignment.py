"""The loss of sequences whose labels have no places."""

import tensorflow as tf

from keras.engine import kinds
from keras.losses import class_numbers, label_shape, loss


def ctc(y_true: kinds.Tensors, y_pred: kinds.Tensors) -> tf.Tensor:
    """How unlikely a sequence of labels was held, wherever each of them is.

    loss = -log(sum over alignments of the product of softmax(y_pred))

    Sequences of labels, and of scores, may differ in length: labels that are 0,
    scores that are masked, and what a ragged tensor doesn't have, are no part
    of them, wherever they are.

    Args:
        y_true: Classes `(batch, labels)`, padded with 0, which is no label
            but the blank; or ragged.
        y_pred: Scores `(batch, steps, classes)`, with a mask `(batch, steps)`,
            or ragged, `(batch, (steps), classes)`, if lengths differ.
    Returns:
        Losses `(batch,)`; about 700 where there are too few steps.
    Raises:
        ValueError: If the shapes don't fit, or, in a call by itself, a label is
            no class. Its sequence's loss is NaN in a graph.
    Source: Graves et al. 2006, ICML, equation 1 and 5.
    Example:
        >>> loss = keras.losses.ctc([[1]], [[[0.0, 0.0]]])
        >>> round(float(loss[0]), 4)
        0.6931
    """
    labels = label_shape.of_numbers("y_true", y_true)
    scores = label_shape.scores(y_pred)
    _check_ranks(labels, scores)
    labels, num_labels = _packed_labels(tf.cast(labels, tf.int32))
    scores, num_steps = _packed_scores(scores)
    class_numbers.check("ctc", labels, scores.shape[-1])
    rows = tf.shape(scores)[0]
    # The kernel takes one row or more.
    lack = tf.maximum(1 - rows, 0)
    labels, scores = (
        tf.pad(one, [[0, lack]] + [[0, 0]] * (one.shape.rank - 1))
        for one in (labels, scores)
    )
    num_labels, num_steps = (
        tf.pad(one, [[0, lack]]) for one in (num_labels, num_steps)
    )
    losses = tf.nn.ctc_loss(
        labels,
        tf.cast(scores, tf.float32),  # All that the kernel knows.
        label_length=num_labels,
        logit_length=num_steps,
        logits_time_major=False,
        blank_index=0,
    )
    are_classes = class_numbers.known(labels, tf.shape(scores)[-1])
    losses = tf.where(tf.reduce_all(are_classes, -1), losses, float("nan"))
    return tf.cast(losses[:rows], scores.dtype)


# Masked steps are no part of a sequence: its loss isn't masked, too.
ctc._keras_masks_in_call = True


def _check_ranks(labels, scores) -> None:
    if labels.shape.rank not in (2, None) or scores.shape.rank not in (3, None):
        raise ValueError(
            "ctc: sequences don't fit scores. Expected labels (batch, labels) "
            "and scores (batch, steps, classes). Received: "
            f"y_true.shape={labels.shape}, y_pred.shape={scores.shape}."
        )


def _packed_labels(labels) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns labels that begin at the first place, and their numbers."""
    if isinstance(labels, tf.RaggedTensor):
        labels = labels.to_tensor()
    labels = tf.ensure_shape(labels, (None, None))
    return _packed(labels, tf.not_equal(labels, 0))


def _packed_scores(scores) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns scores that begin at the first step, and numbers of steps."""
    if isinstance(scores, tf.RaggedTensor):
        lengths = tf.cast(scores.row_lengths(), tf.int32)
        return scores.to_tensor(), lengths
    mask = getattr(scores, "_keras_mask", None)
    scores = tf.ensure_shape(scores, (None, None, None))
    if mask is not None:
        return _packed(scores, tf.cast(mask, tf.bool))
    rows, steps = tf.unstack(tf.shape(scores)[:2])
    return scores, tf.fill([rows], steps)


def _packed(values, counts: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns sequences without what doesn't count, and their lengths.

    Args:
        values: `(batch, length, ...)`.
        counts: Bools `(batch, length)`.
    """
    order = tf.argsort(tf.cast(~counts, tf.int32), stable=True)
    lengths = tf.reduce_sum(tf.cast(counts, tf.int32), -1)
    return tf.gather(values, order, batch_dims=1), lengths


class CTC(loss._NamedLoss):
    """The loss of speech and handwriting: labels in order, without places.

    loss = -log(sum over alignments of the product of softmax(y_pred))

    Args:
        reduction: As in `Loss`. Default 'sum_over_batch_size'.
        name: Name in logs. Default 'ctc'.
        dtype: As in `Loss`. Default None.
    Call arguments: those of `ctc`; a mask of scores says which steps count.
    Source: Graves et al. 2006, ICML.
    Example:
        >>> round(float(keras.losses.CTC()([[1]], [[[0.0, 0.0]]])), 4)
        0.6931
    """

    def __init__(
        self,
        reduction: str = "sum_over_batch_size",
        name: str = "ctc",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(ctc, reduction, name, dtype=dtype)
