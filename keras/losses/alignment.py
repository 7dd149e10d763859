"""The loss of sequences whose labels have no places."""

import tensorflow as tf

from keras.losses import label_shape, loss


def ctc(y_true, y_pred) -> tf.Tensor:
    """How unlikely a sequence of labels was held, wherever each of them is.

    loss = -log(sum over alignments of the product of softmax(y_pred))

    Args:
        y_true: Classes `(batch, labels)`, padded with 0, which is no label
            but the blank.
        y_pred: Scores `(batch, steps, classes)`.
    Returns:
        Losses `(batch,)`.
    Raises:
        ValueError: If the shapes don't fit.
    Source: Graves et al. 2006, ICML, equation 1 and 5.
    Example:
        >>> loss = keras.losses.ctc([[1]], [[[0.0, 0.0]]])
        >>> round(float(loss[0]), 4)
        0.6931
    """
    y_pred = label_shape.tensor(y_pred)
    y_true = tf.cast(y_true, tf.int32)
    if y_true.shape.rank not in (2, None) or y_pred.shape.rank not in (3, None):
        raise ValueError(
            "ctc: sequences don't fit scores. Expected labels (batch, labels) "
            "and scores (batch, steps, classes). Received: "
            f"y_true.shape={y_true.shape}, y_pred.shape={y_pred.shape}."
        )
    rows, steps = tf.shape(y_pred)[0], tf.shape(y_pred)[1]
    losses = tf.nn.ctc_loss(
        y_true,
        tf.cast(y_pred, tf.float32),  # All that the kernel knows.
        label_length=tf.math.count_nonzero(y_true, -1, dtype=tf.int32),
        logit_length=tf.fill([rows], steps),
        logits_time_major=False,
        blank_index=0,
    )
    return tf.cast(losses, y_pred.dtype)


class CTC(loss._NamedLoss):
    """The loss of speech and handwriting: labels in order, without places.

    loss = -log(sum over alignments of the product of softmax(y_pred))

    Args:
        reduction: As in `Loss`. Default 'sum_over_batch_size'.
        name: Name in logs. Default 'ctc'.
        dtype: As in `Loss`. Default None.
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
