"""The strategy of two replicas that all tests of a process share."""

import functools

import tensorflow as tf


@functools.cache
def strategy() -> tf.distribute.MirroredStrategy:
    """Returns a mirrored strategy over the two logical CPUs.

    It is one object a process: TensorFlow numbers the collective operations of
    each strategy from the same start, and two strategies on the same devices
    take each other's messages ("Shape mismatch in the collective instance").
    """
    return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
