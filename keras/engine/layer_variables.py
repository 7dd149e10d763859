"""A layer's variables: its own, those of what it owns, and their order."""

from typing import NamedTuple

import tensorflow as tf

from keras.engine import tracking
from keras.metrics import metric
from keras.random import seed_generator

# Modules whose state is not among the weights of a layer, as Keras 2 has it.
_APART_OF_MODELS = (seed_generator.SeedGenerator,)
_APART = (seed_generator.SeedGenerator, metric.Metric)


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
    own: dict[int, tf.Variable] = {}
    for variable in layer._own.variables:
        own[id(variable)] = variable
    trainable, fixed, every = {}, {}, {}
    apart = _APART_OF_MODELS if layer._layers_first else _APART
    for part in tracking.owned(layer):
        if isinstance(part, tf.Variable):
            own[id(part)] = part
        elif not isinstance(part, apart):
            is_layer = isinstance(part, tracking.Owner)
            found = collect(part) if is_layer else _of_module(part)
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
