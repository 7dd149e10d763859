"""A table that may change, and that a SavedModel has as it is.

A converter to TensorFlow Lite has no operations for tables that change, and
TensorFlow asks each object for its parts by the kind of file.
"""

import numpy as np
import tensorflow as tf

from keras.tf_internals import saved_model_time


class FrozenWhenSaved(tf.lookup.experimental.MutableHashTable):
    """A hash table whose lookups in a SavedModel find what it has then."""

    _frozen: tf.lookup.StaticHashTable | None = None
    _frozen_contents: tuple = ((), ())

    def lookup(self, keys, name=None):
        if not saved_model_time.is_being_saved():
            return super().lookup(keys, name)
        with tf.init_scope():
            contents = tuple(part.numpy() for part in self.export())
            if not all(map(np.array_equal, contents, self._frozen_contents)):
                self._frozen = self._of(*contents)
                self._frozen_contents = contents
        return self._frozen.lookup(keys, name)

    def _of(self, keys, values) -> tf.lookup.StaticHashTable:
        pairs = tf.lookup.KeyValueTensorInitializer(
            keys, values, self.key_dtype, self.value_dtype
        )
        return tf.lookup.StaticHashTable(pairs, self._default_value)

    def _trackable_children(self, save_type="checkpoint", **kwargs) -> dict:
        parts = super()._trackable_children(save_type, **kwargs)
        if save_type != "savedmodel" or self._frozen is None:
            return parts
        return {**parts, "as_saved": self._frozen}
