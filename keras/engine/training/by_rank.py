"""Functions traced for any sizes, but never for any number of axes."""

from collections.abc import Callable

import tensorflow as tf


class ByRank:
    """A compiled function with a trace of its own for each number of axes.

    Retracing that is reduced relaxes two ranks to any, and a trace that knows
    no rank can't tell rows `(n,)` from rows `(n, 1)`.

    Args:
        function: What to compile.
        relaxes: Whether a trace may serve several sizes.
    """

    def __init__(self, function: Callable, relaxes: bool) -> None:
        self.python_function = function
        self._relaxes = relaxes
        self._compiled: dict[tuple, Callable] = {}

    def __call__(self, data):
        """Calls the function on tensors, in a nest."""
        return self.of(data)(data)

    def get_concrete_function(self, data):
        """Returns the trace for tensors or their specs, in a nest."""
        return self.of(data).get_concrete_function(data)

    def of(self, data) -> Callable:
        """Returns the `tf.function` for the ranks of data or of its specs."""
        key = ranks(data)
        if key not in self._compiled:
            self._compiled[key] = tf.function(
                self.python_function,
                reduce_retracing=self._relaxes,
                autograph=False,
            )
        return self._compiled[key]


def ranks(data) -> tuple:
    """Returns the number of axes of each tensor or spec in a nest.

    Args:
        data: A nest; what has no shape, as None, stands for itself.
    """
    parts = tf.nest.flatten(data, expand_composites=True)
    return tuple(None if p is None else p.shape.rank for p in parts)
