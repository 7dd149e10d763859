"""What belongs to a layer: found by looking at its attributes.

Nothing is recorded on assignment, so a layer counts whichever way it got into
an attribute: by name, in a list, in a dict of tuples, appended later.
"""

from collections.abc import Iterator

import tensorflow as tf

from keras.backend import suggestion


def owned(obj: tf.Module) -> Iterator[tf.Module | tf.Variable]:
    """Yields the modules and variables in the attributes of `obj`, in order.

    Each is yielded once; those inside a yielded module aren't. Attributes that
    the class lists in `_not_owned`, and TensorFlow's own (`_self_…`), are left
    out.
    """
    seen = {id(obj)}
    not_owned = getattr(obj, "_not_owned", ())
    for name, value in vars(obj).items():
        if name not in not_owned and not name.startswith("_self_"):
            yield from _found(value, seen)


def _found(value, seen: set) -> Iterator[tf.Module | tf.Variable]:
    if isinstance(value, (tf.Module, tf.Variable)):
        if id(value) not in seen:
            seen.add(id(value))
            yield value
    elif isinstance(value, (list, tuple, dict, set, frozenset)):
        if id(value) in seen:
            return
        seen.add(id(value))
        values = value.values() if isinstance(value, dict) else value
        for part in list(values):
            yield from _found(part, seen)


def unique(items) -> list:
    """Returns the items in order, each object once."""
    return list({id(item): item for item in items}.values())


def numbered(names: list[str]) -> list[str]:
    """Makes names unique: the second `a` becomes `a_1`."""
    taken, result = set(), []
    for name in names:
        candidate, number = name, 0
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.add(candidate)
        result.append(candidate)
    return result


def one_of(where: str, layers: list, name: str | None, index: int | None):
    """Returns the layer of a name, or at an index.

    Raises:
        ValueError: If there is none, or neither or both are given.
    """
    if (name is None) == (index is None):
        raise ValueError(
            f"{where}.get_layer: expected a name or an index. Received: "
            f"name={name!r}, index={index!r}."
        )
    if index is not None:
        if not -len(layers) <= index < len(layers):
            raise ValueError(
                f"{where} has {len(layers)} layers. Expected an index below "
                f"that. Received: index={index}."
            )
        return layers[index]
    for layer in layers:
        if layer.name == name:
            return layer
    raise suggestion.unknown_name(
        f"layer of {where}", name, [layer.name for layer in layers]
    )
