"""Variables that are wider than what checkpoints have of them.

A metric adds up in float64, as float32 stops counting at 2**24. Checkpoints of
Keras 2 have its state in the metric's own type, and TensorFlow restores a type
as it was written; so a variable's place is taken, in checkpoints alone, by what
writes and reads it in that type. No public name says what stands for a part.
"""

from collections.abc import Mapping

import tensorflow as tf

_VALUE = "VARIABLE_VALUE"
# What the name of a variable itself ends with, in SavedModels.
_WIDE = "_wide"


class Narrow(tf.__internal__.tracking.Trackable):
    """Stands for a variable in checkpoints, in another type.

    Args:
        variable: The variable.
        dtype: Type in checkpoints.
        copies: What stands for variables in the graph of a SavedModel.
    """

    def __init__(
        self, variable: tf.Variable, dtype: str, copies: Mapping | None = None
    ) -> None:
        self._variable = variable
        self._dtype = dtype
        self._copies = copies
        self._shared_name = variable.name.split(":")[0]

    def _serialize_to_tensors(self) -> dict:
        return {_VALUE: tf.cast(self._here().read_value(), self._dtype)}

    def _restore_from_tensors(self, restored: dict):
        value = tf.cast(restored[_VALUE], self._variable.dtype)
        return self._here().assign(value)

    def _here(self) -> tf.Variable:
        """Returns the variable, or what it is in the graph of a SavedModel."""
        if self._copies is None:
            return self._variable
        return self._copies[self._variable]

    # In SavedModels it's a variable of that type: one with functions to write
    # and read it would have them go past what tf_keras makes in its place.
    _should_act_as_resource_variable = True

    def _write_object_proto(self, proto, options) -> None:
        self._variable._write_object_proto(proto, options)
        proto.variable.dtype = tf.as_dtype(self._dtype).as_datatype_enum

    def _export_to_saved_model_graph(self, object_map, *args, **kwargs) -> list:
        # The variable's own copy may be made later.
        object_map[self] = Narrow(self._variable, self._dtype, object_map)
        return []


class NarrowCheckpoints(tf.Module):
    """A module whose `_keras_checkpoint_type` says what a variable is in files.

    It returns a type, or None where the variable is written as it is.
    """

    def _trackable_children(self, save_type="checkpoint", **kwargs) -> dict:
        found = super()._trackable_children(save_type, **kwargs)
        narrow = {name: self._narrow(part) for name, part in found.items()}
        if save_type == "checkpoint":
            return narrow
        # The functions of a SavedModel use the variables themselves.
        wide = {
            f"{name}{_WIDE}": part
            for name, part in found.items()
            if narrow[name] is not part
        }
        return {**narrow, **wide}

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
