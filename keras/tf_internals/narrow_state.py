"""Variables that are wider than what checkpoints have of them.

A metric adds up in float64, as float32 stops counting at 2**24. Checkpoints of
Keras 2 have its state in the metric's own type, and TensorFlow restores a type
as it was written; so a variable's place is taken, in checkpoints alone, by what
writes and reads it in that type. No public name says what stands for a part.
"""

import tensorflow as tf

_VALUE = "VARIABLE_VALUE"


class Narrow(tf.__internal__.tracking.Trackable):
    """Stands for a variable in checkpoints, in another type.

    Args:
        variable: The variable.
        dtype: Type in checkpoints.
    """

    def __init__(self, variable: tf.Variable, dtype: str) -> None:
        self._variable = variable
        self._dtype = dtype

    def _serialize_to_tensors(self) -> dict:
        return {_VALUE: tf.cast(self._variable.read_value(), self._dtype)}

    def _restore_from_tensors(self, restored: dict):
        value = tf.cast(restored[_VALUE], self._variable.dtype)
        return self._variable.assign(value)


class NarrowCheckpoints(tf.Module):
    """A module whose `_keras_checkpoint_type` says what a variable is in files.

    It returns a type, or None where the variable is written as it is.
    """

    def _trackable_children(self, save_type="checkpoint", **kwargs) -> dict:
        found = super()._trackable_children(save_type, **kwargs)
        if save_type != "checkpoint":  # A SavedModel's functions use the parts.
            return found
        return {name: self._narrow(part) for name, part in found.items()}

    def _lookup_dependency(self, name, *args, **kwargs):
        found = super()._lookup_dependency(name, *args, **kwargs)
        return self._narrow(found)

    def _handle_deferred_dependencies(self, name, trackable) -> None:
        super()._handle_deferred_dependencies(name, self._narrow(trackable))

    def _narrow(self, part):
        if not isinstance(part, tf.Variable):
            return part
        dtype = self._keras_checkpoint_type(part)
        if dtype is None:
            return part
        # One object a variable: a checkpoint knows parts by identity.
        if not hasattr(part, "_keras_narrow"):
            part._keras_narrow = Narrow(part, dtype)
        return part._keras_narrow
