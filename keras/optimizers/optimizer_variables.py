"""What an optimizer keeps: the step counter, averages and slots."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import config, outside_graphs
from keras.distribute import variable_update
from keras.optimizers import (
    keras3_state,
    optimizer_state,
    shallow_copy,
    slot_arguments,
    state,
)
from keras.saving.config import constructor
from keras.tf_internals import named_variable, sharded_variable


class VariableList(list):
    """A list that may be called, as `optimizer.variables()` was in Keras 1."""

    def __call__(self) -> "VariableList":
        return self


class OptimizerVariables(constructor.Configurable, tf.Module):
    """Variables in the order in which files hold them.

    Args:
        name: Name in files.
    Variables: iterations, then what `add_variable` and
        `add_variable_from_reference` made, in order.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name  # any text; `tf.Module` would take an identifier
        self._built = False
        # Not tracked: keys are no names, and hold variables of the model.
        object.__setattr__(self, "_index_dict", {})
        with tf.init_scope():
            self._iterations = tf.Variable(
                0,
                dtype=tf.int64,
                name="iteration",
                trainable=False,
                aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
            )
        # A checkpoint of Keras 2 knows the slots by their place in this list.
        self._variables = [self._iterations]

    def __getstate__(self) -> dict:
        # Replicas' parts of a variable can't be copied without it.
        return {**self.__dict__, "_index_dict": self._keras_of_variables()}

    def __setstate__(self, state: dict) -> None:
        # A deep copy, or from a pickle.
        self.__dict__.update(state, _index_dict={})
        self._build_index_dict(state["_index_dict"])
        self._keras_state.is_untied = self.built

    __copy__ = shallow_copy.of_optimizer

    def _keras_parts(self) -> dict:
        """Returns what checkpoints find, by name."""
        names = ("_iterations", "_learning_rate", "_variables")
        return {name: getattr(self, name) for name in names}

    def _keras_part(self) -> None:
        """Takes lists of its own, in a copy that shares the variables."""
        object.__setattr__(self, "_index_dict", dict(self._index_dict))
        self._variables = list(self._variables)

    @property
    def name(self) -> str:
        """Name in files."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._name = value

    @property
    def built(self) -> bool:
        """Whether the slots exist, or are being made."""
        # A user's `build` need not say that it ran; `super().build` knows.
        return self._built or bool(self._index_dict)

    @built.setter
    def built(self, value: bool) -> None:
        self._built = value

    @property
    def iterations(self) -> tf.Variable:
        """The number of steps done, an int64 variable."""
        return self._iterations

    @iterations.setter
    def iterations(self, variable: tf.Variable) -> None:
        if self.built:
            raise RuntimeError(
                f"{self.name}: the step counter is in use. Expected it to be "
                "set before the first step. Use `optimizer.iterations.assign`."
            )
        self._iterations = variable
        self._variables[0] = variable

    @property
    def variables(self) -> VariableList:
        """All variables: iterations, averages, slots."""
        return VariableList(self._variables)

    @optimizer_state.Shown
    def weights(self) -> VariableList:
        """All variables: iterations, averages, slots."""
        return self.variables

    @optimizer_state.Shown
    def _trainable_variables(self) -> list[tf.Variable]:
        """What the slots are of, in order, by Keras 3's name."""
        return self._keras_of_variables()

    def _keras_of_variables(self) -> list[tf.Variable]:
        """Returns what the slots are of, in order: files say it."""
        found: dict[int, tf.Variable] = {}
        for key, index in self._index_dict.items():
            found.setdefault(index, key.deref())
        return list(found.values())

    def _build_index_dict(self, variables: Sequence[tf.Variable]) -> None:
        for index, variable in enumerate(variables):
            for part in (variable, *variable_update.parts(variable)):
                self._index_dict[self._var_key(part)] = index

    def _var_key(self, variable: tf.Variable):
        return variable.ref()

    def _keras_index(self, variable: tf.Variable) -> int:
        return self._index_dict[variable.ref()]

    @slot_arguments.in_either_order
    def add_variable(
        self,
        shape: Sequence[int],
        dtype: str | tf.DType | None = None,
        initializer: str | Callable = "zeros",
        name: str | None = None,
        *,
        aggregation: str | None = None,
        layout: None = None,
    ) -> tf.Variable:
        """Makes a variable that belongs to no variable of the model.

        Args:
            shape: Sizes of the axes.
            dtype: Type. Default None: `floatx()`. An initializer in its place
                is Keras 3's order: the type comes behind it.
            initializer: Name or initializer, or another callable of shape and
                dtype. Default: zeros.
            name: Name of the variable. Default None.
            aggregation: How replicas' values make one, by its name in Keras 3:
                'none', 'mean', 'sum' or 'only_first_replica'. Default None:
                'none'.
            layout: Keras 3's; must be None.
        """
        if not slot_arguments.is_type(dtype):
            in_place = None if initializer == "zeros" else initializer
            dtype, initializer = in_place, dtype
        dtype = tf.as_dtype(dtype or config.floatx())
        make = slot_arguments.maker(initializer)
        with tf.init_scope():
            variable = tf.Variable(
                make(shape, dtype=dtype),
                trainable=False,
                name=name,
                aggregation=slot_arguments.aggregation(aggregation, layout),
            )
        self._variables.append(variable)
        return variable

    @slot_arguments.in_either_form
    def add_variable_from_reference(
        self,
        model_variable: tf.Variable,
        variable_name: str,
        shape: Sequence[int] | None = None,
        initial_value: Any = None,
    ) -> tf.Variable:
        """Makes a slot: a variable of the type, and where, a model's one is.

        Keras 3's form, `(reference_variable, name, initializer)`, does too.

        Args:
            model_variable: The variable of the model.
            variable_name: What the slot holds: 'm', 'velocity', ….
            shape: Sizes of the axes. Default None: the variable's.
            initial_value: Default None: zeros.
        """
        return self._keras_add_slot(
            model_variable, variable_name, shape, initial_value
        )

    def _keras_add_slot(
        self,
        model_variable: tf.Variable,
        variable_name: str,
        shape: Sequence[int] | None = None,
        initial_value: Any = None,
        dtype: tf.DType | None = None,
    ) -> tf.Variable:
        """Makes a slot as above, of any type."""
        dtype = model_variable.dtype if dtype is None else dtype
        owner = model_variable.name.split(":")[0]
        shape = model_variable.shape if shape is None else shape
        with tf.init_scope(), variable_update.scope_of(model_variable):
            if initial_value is None:
                # `tf.zeros` takes 0.04 ms more a slot, a callable 0.05 ms.
                initial_value = tf.constant(0, dtype, shape)
            slot = named_variable.variable(
                initial_value,
                shape=shape,
                name=f"{variable_name}/{owner}",
                trainable=False,
                dtype=dtype,
            )
        sharded_variable.follow(slot, model_variable, variable_name)
        self._variables.append(slot)
        return slot

    def get_weights(self) -> list[np.ndarray]:
        """Returns the values of all variables."""
        return outside_graphs.arrays(
            f"{self._name}.get_weights", self._variables
        )

    def set_weights(self, weights: Sequence) -> None:
        """Sets all variables.

        Args:
            weights: One array a variable, in the order of `variables`.
        Raises:
            ValueError: If their number or a shape is another.
        """
        state.assign(self.name, self._variables, weights)

    def save_own_variables(self, store: Any) -> None:
        """Puts all variables into a dict-like store, under '0', '1', …"""
        own = sharded_variable.wholes(self._variables)
        for index, variable in enumerate(own):
            store[str(index)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Takes all variables from a store.

        One that Keras 3 wrote has the learning rate in the second place.

        Args:
            store: Dict-like, with arrays under '0', '1', ….
        Raises:
            ValueError: If the arrays don't fit.
        """
        state.take(self, store)

    _keras_reads = state.reads
    _keras_3_places = keras3_state.places
    _keras_3_slots = keras3_state.slots
    _keras_3_arrays = keras3_state.arrays
