"""Variables in parts that a checkpoint holds as a whole.

A checkpoint asks an object for its tensors by `_serialize_to_tensors`, and
gives them back by `_restore_from_tensors`; a DTensor variable has an older pair
of hooks, which write files that only a mesh of the same shape reads. No public
name says what a variable writes.
"""

import tensorflow as tf
from tensorflow.python.trackable import base


class CheckpointedWhole:
    """What goes before a variable's own class: one value in checkpoints.

    Its `numpy` returns the value, and `assign` takes one.
    """

    def _serialize_to_tensors(self) -> dict[str, tf.Tensor]:
        with tf.init_scope():
            return {base.VARIABLE_VALUE_KEY: tf.constant(self.numpy())}

    def _restore_from_tensors(self, restored: dict[str, tf.Tensor]):
        return self.assign(restored[base.VARIABLE_VALUE_KEY])
