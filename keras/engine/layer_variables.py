"""A layer's variables: its own, those of what it owns, and their order."""

from collections.abc import Callable
from typing import NamedTuple

import tensorflow as tf

from keras import initializers
from keras.engine import tracking
from keras.random import seed_generator


class OwnVariables:
    """The variables that are a layer's own, and what holds for them.

    Attributes:
        variables: In the order in which the layer got them.
        regularized: Pairs of a variable and the penalty on it.
    """

    def __init__(self) -> None:
        self.variables: list[tf.Variable] = []
        self.regularized: list[tuple[tf.Variable, Callable]] = []

    def add(self, variable: tf.Variable) -> None:
        """Appends a variable, unless it's known."""
        if all(known is not variable for known in self.variables):
            self.variables.append(variable)

    def remove(self, variable: tf.Variable) -> None:
        """Forgets a variable that the layer let go."""
        self.variables = [v for v in self.variables if v is not variable]
        self.regularized = [
            pair for pair in self.regularized if pair[0] is not variable
        ]


def create(
    initializer, shape: tuple, dtype: tf.DType, **options
) -> tf.Variable:
    """Creates a variable outside of any graph that is being built.

    Args:
        initializer: Called as `initializer(shape, dtype=dtype)`.
        shape: Sizes, all known.
        dtype: Type of the elements.
        **options: Handed to `tf.Variable`.
    """
    with tf.init_scope():
        return tf.Variable(
            initial_value=lambda: initializer(shape, dtype=dtype),
            dtype=dtype,
            shape=shape,
            **options,
        )


def default_initializer(dtype: tf.DType, layer_name: str, name: str):
    """Returns the initializer of a weight that names none."""
    if dtype.is_floating:
        return initializers.get("glorot_uniform")
    if dtype.is_integer or dtype.is_bool:
        return initializers.get("zeros")
    raise ValueError(
        f"{layer_name}: weight {name!r} of type {dtype.name} has no default "
        "initializer. Expected one that makes such values. Received: "
        "initializer=None."
    )


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


def collect(layer) -> Collected:
    """Finds a layer's variables, in Keras's order.

    A layer's own come before those of inner layers; a model's come after, and
    its layers one by one. A custom training loop asks at each step: this is one
    Python call a layer, and one for what it owns.
    """
    own: dict[int, tf.Variable] = {id(v): v for v in layer._own.variables}
    trainable, fixed, every = {}, {}, {}
    for part in tracking.owned(layer):
        if isinstance(part, tf.Variable):
            own[id(part)] = part
        elif not isinstance(part, seed_generator.SeedGenerator):
            found = collect(part) if hasattr(part, "_own") else _of_module(part)
            for variable in found.trainable:
                trainable[id(variable)] = variable
            for variable in found.fixed:
                fixed[id(variable)] = variable
            for variable in found.every:
                every[id(variable)] = variable
    own_trainable, own_fixed = {}, {}
    for key, variable in own.items():
        (own_trainable if variable.trainable else own_fixed)[key] = variable
    if layer._layers_first:
        parts = trainable | own_trainable, fixed | own_fixed, every | own
    else:
        parts = own_trainable | trainable, own_fixed | fixed, {}
    trainable, fixed, every = parts
    if not layer._trainable:
        trainable, fixed = {}, trainable | fixed
    every = every or trainable | fixed
    return Collected(
        list(trainable.values()), list(fixed.values()), list(every.values())
    )


def _of_module(module: tf.Module) -> Collected:
    """Returns the variables of a module that isn't a layer."""
    return Collected(
        list(module.trainable_variables),
        list(module.non_trainable_variables),
        list(module.variables),
    )
