"""Metrics in plain Python, which graphs call back."""

import functools
import weakref
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.metrics import metric


class PyMetric(metric.Metric):
    """A metric whose methods are Python code, in graphs too.

    A subclass keeps what it likes in its attributes; `update_state`, `result`,
    `reset_state` and `merge_state` are called eagerly, with values that NumPy
    and others can read. It costs a call back from each step, and runs neither
    under XLA nor on TPUs.

    Args:
        name: Name in logs. Default None: the class's, in snake case.
        dtype: Type of the result. Default None: `floatx()`.
        **kwargs: None of them is known.
    Call arguments: those of `update_state`; returns the new `result`.
    Example:
        >>> class Largest(keras.metrics.experimental.PyMetric):
        ...     def reset_state(self):
        ...         self.top = 0.0
        ...     def update_state(self, y_true, y_pred, sample_weight=None):
        ...         self.top = max(self.top, float(y_pred.numpy().max()))
        ...     def result(self):
        ...         return self.top
        >>> largest = Largest()
        >>> largest.update_state([0.0], [0.5])
        >>> float(largest.result())
        0.5
    """

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        own = vars(cls)
        if "update_state" in own:
            cls.update_state = _updating(own["update_state"])
        if "result" in own:
            cls.result = _resulting(own["result"])

    def __init__(
        self,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
        **kwargs,
    ) -> None:
        super().__init__(name, dtype, **kwargs)
        self.reset_state()

    def update_state(
        self,
        y_true: kinds.Tensors,
        y_pred: kinds.Tensors,
        sample_weight: kinds.Tensors = None,
    ) -> None:
        """Adds a batch, given as eager tensors.

        Args:
            y_true: Labels.
            y_pred: Predictions.
            sample_weight: Weights, or None.
        """
        raise NotImplementedError(_lacks(self, "update_state"))

    def merge_state(self, metrics: Any) -> None:
        """Adds what other metrics of the class saw.

        Args:
            metrics: The others.
        """
        raise NotImplementedError(_lacks(self, "merge_state"))

    def reset_state(self) -> None:
        """Forgets everything; called once in the constructor."""
        raise NotImplementedError(_lacks(self, "reset_state"))

    def result(self) -> Any:
        """Computes the number."""
        raise NotImplementedError(_lacks(self, "result"))


def _updating(update_state: Callable) -> Callable:
    @functools.wraps(update_state)
    def update(self, y_true, y_pred, sample_weight=None):
        given = [y_true, y_pred]
        if sample_weight is not None:
            given.append(sample_weight)
        given = [tf.convert_to_tensor(one) for one in given]
        if tf.executing_eagerly():
            update_state(self, *given)
        else:
            called = functools.partial(_called, update_state, self)
            tf.py_function(called, [_turn(self), *given], [])

    return update


def _called(update_state: Callable, self: PyMetric, turn, *given) -> None:
    del turn
    update_state(self, *given)


#: A resource for each metric that graphs call.
_turns: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def _turn(metric: PyMetric) -> tf.Tensor:
    """Returns what all calls of a metric take: a graph keeps their order.

    It orders what has a resource in common, and lets other calls of Python run
    side by side: a result was there before the last update was.
    """
    if metric not in _turns:
        with tf.init_scope():
            handle = tf.raw_ops.VarHandleOp(dtype=tf.int32, shape=())
        _turns[metric] = handle
    return _turns[metric]


def _resulting(result: Callable) -> Callable:
    @functools.wraps(result)
    def compute(self):
        called = functools.partial(_number, result, self)
        if tf.executing_eagerly():
            return called()
        return tf.py_function(called, [_turn(self)], self.dtype)

    return compute


def _number(result: Callable, self: PyMetric, turn=None) -> tf.Tensor:
    del turn
    return tf.cast(result(self), self.dtype)


def _lacks(self: PyMetric, method: str) -> str:
    return (
        f"{type(self).__name__}: a metric in Python needs `{method}`. Expected "
        "a method of that name. Received: a class without one."
    )
