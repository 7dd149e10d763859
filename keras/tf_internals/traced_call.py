"""Calls of a traced function whose arguments are known to fit.

The public call of a concrete function binds and casts each argument in Python,
which takes 0.1 of the 0.4 ms of a small training step.
"""

from collections.abc import Callable

import tensorflow as tf


def unchecked(function) -> Callable:
    """Returns a call of a concrete function without a look at the arguments.

    Args:
        function: A concrete function of positional arguments. Each argument
            has to be of the spec that it was traced for.
    """

    def call(*args):
        flat = tf.nest.flatten(args, expand_composites=True)
        flat = [tensor for tensor in flat if tensor is not None]
        return function._call_flat(flat, function.captured_inputs)

    return call
