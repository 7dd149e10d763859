"""A step over all variables, as one replica asks for it."""

import functools
from collections.abc import Sequence

import tensorflow as tf

from keras.distribute import variable_update
from keras.optimizers import known_variables


def take(
    optimizer, gradients: Sequence, variables: Sequence, adds_up: bool
) -> tf.Variable:
    """Takes a step, and returns the step counter; none without variables.

    Args:
        optimizer: The optimizer.
        gradients: Gradients.
        variables: Their variables.
        adds_up: Whether gradients are yet to be added over the replicas.
    Raises:
        ValueError: If the slots were not built for a variable.
    """
    if not variables:
        return optimizer._iterations
    optimizer._keras_ensure_built(variables)
    known = optimizer._index_dict
    unknown = [v for v in variables if v.ref() not in known]
    if unknown:
        raise known_variables.error(optimizer, unknown)
    if adds_up:
        gradients = variable_update.summed(gradients)
    step = functools.partial(optimizer._keras_step, variables)
    variable_update.run(step, gradients)
    return optimizer._iterations
