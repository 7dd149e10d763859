"""Variables that the devices of a mesh share."""

import numpy as np
import tensorflow as tf

from keras.distribute import shards
from keras.tf_internals import checkpointed_whole, pickled_variable

dtensor = tf.experimental.dtensor


class MeshVariable(checkpointed_whole.CheckpointedWhole, dtensor.DVariable):
    """A variable of which each device of a mesh holds its share.

    It takes values from outside of the mesh, and gives its own to them.

    Args:
        initial_value: A tensor on a mesh.
        distribute_strategy: Where variables like this one are made, as of a
            strategy's variables.
        **options: More of `tf.Variable`.
    """

    def __init__(self, initial_value, distribute_strategy, **options) -> None:
        super().__init__(initial_value, **options)
        self.distribute_strategy = distribute_strategy

    def numpy(self) -> np.ndarray:
        """Returns the whole value."""
        return shards.whole(self.read_value())

    def sparse_read(self, indices, name=None) -> tf.Tensor:
        """Returns rows; their gradient is a tensor, that of all rows.

        DTensor has no kernels that change some rows.
        """
        return _rows(self.read_value(), indices)

    def _keras_placed(self, value):
        """Returns a value as the mesh has it, unless a graph has it there."""
        if not tf.executing_eagerly() or dtensor.is_dtensor(value):
            return value
        value = tf.convert_to_tensor(value, self.dtype)
        if value.shape != self.shape:
            return value  # TensorFlow tells what is wrong.
        return shards.spread(value, self.layout)

    def assign(self, value, *args, **kwargs):
        """Sets the variable to a value, from the mesh or from outside."""
        return super().assign(self._keras_placed(value), *args, **kwargs)

    def assign_add(self, delta, *args, **kwargs):
        """Adds a value, from the mesh or from outside."""
        return super().assign_add(self._keras_placed(delta), *args, **kwargs)

    def assign_sub(self, delta, *args, **kwargs):
        """Subtracts a value, from the mesh or from outside."""
        return super().assign_sub(self._keras_placed(delta), *args, **kwargs)

    def __deepcopy__(self, memo: dict) -> "MeshVariable":
        copied = MeshVariable(
            self.read_value(),
            distribute_strategy=self.distribute_strategy,
            name=self.name.split(":")[0],
            trainable=self.trainable,
            constraint=self.constraint,
        )
        memo[id(self)] = copied
        return copied

    def __reduce__(self) -> tuple:
        return pickled_variable.made_anew(self)


def is_one(variable: tf.Variable) -> bool:
    """Tells whether the devices of a mesh share a variable."""
    return isinstance(variable, MeshVariable)


def whole_beside(variable: tf.Variable, value: tf.Tensor) -> tf.Tensor:
    """Returns a tensor; where a mesh has a variable, whole on each device.

    DTensor draws other numbers for each share: drawn as a whole, they're those
    of one device.

    Args:
        variable: What the value was computed from.
        value: The tensor.
    """
    if not is_one(variable):
        return value
    mesh = variable.layout.mesh
    layout = dtensor.Layout.replicated(mesh, value.shape.rank)
    return dtensor.relayout(value, layout)


def _rows(table: tf.Tensor, indices) -> tf.Tensor:
    @tf.custom_gradient
    def gathered(table):
        def of_table(upstream):
            return tf.math.unsorted_segment_sum(
                upstream, indices, table.shape[0]
            )

        return tf.gather(table, indices), of_table

    return gathered(table)
