"""Variables that an optimizer keeps of others, by name."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras import initializers
from keras.backend import outside_graphs
from keras.distribute import mesh_variable, variable_update
from keras.engine import kinds
from keras.optimizers import optimizer_variables, state
from keras.optimizers.legacy import hyperparameters
from keras.tf_internals import (
    named_variable,
    sharded_variable,
    slot_owner,
)


class Slots(hyperparameters.Hyperparameters):
    """Has variables of its own: a step counter, and slots of others.

    Args:
        name: Name of the optimizer.
    """

    # SavedModels say so what it is that has slots.
    _object_identifier = slot_owner.KIND

    def __init__(self, name: str) -> None:
        super().__init__(name)
        # Not tracked: checkpoints ask for slots by `get_slot`.
        for field, empty in (
            ("_slots", {}),
            ("_slot_names", []),
            ("_weights", []),
            ("_keras_waiting", {}),
        ):
            object.__setattr__(self, field, empty)
        self._iterations: tf.Variable | None = None

    def __getstate__(self) -> dict:
        # Keys can't be copied; the variables are.
        slots = [(key.deref(), own) for key, own in self._slots.items()]
        return {**self.__dict__, "_slots": slots}

    def __setstate__(self, state: dict) -> None:
        slots = {variable.ref(): own for variable, own in state["_slots"]}
        self.__dict__.update(state, _slots=slots)

    @property
    def iterations(self) -> tf.Variable:
        """The number of steps done, an int64 variable."""
        if self._iterations is None:
            with tf.init_scope():
                counter = tf.Variable(
                    0,
                    dtype=tf.int64,
                    name=f"{self._name}/iter",
                    trainable=False,
                    aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
                )
            self._keras_count_in(counter)
        return self._iterations

    @iterations.setter
    def iterations(self, variable: tf.Variable) -> None:
        if self._iterations is not None:
            raise RuntimeError(
                f"{self._name}: the step counter is in use. Expected it to be "
                "set before the first step. Use `optimizer.iterations.assign`."
            )
        self._keras_count_in(variable)

    def _keras_count_in(self, variable: tf.Variable) -> None:
        object.__setattr__(self, "_iterations", variable)
        self.iter = variable  # its name in checkpoints
        self._weights.append(variable)

    def _keras_refuse_mesh(self, variables: Sequence[tf.Variable]) -> None:
        if any(map(mesh_variable.is_one, variables)):
            raise ValueError(
                f"{self._name}: an old optimizer changes variables by kernels "
                "that a mesh has none of. Expected one of `keras.optimizers`. "
                "Received: one of `keras.optimizers.legacy`."
            )

    def get_slot_names(self) -> list[str]:
        """Returns what is kept of variables: 'm', 'v', …."""
        return self._slot_names

    def get_slot(self, var: tf.Variable, slot_name: str) -> tf.Variable:
        """Returns what is kept of a variable.

        Args:
            var: The variable, or a replica's part of it.
            slot_name: What is kept.
        Raises:
            KeyError: If it isn't.
        """
        return self._slots[var.ref()][slot_name]

    def add_slot(
        self,
        var: tf.Variable,
        slot_name: str,
        initializer: str | Callable | tf.Tensor = "zeros",
        shape: Sequence[int] | None = None,
    ) -> tf.Variable:
        """Makes a slot of a variable, unless there is one.

        Args:
            var: The variable.
            slot_name: What is kept.
            initializer: Name, initializer, or the value. Default: zeros.
            shape: Sizes of the axes. Default None: the variable's.
        """
        if slot_name not in self._slot_names:
            self._slot_names.append(slot_name)
        own = self._slots.setdefault(var.ref(), {})
        if slot_name in own:
            return own[slot_name]
        shape = var.shape if shape is None else shape
        value = initializer
        with tf.init_scope(), variable_update.scope_of(var):
            if isinstance(initializer, str) or callable(initializer):
                make = initializers.get(initializer)
                value = make(tuple(shape), dtype=var.dtype)
            owner = var.name.split(":")[0]
            slot = named_variable.variable(
                value,
                shape=shape,
                name=f"{self._name}/{owner}/{slot_name}",
                trainable=False,
                dtype=var.dtype,
            )
        sharded_variable.follow(slot, var, slot_name)
        own[slot_name] = slot
        for part in variable_update.parts(var):
            self._slots[part.ref()] = own
        self._weights.append(slot)
        self._restore_slot_variable(slot_name, var, slot)
        return slot

    def add_weight(
        self,
        name: str,
        shape: Sequence[int],
        dtype: kinds.DType = None,
        initializer: str | Callable | float = "zeros",
        trainable: bool | None = None,
        synchronization: Any = tf.VariableSynchronization.AUTO,
        aggregation: tf.VariableAggregation = tf.VariableAggregation.NONE,
    ) -> tf.Variable:
        """Makes a variable of the optimizer's own; it isn't in `weights` yet.

        Args:
            name: Its name.
            shape: Sizes of the axes.
            dtype: Type. Default None: float32.
            initializer: Name, initializer or value. Default: zeros.
            trainable: Default None: True.
            synchronization: When replicas share it. Default: TensorFlow's.
            aggregation: How replicas' values make one. Default: none.
        """
        dtype, value = tf.as_dtype(dtype or tf.float32), initializer
        with tf.init_scope():
            if isinstance(initializer, str) or callable(initializer):
                value = initializers.get(initializer)(tuple(shape), dtype=dtype)
            return tf.Variable(
                tf.cast(value, dtype),
                name=f"{self._name}/{name}",
                trainable=trainable is not False,
                synchronization=synchronization,
                aggregation=aggregation,
            )

    @property
    def weights(self) -> optimizer_variables.VariableList:
        """All variables: the step counter, then slots as they were made."""
        return optimizer_variables.VariableList(self._weights)

    variables = weights

    def get_weights(self) -> list[np.ndarray]:
        """Returns the values of `weights`."""
        return outside_graphs.arrays(f"{self._name}.get_weights", self._weights)

    def set_weights(self, weights: Sequence) -> None:
        """Sets all of `weights`.

        Args:
            weights: One array a variable, in their order.
        Raises:
            ValueError: If their number or a shape is another.
        """
        state.assign(self._name, self._weights, weights)

    def save_own_variables(self, store: Any) -> None:
        """Puts all variables into a dict-like store, under '0', '1', …"""
        _ = self.iterations  # There is one, before the first step too.
        own = sharded_variable.wholes(self._weights)
        for index, variable in enumerate(own):
            store[str(index)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Takes all variables from a store.

        Args:
            store: Dict-like, with arrays under '0', '1', ….
        Raises:
            ValueError: If the arrays don't fit.
        """
        arrays = [store[str(i)] for i in range(len(store.keys()))]
        own = sharded_variable.wholes(self._weights)
        state.assign(self._name, own, arrays)

    # TensorFlow's contract: checkpoints ask for slots by these names, as of
    # its own optimizers.

    def _restore_slot_variable(
        self, slot_name: str, variable: tf.Variable, slot_variable: tf.Variable
    ) -> None:
        key = variable.ref(), slot_name
        for position in self._keras_waiting.pop(key, []):
            position.restore(slot_variable)

    def _create_or_restore_slot_variable(
        self,
        slot_variable_position,
        slot_name: str,
        variable: tf.Variable,
        slot_variable_shape=None,
    ) -> tf.Variable | None:
        slot = self._slots.get(variable.ref(), {}).get(slot_name)
        if slot is None:
            # Made, and restored, in the order in which the rule makes slots.
            key = variable.ref(), slot_name
            waiting = self._keras_waiting.setdefault(key, [])
            waiting.append(slot_variable_position)
        return slot
