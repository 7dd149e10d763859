"""Sums in float64 beside the variables that hold them rounded."""

from collections.abc import Sequence

import tensorflow as tf

# Bits behind the point of each type's numbers from 1 to 2.
_BITS = {tf.float16: 10, tf.bfloat16: 7, tf.float32: 23, tf.float64: 52}


class DoubleSums:
    """Sums of which a metric's variables hold the first digits.

    Variables have the types that files and users know, and float32 loses what
    a difference of large sums needs. What is rounded off is kept in here.
    Variables that say something else, since a file was read or the state was
    reset, are believed: then what is in here is forgotten.

    Args:
        rounded: The metric's variables, of one shape and type.
    """

    def __init__(self, rounded: Sequence[tf.Variable]) -> None:
        self._rounded = rounded
        shape = (len(rounded), *rounded[0].shape)
        with tf.init_scope():
            # In each replica its own sum, as in the metric's variables.
            self.variable = tf.Variable(
                lambda: tf.zeros(shape, tf.float64),
                trainable=False,
                name="double_sums",
                synchronization=tf.VariableSynchronization.ON_READ,
                aggregation=tf.VariableAggregation.SUM,
            )

    def add(self, sums: tf.Tensor) -> None:
        """Adds to the sums, and to the variables.

        Args:
            sums: Float64, `(variables, …)`.
        """
        self.assign(self.read() + sums)

    def assign(self, sums: tf.Tensor) -> None:
        """Sets the sums, and the variables.

        Args:
            sums: Float64, `(variables, …)`.
        """
        self.variable.assign(sums, read_value=False)
        for variable, one in zip(self._rounded, tf.unstack(sums), strict=True):
            variable.assign(tf.cast(one, variable.dtype), read_value=False)

    def read(self) -> tf.Tensor:
        """Returns the sums in float64, `(variables, …)`."""
        rounded = tf.stack([tf.convert_to_tensor(one) for one in self._rounded])
        held = tf.convert_to_tensor(self.variable)
        # Sums over replicas are rounded once more for each: 16 of them.
        unit = 2.0 ** -_BITS[rounded.dtype] * 16
        same = tf.equal(tf.cast(held, rounded.dtype), rounded)
        rounded = tf.cast(rounded, tf.float64)
        near = tf.abs(held - rounded) <= unit * tf.abs(rounded)
        # All or none: sums of other data would not go together.
        return tf.where(tf.reduce_all(same | near), held, rounded)
