"""Public attributes that mean something to Keras, and what may be put there.

A layer in `self.history` would be gone after `fit`, and one in `self.trainable`
would be taken for True. So whoever puts a layer or a variable where it can't
stay, or anything where nothing can be put, is told at once.
"""

from collections.abc import Callable

import tensorflow as tf

from keras.backend import user_code
from keras.engine.layer import construction, tracking

# Trainable or not may be told by a variable.
_TOLD_BY_VARIABLES = frozenset({"trainable", "_trainable"})


class Answer:
    """What the engine tells under a name that the user may have.

    Keras 2 has a plain attribute there, or none. What is put there comes first
    from then on, and is a part of the layer like any other; the engine itself
    doesn't ask by this name.

    Args:
        tell: Returns the engine's answer for a layer.
        takes_parts: Whether layers and variables may be put there.
    """

    def __init__(self, tell: Callable, takes_parts: bool = True) -> None:
        self._tell = tell
        self.takes_parts = takes_parts
        self.__doc__ = tell.__doc__

    def __get__(self, layer, layer_class: type):
        return self if layer is None else self._tell(layer)


def absent(name: str, instead: str) -> Answer:
    """Makes an attribute that isn't there, and says what to write.

    Args:
        name: The attribute.
        instead: What to write in its place.
    """

    def tell(layer):
        raise AttributeError(
            f"{layer._keras_who} has no `{name}`, which an older Keras had. "
            f"Expected {instead}."
        )

    return Answer(tell)


_WITH_MEANING = (property, construction.SetByInit, Answer)


def meant_by(layer_class: type) -> frozenset[str]:
    """Returns the attributes of a class whose meaning is the engine's.

    Those that another class defines anew, a user's or one of a layer of ours,
    mean what it says.
    """
    first = {}
    for owner in layer_class.__mro__:
        for name, value in vars(owner).items():
            first.setdefault(name, (owner, value))
    return frozenset(
        name
        for name, (owner, value) in first.items()
        if isinstance(value, _WITH_MEANING)
        and user_code.is_of(owner, "keras.engine")
        and not user_code.is_users(owner)
    )


def check_parts(layer, name: str, value) -> None:
    """Raises if layers or variables are put where they would be lost.

    Args:
        layer: Its owner, whose base's constructor may not have run.
        name: One of those that `meant_by` tells.
        value: What it is given.
    Raises:
        AttributeError: If it means something else.
    """
    if getattr(getattr(type(layer), name), "takes_parts", False):
        return
    if name in _TOLD_BY_VARIABLES and _is_switch(value):
        return
    if holds_parts(value):
        raise AttributeError(
            f"{type(layer).__name__}: the attribute {name!r} means something "
            "to Keras, so that a layer or variable would be lost there. "
            f"Expected one of another name. Received: {name}={value!r}. Name "
            f"it otherwise, such as `self.{name.strip('_')}_layer`."
        )


_OTHER_TOP = (
    "To change what a model ends in, make one: `keras.Model(model.input, "
    "model.layers[-2].output)`; a Sequential has `pop()`."
)
_INSTEAD = {
    "inbound_nodes": _OTHER_TOP,
    "name": "Give it to the constructor, `super().__init__(name=...)`, or "
    "rename a layer by `_name`.",
    "outbound_nodes": _OTHER_TOP,
}


def refuse_fixed(layer, name: str, value) -> None:
    """Raises `AttributeError` if a name is that of what can't be set."""
    meaning = getattr(type(layer), name, None)
    if isinstance(meaning, property) and meaning.fset is None:
        refuse(layer, name, value)


def refuse(layer, name: str, value) -> None:
    """Raises `AttributeError`: nothing can be put under this name.

    Args:
        layer: Its owner.
        name: Of a property without a setter.
        value: What it is given.
    """
    mend = _INSTEAD.get(name, "Name it otherwise.")
    raise AttributeError(
        f"{type(layer).__name__}: the attribute {name!r} can't be set, it is "
        "what a layer tells. Expected an attribute of another name. Received: "
        f"{name}={value!r}. {mend}"
    )


def _is_switch(value) -> bool:
    return isinstance(value, tf.Variable) and value.shape.rank == 0


def holds_parts(value) -> bool:
    """Tells whether a value is, or has in it, a layer or a variable."""
    return isinstance(value, tracking.HOLDERS) and any(
        isinstance(part, (tracking.Owner, tf.Variable))
        for part in tracking.flat_parts(value)
    )
