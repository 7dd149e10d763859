"""A layer's variables: its own, those of what it owns, and their order."""

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras.backend import shared_memory
from keras.engine.layer import building, parts, tracking
from keras.metrics import metric
from keras.optimizers import optimizer_variables
from keras.random import seed_generator
from keras.tf_internals import sharded_variable

# Modules whose state is not among the weights of a layer, as Keras 2 has it.
_APART_OF_MODELS = (
    seed_generator.SeedGenerator,
    optimizer_variables.OptimizerVariables,
)
_APART = (*_APART_OF_MODELS, metric.Metric)


class Collected(NamedTuple):
    """The variables of a layer and of all it owns, each once.

    Attributes:
        trainable: What training changes.
        fixed: What training leaves alone.
        every: All; for a model in the order of its layers.
    """

    trainable: list[tf.Variable]
    fixed: list[tf.Variable]
    every: list[tf.Variable]


def of_layer(layer) -> Collected:
    """Returns a layer's variables, in Keras's order; not to be changed."""
    return parts.once(layer, collect)


def collect(layer) -> Collected:
    """Finds a layer's variables, in Keras's order.

    A layer's own come before those of inner layers; a model's come after, and
    its parts one by one.
    """
    own = layer._keras_state.own
    own_trainable, own_fixed = _by_id(own.trainable), _by_id(own.fixed)
    known = {*own_trainable, *own_fixed, *map(id, own.given)}
    trainable, fixed, every = {}, {}, {}
    is_model = layer._keras_layers_first
    apart = _APART_OF_MODELS if is_model else _APART
    for part in tracking.owned(layer, flat=not is_model):
        if isinstance(part, tf.Variable):
            if id(part) not in known:
                listed = own_trainable if part.trainable else own_fixed
                listed[id(part)] = part
        elif not isinstance(part, apart):
            found = _of_part(part, layer, apart)
            for variable in found.trainable:
                trainable[id(variable)] = variable
            for variable in found.fixed:
                fixed[id(variable)] = variable
            for variable in found.every:
                every[id(variable)] = variable
    is_trained = tracking.is_trainable(layer)
    if is_model:
        trainable, fixed = trainable | own_trainable, fixed | own_fixed
        every = every | own_trainable | own_fixed
        in_frozen = trainable | fixed
    else:
        in_frozen = own_trainable | own_fixed | every
        trainable, fixed = own_trainable | trainable, own_fixed | fixed
        every = trainable | fixed if is_trained else in_frozen
    if not is_trained:
        trainable, fixed = {}, in_frozen
    return _collected(trainable, fixed, every)


def _of_part(part, owner, apart: tuple) -> Collected:
    if isinstance(part, tracking.Owner):
        return collect(part)
    if isinstance(part, tf.Module):
        return _of_module(part, apart)
    return _of_container(part, owner, apart)


def _of_container(container, owner, apart: tuple) -> Collected:
    """Returns the variables in a list, tuple or dict of a model's.

    It's one part of the model, as in Keras 2: trainable ones first, those of
    its layers before others. A container inside it is a part of it.
    """
    trainable, fixed, own = {}, {}, {}
    for part in tracking.members(container):
        if isinstance(part, tf.Variable):
            own[id(part)] = part
        elif part is not owner and not isinstance(part, apart):
            found = _of_part(part, owner, apart)
            trainable |= _by_id(found.trainable)
            fixed |= _by_id(found.fixed)
    trainable |= _by_id(v for v in own.values() if v.trainable)
    fixed |= _by_id(v for v in own.values() if not v.trainable)
    every = trainable | fixed
    return _collected(trainable, fixed, every)


def _of_module(module: tf.Module, apart: tuple) -> Collected:
    """Returns the variables of a module that isn't a layer.

    They stand in TensorFlow's order; those of layers in it come after, in the
    order that these have.
    """
    trainable, fixed, every, not_own = {}, {}, {}, set()
    for part in module.submodules:
        if isinstance(part, tracking.Owner):
            found = collect(part)
            trainable |= _by_id(found.trainable)
            fixed |= _by_id(found.fixed)
            every |= _by_id(found.every)
        elif isinstance(part, apart):
            not_own.update(map(id, part.variables))
    not_own.update(every)
    own = [v for v in module.variables if id(v) not in not_own]
    trainable = _by_id(v for v in own if v.trainable) | trainable
    fixed = _by_id(v for v in own if not v.trainable) | fixed
    every = _by_id(own) | every
    return _collected(trainable, fixed, every)


def _collected(trainable: dict, fixed: dict, every: dict) -> Collected:
    return Collected(
        *(list(part.values()) for part in (trainable, fixed, every))
    )


def _by_id(variables) -> dict[int, tf.Variable]:
    return {id(variable): variable for variable in variables}


def ordered_own(layer) -> list[tf.Variable]:
    """Returns a layer's own variables, the trainable ones first."""
    own = layer._keras_state.own
    known = {*map(id, own.variables), *map(id, own.given)}
    others = [
        part
        for part in tracking.owned(layer)
        if isinstance(part, tf.Variable) and id(part) not in known
    ]
    trainable = [*own.trainable, *(v for v in others if v.trainable)]
    fixed = [*own.fixed, *(v for v in others if not v.trainable)]
    return tracking.unique(trainable + fixed)


def freeze_own(layer, variable: tf.Variable) -> None:
    """Has training leave one of a layer's own variables alone.

    Args:
        layer: The layer.
        variable: The variable.
    """
    own = layer._keras_state.own
    own.remove(variable)
    own.fixed.insert(0, variable)
    own.given.append(variable)


