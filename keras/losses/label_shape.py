"""Makes labels and predictions of one rank, before they are compared."""

import tensorflow as tf


def tensor(x) -> tf.Tensor:
    """Returns `x` as a tensor; tensors of any kind as they are."""
    return x if tf.is_tensor(x) else tf.convert_to_tensor(x)


def same_rank(y_true, y_pred) -> tuple[tf.Tensor, tf.Tensor]:
    """Mends labels and predictions that differ by a last axis of size 1.

    `(batch,)` against `(batch, 1)` makes both `(batch, 1)`, so that there is
    one loss an example. Of other ranks, the axis of size 1 goes. The same rule
    serves losses and metrics.
    """
    true_rank, pred_rank = y_true.shape.rank, y_pred.shape.rank
    if true_rank is None or pred_rank is None:
        return y_true, y_pred
    if pred_rank == true_rank + 1 and y_pred.shape[-1] == 1:
        if true_rank == 1:
            return tf.expand_dims(y_true, -1), y_pred
        return y_true, tf.squeeze(y_pred, -1)
    if true_rank == pred_rank + 1 and y_true.shape[-1] == 1:
        if pred_rank == 1:
            return y_true, tf.expand_dims(y_pred, -1)
        return tf.squeeze(y_true, -1), y_pred
    return y_true, y_pred


def check_same(where: str, y_true, y_pred, mend: str = "") -> None:
    """Raises where labels and predictions can't have one shape.

    Args:
        where: Name of the loss.
        y_true: Labels.
        y_pred: Predictions.
        mend: What to do about it.
    Raises:
        ValueError: If the shapes differ.
    """
    if not y_true.shape.is_compatible_with(y_pred.shape):
        raise ValueError(
            f"{where}: labels and predictions differ in shape. Expected "
            f"{y_pred.shape}, that of the predictions. Received: "
            f"y_true.shape={y_true.shape}. {mend}".rstrip()
        )


def check_broadcast(where: str, y_true, y_pred) -> None:
    """Raises where labels can't be subtracted from predictions.

    Raises:
        ValueError: If the shapes don't broadcast.
    """
    try:
        tf.broadcast_static_shape(y_true.shape, y_pred.shape)
    except ValueError:
        check_same(where, y_true, y_pred)
