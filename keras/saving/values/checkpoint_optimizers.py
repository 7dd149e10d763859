"""A model's optimizers, as TensorFlow's checkpoints come to them.

TensorFlow follows attributes, and the lists, tuples and dicts in them, in all
of a model's parts. What an optimizer is made of is its own matter, another one
that it wraps too.
"""

import contextlib
from collections.abc import Iterable, Iterator

import tensorflow as tf

from keras.saving.values import optimizer_state
from keras.tf_internals import composite_parts


def found(model) -> list:
    """Returns the optimizers in a model and its parts, each once.

    Args:
        model: The model.
    """
    every = [one for *_, value in _places(model) for one in _within(value)]
    return list({id(one): one for one in every}.values())


@contextlib.contextmanager
def hidden(model, optimizers: Iterable) -> Iterator[None]:
    """Has TensorFlow find an object without values in place of optimizers.

    Args:
        model: The model.
        optimizers: Those of `found(model)` to be hidden.
    """
    chosen = set(map(id, optimizers))
    with _replaced(_places(model) if chosen else [], chosen):
        yield


@contextlib.contextmanager
def all_hidden(model) -> Iterator[None]:
    """Hides all optimizers of a model and its parts.

    The model's own too where it has none yet: TensorFlow would keep the state
    for the one that comes.

    Args:
        model: The model.
    """
    places = _places(model)
    if getattr(model, optimizer_state.NAME, model) is None:
        places.append((model, optimizer_state.NAME, None))
    every = [one for *_, value in places for one in _within(value)]
    with _replaced(places, {id(None), *map(id, every)}):
        yield


def _places(model) -> list[tuple[object, str, object]]:
    """Returns owner, name and value of attributes with optimizers in them."""
    view = tf.train.TrackableView(model)
    return [
        (part, name, value)
        for part in view.descendants()
        if not optimizer_state.is_optimizer(part) and _members(part) is None
        for name, child in view.children(part).items()
        for value in [_value_of(child)]
        if any(True for _ in _within(value))
        if getattr(part, name, None) is value
    ]


def _value_of(child):
    """Returns what the user has, where something stands for it."""
    is_stand = isinstance(child, composite_parts.Fields)
    return child.value if is_stand else child


@contextlib.contextmanager
def _replaced(places: list, chosen: set[int]) -> Iterator[None]:
    """Sets attributes to what they are without some optimizers, for a while."""
    others = [_without(value, chosen) for *_, value in places]
    try:
        for (owner, name, _), other in zip(places, others):
            setattr(owner, name, other)
        yield
    finally:
        for owner, name, value in places:
            setattr(owner, name, value)


def _within(value) -> Iterator:
    """Yields the optimizers that a value is, or has in it."""
    if optimizer_state.is_optimizer(value):
        yield value
        return
    for member in _members(value) or ():
        yield from _within(member)


def _without(value, chosen: set[int]):
    """Returns a value with others in place of some optimizers.

    TensorFlow saves no list again of which it saw a member change, so what
    holds one is made anew.
    """
    if id(value) in chosen:
        return tf.Module()
    members = _members(value)
    if members is None or not any(id(one) in chosen for one in _within(value)):
        return value
    anew = [_without(member, chosen) for member in members]
    if isinstance(value, dict):
        return dict(zip(value, anew))
    if isinstance(value, list):
        return anew
    make = getattr(value, "_make", tuple)
    return make(anew)


def _members(value) -> list | None:
    """Returns what a container has in it; None of what is none."""
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else None
