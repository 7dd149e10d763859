"""TensorFlow functions called on symbolic tensors.

The public dispatch API (`tf.experimental.dispatch_for_api`) takes one function
at a time and composite tensors only; a model may use any of them.
"""

from collections.abc import Callable

import tensorflow as tf


class _Dispatcher(tf.__internal__.dispatch.GlobalOpDispatcher):
    def __init__(self, symbolic_type: type, record: Callable) -> None:
        self._symbolic_type = symbolic_type
        self._record = record

    def handle(self, op, args, kwargs):
        flat = tf.nest.flatten((args, kwargs))
        if any(isinstance(value, self._symbolic_type) for value in flat):
            return self._record(op, args, kwargs)
        return self.NOT_SUPPORTED


def on_symbolic_tensors(symbolic_type: type, record: Callable) -> None:
    """Has `record(op, args, kwargs)` answer calls with a `symbolic_type`."""
    _Dispatcher(symbolic_type, record).register()
