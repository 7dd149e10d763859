"""Whole copies of a model, by `copy` and `pickle`."""

import copy

import tensorflow as tf

from keras.engine.layer import variables as layer_variables
from keras.tf_internals import pickled_variable


def state_of(model) -> dict:
    """Returns the attributes that make a copy of a model.

    A strategy can't be read back in another process; in its place stands
    whether the variables are of one device.
    """
    weights = layer_variables.collect(model).every
    is_replicated = any(map(pickled_variable.is_replicated, weights))
    is_of_one_device = bool(weights) and not is_replicated
    state = copy.copy(model._keras_state)
    state.is_fitting = False
    state.counters = {}
    state.strategy = is_of_one_device
    return {**vars(model), "_keras_state": state}


def restore(model, attributes: dict) -> None:
    """Gives a new model the attributes of another one.

    Raises:
        RuntimeError: In the scope of a strategy of several replicas, if the
            variables are of one device.
    """
    state = attributes["_keras_state"]
    strategy = tf.distribute.get_strategy()
    if state.strategy and strategy.num_replicas_in_sync > 1:
        raise RuntimeError(
            f"Model {state.name!r}: a pickled model has its variables "
            "where they were. Expected it to be read outside of the scope of "
            f"a strategy. Received: {type(strategy).__name__} with "
            f"{strategy.num_replicas_in_sync} replicas. To spread the "
            "variables, `model.save` it and load the file within the scope."
        )
    state.strategy = strategy
    vars(model).update(attributes)


def deep_copy(model, memo: dict):
    """Returns a copy that belongs to the strategy of its original.

    Args:
        model: A model.
        memo: What `copy.deepcopy` has copied so far.
    """
    made = type(model).__new__(type(model))
    memo[id(model)] = made
    attributes = copy.deepcopy(model.__getstate__(), memo)
    attributes["_keras_state"].strategy = None
    restore(made, attributes)
    made._keras_state.strategy = model._keras_state.strategy
    return made


def shallow_copy(model):
    """Returns a deep copy: compiled steps and layers' calls can't be shared."""
    return copy.deepcopy(model)
