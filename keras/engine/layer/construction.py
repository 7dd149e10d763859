"""The base's constructor: its arguments, and what is there once it ran."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import naming, user_code
from keras.engine.layer import tracking
from keras.saving.config import constructor, object_config

OPTIONS = frozenset(
    {
        "activity_regularizer",
        "autocast",
        "batch_input_shape",
        "batch_shape",
        "batch_size",
        "input_dim",
        "input_dtype",
        "input_shape",
        "weights",
    }
)
# Those that a config tells, with their defaults.
_SAVED_OPTIONS = {
    "activity_regularizer": None,
    "autocast": True,
    "dynamic": False,
}


class ConstructorOptions:
    """The keyword arguments that every layer takes beside its own."""

    def __init__(self, kwargs: dict) -> None:
        shape = kwargs.get("batch_input_shape", kwargs.get("batch_shape"))
        if shape is None and "input_dim" in kwargs:
            shape = (kwargs.get("batch_size"), kwargs["input_dim"])
        if shape is None and "input_shape" in kwargs:
            inner = kwargs["input_shape"]
            inner = (inner,) if isinstance(inner, int) else tuple(inner)
            shape = (kwargs.get("batch_size"), *inner)
        self.batch_input_shape = None if shape is None else tuple(shape)
        self.weights = kwargs.get("weights")
        self.autocast = kwargs.get("autocast", True)
        self.activity_regularizer = kwargs.get("activity_regularizer")


def checked_name(layer, name: str | None) -> str:
    """Returns a layer's name: what it was given, or one of its class.

    Raises:
        TypeError: If it's no text.
    """
    if name is None:
        return naming.unique_name(naming.snake_case(type(layer).__name__))
    if not isinstance(name, str):
        raise TypeError(
            f"{type(layer).__name__}: a layer's name is text. Expected a "
            f"str. Received: name={name!r}."
        )
    naming.note_given(name)
    return name


def split(kwargs: dict) -> tuple[dict, dict]:
    """Returns the arguments that every layer takes, and the others."""
    known = {k: v for k, v in kwargs.items() if k in OPTIONS or k == "dynamic"}
    return known, {k: v for k, v in kwargs.items() if k not in known}


def hand_on(layer, others: dict, always: bool = False) -> None:
    """Calls the constructor of the class that a user listed after ours.

    Keras's contract: in `class M(keras.Model, Mixin)`, what no layer takes is
    the mix-in's. Without such arguments a subclass may call its constructor
    itself.

    Args:
        layer: A layer whose own constructor is done.
        others: The arguments that no layer takes.
        always: True calls it without arguments too.
    Raises:
        TypeError: If there are arguments, and nobody to take them.
    """
    mixin = type(layer)._keras_mixin
    if mixin is None:
        refuse_unknown(layer._keras_who, others, OPTIONS)
    elif others or always:
        mixin.__init__(layer, **others)


def mixin_of(layer_class: type) -> type | None:
    """Returns the first class of a user's that is listed after ours.

    Args:
        layer_class: The class of layers that inherits from both.
    """
    classes = layer_class.__mro__
    behind = classes[classes.index(tracking.Owner) :]
    return next(filter(_is_mixin, behind), None)


def _is_mixin(cls: type) -> bool:
    tensorflows = cls is object or user_code.is_of(cls, "tensorflow")
    has_own = "__init__" in vars(cls) and user_code.is_users(cls)
    return has_own and not tensorflows


def forget_large(layer) -> None:
    """Lets go large arrays that a layer was given, if nobody asks for them."""
    # A clone of a user's graph is made by calling the class again.
    is_graph = layer._keras_layers_first and layer._keras_state.topology.graph
    if not is_graph and "_keras_received" in vars(layer):
        constructor.forget_large(layer)


def given_options(layer) -> dict:
    """Returns what a user's layer was given beside its own arguments.

    What it took through `**kwargs` it takes so again.
    """
    given = constructor.received_by(layer)
    return {
        name: object_config.plain(given[name])
        for name, default in _SAVED_OPTIONS.items()
        if name in given and given[name] != default
    }


def switch(where: str, name: str, value, variables: bool = False):
    """Returns an argument that switches something on or off.

    Args:
        where: Who got it, for the message.
        name: The argument's.
        value: What it was given.
        variables: True lets a variable be one, which is followed.
    Raises:
        TypeError: If it is no bool.
    """
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if variables and isinstance(value, tf.Variable):
        return value
    raise TypeError(
        f"{where}: `{name}` switches something on or off. Expected True or "
        f"False. Received: {name}={value!r}."
    )


def refuse_unknown(where: str, kwargs: dict, known=frozenset()) -> None:
    """Raises `TypeError` if a keyword argument isn't known."""
    unknown = sorted(set(kwargs) - set(known))
    if unknown:
        older = f", or some of {sorted(known)}" if known else ""
        raise TypeError(
            f"{where}: unknown arguments. Expected those of its signature"
            f"{older}. Received: {unknown}."
        )


class UsedBeforeInitError(RuntimeError, AttributeError):
    """A layer is used that the base's constructor hasn't made ready.

    The attribute is missing too: `tf.Module` asks for it before it's set.
    """


class SetByInit(tracking.Aside):
    """Stands for an attribute until the base's `__init__` has set it.

    It holds no part of the layer. The instance's own comes first from then on,
    and costs nothing more.
    """

    def __get__(self, layer, layer_class: type) -> Any:
        if layer is None:
            return self
        name = layer_class.__name__
        raise UsedBeforeInitError(
            f"{name}: the layer was used before the base's constructor ran. "
            f"Expected `super().__init__()` in `{name}.__init__`. Received: a "
            "layer without name and weights. Call it first there."
        )
