"""Finds the scores that predictions were made from."""

import warnings

import tensorflow as tf

from keras.tf_internals import eager_tensor


def find(y_pred, from_logits: bool, activation: str, where: str, axis=None):
    """Returns scores, or probabilities, and which of the two they are.

    A cross-entropy of scores is exact where a probability has rounded to 0 or
    1. An activation of ours notes its scores on its result; of any other, the
    graph tells. Those of another activation, or along another axis, say
    nothing.

    Args:
        y_pred: Predictions.
        from_logits: What the user said.
        activation: 'Softmax' or 'Sigmoid', the operation that makes
            probabilities of scores.
        where: Name of the loss, for the warning.
        axis: Axis of the classes. Default None: each is for itself.
    """
    scores = getattr(y_pred, "_keras_logits", None)
    if scores is not None and _are_of(y_pred, activation, axis):
        if from_logits:
            _warn(where, activation)
        return scores, True
    # The operation's axis is the last.
    is_along = axis is None or _is_same_axis(axis, -1, y_pred.shape.rank)
    if is_along and _is_output_of(y_pred, activation):
        if from_logits:
            _warn(where, activation)
            return y_pred, True
        return y_pred.op.inputs[0], True
    return y_pred, from_logits


def carry(source, target, dtype: str | tf.DType) -> None:
    """Notes on a tensor what another remembers of its scores.

    Args:
        source: The tensor that may remember them.
        target: One of the same rank and another type.
        dtype: Type of the scores.
    """
    scores = getattr(source, "_keras_logits", None)
    if scores is None or scores.shape.rank != target.shape.rank:
        return
    same = scores.dtype == dtype
    target._keras_logits = scores if same else tf.cast(scores, dtype)
    target._keras_logits_of = getattr(source, "_keras_logits_of", None)


def _are_of(y_pred, activation: str, axis: int | None) -> bool:
    """Tells whether noted scores went through the activation.

    Who notes them without a word of the activation, as Keras 2's layers do,
    means it so.
    """
    made_by = getattr(y_pred, "_keras_logits_of", None)
    if made_by is None:
        return True
    same = _is_same_axis(made_by[1], axis, y_pred.shape.rank)
    return made_by[0] == activation and same


def _is_same_axis(one, other, rank: int | None) -> bool:
    if one == other or not (isinstance(one, int) and isinstance(other, int)):
        return one == other
    return rank is not None and one % rank == other % rank


def _is_output_of(y_pred, activation: str) -> bool:
    if isinstance(y_pred, (eager_tensor.EagerTensor, tf.Variable)):
        return False
    return isinstance(y_pred, tf.Tensor) and y_pred.op.type == activation


def _warn(where: str, activation: str) -> None:
    warnings.warn(
        f"{where}: from_logits=True, but the predictions come from "
        f"{activation.lower()}. Expected scores. Drop the activation, or say "
        "from_logits=False.",
        stacklevel=4,
    )