def parts_of(layer) -> list:
    """Returns the modules in a layer, then the variables that these own.

    Metrics, optimizers and seed generators keep theirs to themselves.
    """
    modules = tracking.modules_in(layer)
    owners = [part for part in modules if not isinstance(part, _APART)]
    return [*modules, *(v for part in owners for v in _owned_by(part))]


def _owned_by(module: tf.Module) -> list[tf.Variable]:
    if isinstance(module, tracking.Owner):
        return ordered_own(module)
    return [v for v in tracking.owned(module) if isinstance(v, tf.Variable)]


def assign_all(where: str, variables: list, values) -> None:
    """Sets variables to arrays, all of them or none.

    Raises:
        ValueError: If the number or a shape differs.
    """
    values = list(values)
    if len(values) != len(variables):
        raise ValueError(
            f"{where}: the number of arrays differs. Expected "
            f"{len(variables)}: {[v.name for v in variables]}. Received: "
            f"{len(values)}."
        )
    wrong = [
        f"{variable.name}: expected {tuple(variable.shape)}, received "
        f"{np.shape(value)}"
        for variable, value in zip(variables, values)
        if not variable.shape.is_compatible_with(np.shape(value))
    ]
    if wrong:
        raise ValueError(
            f"{where}: shapes differ, nothing was set. {'; '.join(wrong)}."
        )
    for variable, value in zip(variables, values):
        variable.assign(value, read_value=False)


def give_in_order(store: Any, variables: list) -> None:
    """Puts the values of variables into a store, under their numbers.

    Args:
        store: Dict-like.
        variables: Variables, or wholes of such.
    """
    is_shared = isinstance(store, shared_memory.Arrays)
    for index, variable in enumerate(variables):
        value = store.of(variable) if is_shared else variable.numpy()
        store[str(index)] = value


# Properties and methods of `Layer`, which binds them under these names.


def _is_trainable(layer: Any) -> bool:
    """Whether training changes the layer; set, it holds for inner ones."""
    return tracking.is_trainable(layer)


def _set_trainable(layer, value: bool) -> None:
    is_variable = isinstance(value, tf.Variable)
    for part in tracking.with_inner_layers(layer):
        tracking.set_trainable(part, value if is_variable else bool(value))


trainable = property(_is_trainable, _set_trainable)


class _Settable(property):
    """Variables that a layer of Keras 1 says in its `build`."""

    takes_parts = True


def _check_listed(layer, name: str, variables) -> None:
    is_listed = isinstance(variables, (list, tuple))
    if not is_listed or not all(isinstance(v, tf.Variable) for v in variables):
        raise TypeError(
            f"{layer._keras_who}: `{name}` are the layer's own. Expected a "
            f"list of `tf.Variable`s. Received: {name}={variables!r}. Give a "
            "part of the layer another name."
        )


def _set_trainable_weights(layer, variables) -> None:
    _check_listed(layer, "trainable_weights", variables)
    layer._keras_state.own.trainable[:] = list(variables)


def _set_non_trainable_weights(layer, variables) -> None:
    _check_listed(layer, "non_trainable_weights", variables)
    own = layer._keras_state.own
    own.fixed[:] = list(variables)
    # An attribute has made one trainable.
    fixed = {*map(id, variables)}
    own.trainable[:] = [v for v in own.trainable if id(v) not in fixed]


trainable_weights = _Settable(
    lambda layer: list(of_layer(layer).trainable),
    _set_trainable_weights,
    doc="The variables that training changes; set, the layer's own ones.",
)


non_trainable_weights = _Settable(
    lambda layer: list(of_layer(layer).fixed),
    _set_non_trainable_weights,
    doc="The variables that training leaves alone; set, the layer's own ones.",
)


@property
def weights(layer: Any) -> list[tf.Variable]:
    """All variables, the trainable ones first."""
    return list(of_layer(layer).every)


@property
def trainable_variables(layer: Any) -> list[tf.Variable]:
    """The variables that training changes."""
    return layer.trainable_weights


@property
def non_trainable_variables(layer: Any) -> list[tf.Variable]:
    """The variables that training leaves alone."""
    return layer.non_trainable_weights


@property
def variables(layer: Any) -> list[tf.Variable]:
    """All variables, the trainable ones first."""
    return layer.weights


def count_params(layer: Any) -> int:
    """Returns the number of elements of all variables.

    Raises:
        ValueError: If the layer has no variables yet.
    """
    building.require_built(layer, "count_params")
    return sum(v.shape.num_elements() for v in layer.weights)


def save_own_variables(layer: Any, store: Any) -> None:
    """Writes the layer's own variables, not those of inner layers.

    Args:
        store: Dict-like; keys '0', '1', … get arrays.
    """
    give_in_order(store, sharded_variable.wholes(ordered_own(layer)))


def load_own_variables(layer: Any, store: Any) -> None:
    """Reads what `save_own_variables` wrote.

    Args:
        store: Dict-like, with an array a variable.
    Raises:
        ValueError: If the number or a shape differs.
    """
    arrays = [store[str(index)] for index in range(len(store.keys()))]
    own = sharded_variable.wholes(ordered_own(layer))
    if isinstance(store, shared_memory.Arrays) and len(own) == len(arrays):
        arrays = [
            shared_memory.handed_over(array, variable.dtype)
            if shared_memory.is_of_one_place(variable)
            else array
            for array, variable in zip(arrays, own)
        ]
    assign_all(layer._keras_who, own, arrays)
