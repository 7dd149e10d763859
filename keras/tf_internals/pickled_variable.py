"""Pickling of variables that TensorFlow can't write.

It pickles a variable of one device as a call of its class, with its constraint:
a `lambda` can't be written so. One that a strategy keeps on several replicas it
doesn't pickle. Their classes have no public name, and are what `copyreg` must
be told. Read back, a variable is made anew, where the strategy of that moment
wants it.
"""

import copyreg
from collections.abc import Callable

import tensorflow as tf
from tensorflow.python.distribute import values
from tensorflow.python.ops import resource_variable_ops

from keras.backend import local_functions


def reduced(variable: tf.Variable) -> tuple[Callable, tuple]:
    """Returns what makes an equal variable: a function and its arguments."""
    if is_replicated(variable):
        return made_anew(variable)
    make, args = resource_variable_ops.ResourceVariable.__reduce__(variable)
    stand = local_functions.written(make)
    # What TensorFlow can write stays its own: who reads it needs no Keras.
    return (make, args) if stand is make else (_called, (stand,))


def made_anew(variable: tf.Variable) -> tuple[Callable, tuple]:
    """Returns what makes an equal variable, where its reader wants it."""
    about = {
        "name": variable.name.split(":")[0],
        "trainable": variable.trainable,
        "synchronization": variable.synchronization,
        "aggregation": variable.aggregation,
        "constraint": variable.constraint,
    }
    return _made, (variable.numpy(), local_functions.written(about))


def _called(make: Callable) -> tf.Variable:
    return make()


def _made(value, about: dict) -> tf.Variable:
    variable = tf.Variable(value, **about)
    # The sum over replicas is the value, which each of them now holds.
    variable.assign(value)
    return variable


def is_replicated(variable: tf.Variable) -> bool:
    """Tells whether several replicas keep the variable."""
    return isinstance(variable, values.DistributedVariable)


for _class in (
    values.MirroredVariable,
    values.SyncOnReadVariable,
    resource_variable_ops.ResourceVariable,
):
    copyreg.pickle(_class, reduced)
