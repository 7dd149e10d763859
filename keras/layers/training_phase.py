"""Choosing between what a layer does in training and in inference."""

from collections.abc import Callable

import tensorflow as tf


def choose(
    training, in_training: Callable, in_inference: Callable
) -> tf.Tensor:
    """Returns what one of two functions computes.

    Args:
        training: A Python truth value, or a boolean tensor: then both
            functions are traced, and a graph or eager run decides.
        in_training: Called with nothing.
        in_inference: Called with nothing; its result has the same structure.
    """
    if isinstance(training, (tf.Tensor, tf.Variable)):
        training = tf.cast(training, tf.bool)
        return tf.cond(training, in_training, in_inference)
    return in_training() if training else in_inference()
