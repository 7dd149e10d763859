"""Methods of a layer that were written before variables changed in `call`.

`Layer` binds them under these names.
"""

import warnings
from typing import Any

import tensorflow as tf

from keras.engine.layer import call_context, tracking

_context = call_context.current


def add_update(layer: Any, updates: Any, inputs: Any = None) -> None:
    """Runs functions that change state, as Keras 2's layers wrote it.

    Tensors are taken and need nothing: what they stand for has happened.
    In a layer that is frozen, or inside of one, nothing runs.

    Args:
        updates: A function of no argument, a tensor, or a list of these.
        inputs: Has no effect; Keras 1 was told what they depend on.
    """
    around = (layer, *_context.layers)
    frozen = any(not tracking.is_trainable(each) for each in around)
    for update in tf.nest.flatten(updates):
        if callable(update) and not frozen:
            update()


def _updates(layer: Any) -> list:
    warnings.warn(
        f"{layer._keras_who}: `updates` is empty, since variables change "
        "as soon as `call` changes them. Expected code without it.",
        stacklevel=2,
    )
    return []


def _set_updates(layer, value) -> None:
    """Takes an empty list, with which layers of Keras 1 begin."""
    if value != []:
        raise AttributeError(
            f"{layer._keras_who}: `updates` are run by nobody. Expected an "
            f"empty list. Received: updates={value!r}. A variable changes as "
            "soon as `call` assigns to it."
        )


updates = property(
    _updates,
    _set_updates,
    doc="Nothing, with a warning: state changes where `call` changes it.",
)


def add_variable(layer: Any, *args, **kwargs) -> tf.Variable:
    """Creates a variable: the name of `add_weight` before Keras 2.

    Args:
        *args: Those of `add_weight`.
        **kwargs: Likewise.
    """
    warnings.warn(
        f"{layer._keras_who}: `add_variable` is the old name of "
        "`add_weight`. Expected the new one.",
        DeprecationWarning,
        stacklevel=2,
    )
    return layer.add_weight(*args, **kwargs)


@property
def stateful(layer: Any) -> bool:
    """Whether the layer, or one in it, keeps state between batches."""
    layers = tracking.with_inner_layers(layer)
    return any(part._keras_state.stateful for part in layers)


@stateful.setter
def stateful(layer: Any, value: bool) -> None:
    """Takes a layer's word on it."""
    if not value and "_keras_state" not in vars(layer):
        return  # Said before the base's constructor, which says so too.
    layer._keras_state.stateful = bool(value)
