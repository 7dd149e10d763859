"""Moving averages of a model's variables."""

import functools
from collections.abc import Sequence

import tensorflow as tf

from keras.distribute import variable_update


def move(
    averages: Sequence[tf.Variable],
    variables: Sequence[tf.Variable],
    momentum: float,
) -> None:
    """Moves each average toward its variable.

    average <- momentum * average + (1 - momentum) * variable

    Args:
        averages: What to change.
        variables: One an average.
        momentum: Weight of the old average, in [0, 1].
    """
    step = functools.partial(_move, momentum)
    variable_update.each(step, averages, variables)


def take(
    variables: Sequence[tf.Variable],
    averages: Sequence[tf.Variable],
    due: tf.Tensor,
) -> None:
    """Makes each variable its average, where that is due.

    Args:
        variables: What to change.
        averages: One a variable.
        due: A bool scalar.
    """
    step = functools.partial(_take, due)
    variable_update.each(step, variables, averages)


def _move(momentum: float, average: tf.Variable, variable) -> None:
    momentum = tf.cast(momentum, average.dtype)
    average.assign(momentum * average + (1 - momentum) * variable)


def _take(due: tf.Tensor, variable: tf.Variable, average) -> None:
    variable.assign(tf.where(due, average, variable))
