"""State that each replica moves by itself, such as averages and counters.

A file has one value of all: the mean of averages, and the first's of others. A
model on replicas would answer by each replica's own, so that a row's answer
hung on its place in the batch.
"""

from collections.abc import Callable, Iterable

import tensorflow as tf

# What TensorFlow calls the state of its generators.
_OF_GENERATOR = "StateVar"


def is_one(variable: tf.Variable) -> bool:
    """Tells whether a variable is an average that replicas move apart."""
    return (
        isinstance(variable, tf.distribute.DistributedValues)
        and variable.synchronization == tf.VariableSynchronization.ON_READ
        and variable.aggregation == tf.VariableAggregation.MEAN
    )


def is_of_replicas(variable: tf.Variable) -> bool:
    """Tells whether each replica assigns to a variable what it likes.

    Averages, and other numbers, but not the state of a random generator:
    TensorFlow's may begin apart on the replicas, and are to stay so.
    """
    if not isinstance(variable, tf.distribute.DistributedValues):
        return False
    if variable.synchronization == tf.VariableSynchronization.ON_READ:
        return is_one(variable)
    is_none = variable.aggregation == tf.VariableAggregation.NONE
    if not is_none or variable.trainable or _is_of_generator(variable):
        return False
    dtype = variable.dtype
    return dtype.is_floating or dtype.is_integer or dtype.is_bool


def _is_of_generator(variable: tf.Variable) -> bool:
    name = variable.name.rpartition("/")[2].partition(":")[0]
    return name == _OF_GENERATOR


def level(variables: Iterable[tf.Variable]) -> None:
    """Gives each replica what a file has of all.

    Args:
        variables: Those that replicas move apart.
    """
    for variable in variables:
        variable.assign(variable.read_value())


def levelling(variables: Iterable[tf.Variable]) -> Callable[[], None]:
    """Returns what gives each replica the mean of all, of averages.

    It changes nothing that training comes to: the mean of averages moves as
    they do.

    Args:
        variables: A model's; others than such averages stay as they are.
    """
    averages = list(filter(is_one, variables))
    if not averages:
        return lambda: None
    # A hundred averages take 5 ms so, and 200 ms one by one.
    return tf.function(lambda: level(averages), autograph=False)
