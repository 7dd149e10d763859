"""Finds the scores that predictions were made from."""

import warnings

import tensorflow as tf

from keras.tf_internals import eager_tensor


def find(y_pred, from_logits: bool, activation: str, where: str):
    """Returns scores, or probabilities, and which of the two they are.

    A cross-entropy of scores is exact where a probability has rounded to 0 or
    1. An activation of ours notes its scores on its result; of any other, the
    graph tells.

    Args:
        y_pred: Predictions.
        from_logits: What the user said.
        activation: 'Softmax' or 'Sigmoid', the operation that makes
            probabilities of scores.
        where: Name of the loss, for the warning.
    """
    scores = getattr(y_pred, "_keras_logits", None)
    if scores is not None:
        if from_logits:
            _warn(where, activation)
        return scores, True
    if _is_output_of(y_pred, activation):
        if from_logits:
            _warn(where, activation)
            return y_pred, True
        return y_pred.op.inputs[0], True
    return y_pred, from_logits


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
