"""The variables of composite values, as TensorFlow's checkpoints see them.

TensorFlow follows what is `Trackable` in attributes, and lists, dicts and
tuples of such. An extension type is none, nor is a `defaultdict`, so that
their variables were in no checkpoint; and no public name declares a part.

A weight that no attribute holds, nor a list, dict or tuple in one, has the name
that `add_weight` was given, as in checkpoints of Keras 2.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping

import tensorflow as tf

from keras.backend import local_functions
from keras.tf_internals import composite_value

_Trackable = tf.__internal__.tracking.Trackable
_CONTAINERS = (list, tuple, Mapping)
# A container may have a million of them.
_PLAIN = frozenset({type(None), bool, int, float, str, bytes})


class Fields(tf.__internal__.tracking.AutoTrackable):
    """Stands for a value in a checkpoint: it has the value's parts, by name.

    Args:
        value: A composite value or a container that TensorFlow doesn't follow.
    """

    __reduce_ex__ = local_functions.reduce_ex

    def __init__(self, value) -> None:
        super().__init__()
        self.__dict__["value"] = value  # not an attribute that is followed


def follow(owner, name: str, value) -> None:
    """Has checkpoints of an owner find the variables of composite values.

    What TensorFlow follows by itself stays as it is.

    Args:
        owner: What TensorFlow follows.
        name: The value's name in the owner.
        value: Anything, as the owner has it now.
    """
    if getattr(owner, "_self_setattr_tracking", True):
        node = _node(owner, name, value)
        if node is not None:
            _follow_parts(node, value)


def follow_added(owner) -> None:
    """Looks for what was added to the containers of an owner since.

    Args:
        owner: What TensorFlow follows.
    """
    owner._maybe_initialize_trackable()
    for _, part in list(owner._self_unconditional_checkpoint_dependencies):
        _follow_parts(part, part.value if isinstance(part, Fields) else part)
    _follow_named(owner, list(owner._keras_named_weights))


def children(module, save_type: str = "checkpoint", **kwargs) -> dict:
    """Returns what TensorFlow writes of a module: its hook of that name."""
    follow_added(module)
    return tf.Module._trackable_children(module, save_type, **kwargs)


def _follow_named(owner, named: list[tuple[str, tf.Variable]]) -> None:
    """Has weights that nothing else leads to under their own names.

    Of several with one name the last has it, as in Keras 2.
    """
    by_attribute = dict(_in_attributes(owner) if named else ())
    taken = set(by_attribute)
    held = {id(v) for part in by_attribute.values() for v in _variables(part)}
    for name, variable in reversed(named):
        names = (f"{name}_{n}" if n else name for n in itertools.count())
        free = next(n for n in names if n not in taken)
        taken.add(free)
        if id(variable) not in held:
            owner._track_trackable(variable, free, overwrite=True)


def _in_attributes(owner) -> Iterator[tuple[str, object]]:
    held = vars(owner)
    for name, part in owner._self_unconditional_checkpoint_dependencies:
        if isinstance(part, Fields) or held.get(name) is part:
            yield name, part


def _variables(part) -> Iterator[tf.Variable]:
    """Yields the variables to which TensorFlow itself finds a way."""
    if isinstance(part, tf.Variable):
        yield part
    elif isinstance(part, _CONTAINERS):
        for _, inner in _named_parts(part):
            yield from _variables(inner)


def _follow_parts(node, value) -> None:
    parts = _named_parts(value)
    if isinstance(node, Fields):
        gone = set(node._trackable_children()) - {name for name, _ in parts}
        for name in gone:
            node._delete_tracking(name)
    for key, part in parts:
        if part is not value:
            follow(node, key, part)


def _node(owner, name: str, value):
    """Returns what stands for a value in checkpoints, or None."""
    in_fields = isinstance(owner, Fields)
    if isinstance(value, _Trackable):
        if in_fields:
            owner._track_trackable(value, name, overwrite=True)
        return value
    # TensorFlow wraps lists and dicts, but for those that it's to leave alone.
    is_let_alone = not in_fields and type(value) in (list, dict)
    # A dict may get some later.
    may_hold = isinstance(value, Mapping) or _holds_variables(value)
    if is_let_alone or not may_hold:
        return None
    owner._maybe_initialize_trackable()
    known = owner._lookup_dependency(name)
    if isinstance(known, Fields) and known.value is value:
        return known
    return owner._track_trackable(Fields(value), name, overwrite=True)


def _holds_variables(value) -> bool:
    return isinstance(value, _Trackable) or any(
        part is not value and _holds_variables(part)
        for _, part in _named_parts(value)
    )


def _named_parts(value) -> list[tuple[str, object]]:
    """Returns what is in a container or a composite value, by name."""
    if isinstance(value, _CONTAINERS):
        return list(_named_in(value))
    is_part = isinstance(value, _Trackable)  # A variable is composite, and one.
    if is_part or not isinstance(value, composite_value.CompositeValue):
        return []
    return list(getattr(value, "__dict__", {}).items())


def _named_in(container) -> Iterable[tuple[str, object]]:
    if hasattr(container, "_asdict"):
        container = container._asdict()
    is_named = isinstance(container, Mapping)
    parts = list(container.values() if is_named else container)
    if _PLAIN.issuperset(map(type, parts)):
        return []
    if not is_named:
        return zip(map(str, range(len(parts))), parts)
    return zip(_names_of(list(container)), parts)


def _names_of(keys: list) -> list[str]:
    """Returns the keys as texts; 1 isn't the '1' that is beside it."""
    texts = {key for key in keys if isinstance(key, str)}
    return [_name_of(key, texts) for key in keys]


def _name_of(key, texts: set[str]) -> str:
    if isinstance(key, str):
        return key
    return f"{type(key).__name__} {key}" if str(key) in texts else str(key)
