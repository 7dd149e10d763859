"""Pickling of variables that a strategy keeps on several replicas.

TensorFlow pickles variables of one device only. The classes of the others have
no public name, and are what `copyreg` must be told. Read back, a variable is
made anew, where the strategy of that moment wants it.
"""

import copyreg
from collections.abc import Callable

import tensorflow as tf
from tensorflow.python.distribute import values


def reduced(variable: tf.Variable) -> tuple[Callable, tuple]:
    """Returns what makes an equal variable: a function and its arguments."""
    about = {
        "name": variable.name.split(":")[0],
        "trainable": variable.trainable,
        "synchronization": variable.synchronization,
        "aggregation": variable.aggregation,
        "constraint": variable.constraint,
    }
    return _made, (variable.numpy(), about)


def _made(value, about: dict) -> tf.Variable:
    variable = tf.Variable(value, **about)
    # The sum over replicas is the value, which each of them now holds.
    variable.assign(value)
    return variable


def is_replicated(variable: tf.Variable) -> bool:
    """Tells whether several replicas keep the variable."""
    return isinstance(variable, values.DistributedVariable)


for _class in (values.MirroredVariable, values.SyncOnReadVariable):
    copyreg.pickle(_class, reduced)
