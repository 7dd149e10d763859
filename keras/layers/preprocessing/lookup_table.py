"""A table of keys and values that a graph looks into."""

import numpy as np
import tensorflow as tf

from keras.tf_internals import frozen_table


class LookupTable(frozen_table.FrozenWhenSaved):
    """A hash table that may be filled anew: graphs that know it see that.

    It's in TensorFlow's checkpoints and SavedModels, whose programs have it as
    it is then; a copy has contents of its own.

    Args:
        key_dtype: Type of the keys.
        value_dtype: Type of the values.
        default_value: What a key that isn't there gives.
    Example:
        >>> table = LookupTable(tf.string, tf.int64, -1)
        >>> table.fill(["a", "b"], [1, 2])
        >>> table.lookup(tf.constant(["b", "c"])).numpy()
        array([ 2, -1])
    """

    def __init__(self, key_dtype, value_dtype, default_value) -> None:
        super().__init__(key_dtype, value_dtype, default_value)
        self._default = default_value

    def fill(self, keys, values) -> None:
        """Replaces all that is in the table, at once.

        Who looks into it meanwhile finds what was there, or what comes.

        Args:
            keys: The new keys, each once.
            values: A value for each.
        """
        tf.raw_ops.LookupTableImportV2(
            table_handle=self.resource_handle,
            keys=_as_tensor(keys, self.key_dtype),
            values=_as_tensor(values, self.value_dtype),
        )

    def contents(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns keys and values, in no order."""
        keys, values = self.export()
        return keys.numpy(), values.numpy()

    def __copy__(self) -> "LookupTable":
        # TensorFlow copies a resource so, to save it; with the same contents.
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        return made

    def __reduce__(self):
        types = self.key_dtype.name, self.value_dtype.name
        return _filled, (type(self), *types, self._default, *self.contents())


def _as_tensor(values, dtype: tf.DType) -> tf.Tensor:
    # TensorFlow reads an array in half the time of a list.
    array = np.asarray(values, object if dtype == tf.string else None)
    return tf.convert_to_tensor(array, dtype)


def _filled(cls: type, key_dtype, value_dtype, default, keys, values):
    table = cls(tf.as_dtype(key_dtype), tf.as_dtype(value_dtype), default)
    table.fill(keys, values)
    return table
