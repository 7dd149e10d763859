"""Reads what a metric's variable is made of in Keras 2's order or Keras 3's."""

import functools
from collections.abc import Callable

import tensorflow as tf

# What comes behind the shape in Keras 3.
_ADD_WEIGHT = ("initializer", "dtype", "name")
_ADD_VARIABLE = ("initializer", "dtype", "aggregation", "name")

_AGGREGATIONS = {
    None: tf.VariableAggregation.NONE,
    "none": tf.VariableAggregation.NONE,
    "sum": tf.VariableAggregation.SUM,
    "mean": tf.VariableAggregation.MEAN,
    "only_first_replica": tf.VariableAggregation.ONLY_FIRST_REPLICA,
}

_ADDING = (tf.VariableAggregation.SUM, tf.VariableAggregation.MEAN)


def add_weight(add: Callable) -> Callable:
    """Wraps `Metric.add_weight`, which has the shape first in Keras 3.

    Args:
        add: `add(self, name, shape, …)`.
    """
    return _in_either_order(add, _ADD_WEIGHT)


def add_variable(add: Callable) -> Callable:
    """The same for `Metric.add_variable`, which has the name last."""
    return _in_either_order(add, _ADD_VARIABLE)


def _in_either_order(add: Callable, behind: tuple[str, ...]) -> Callable:
    @functools.wraps(add)
    def add_in_either_order(self, *given, **named) -> tf.Variable:
        if given and not isinstance(given[0], (str, type(None))):
            shape, *others = given
            if len(others) > len(behind):
                raise TypeError(
                    f"{type(self).__name__}: too many arguments by position. "
                    f"Expected at most {', '.join(behind)} behind the shape. "
                    f"Received: {tuple(others)}."
                )
            return add(self, shape=shape, **dict(zip(behind, others)), **named)
        return add(self, *given, **named)

    return add_in_either_order


def shape(given) -> tuple:
    """Returns a shape as a tuple.

    Args:
        given: Sizes of the axes, or of one.
    """
    return (given,) if isinstance(given, int) else tuple(given)


def aggregation(given, dtype: tf.DType) -> tf.VariableAggregation:
    """Returns how replicas' values make one, of either Keras's word.

    Args:
        given: TensorFlow's value, or its name in Keras 3.
        dtype: The variable's type.
    Raises:
        ValueError: If there is no such way, or none for the type.
    """
    if isinstance(given, (str, type(None))):
        if given not in _AGGREGATIONS:
            raise ValueError(
                "add_weight: no such aggregation. Expected a "
                "`tf.VariableAggregation` or one of "
                f"{list(_AGGREGATIONS)}. Received: aggregation={given!r}."
            )
        given = _AGGREGATIONS[given]
    if dtype.is_bool and given in _ADDING and _num_replicas() > 1:
        raise ValueError(
            "add_weight: the replicas' values can't be added up. Expected a "
            "type of numbers. Received: dtype=bool, aggregation="
            f"{given.name}. Count what holds, in int32."
        )
    return given


def _num_replicas() -> int:
    return tf.distribute.get_strategy().num_replicas_in_sync
