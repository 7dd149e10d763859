"""The variables of composite values, as TensorFlow's checkpoints see them.

TensorFlow follows what is `Trackable` in attributes, and lists, dicts and
tuples of such. An extension type is none, nor is a `defaultdict`, so that
their variables were in no checkpoint; and no public name declares a part.
"""

from collections.abc import Iterable, Mapping

import tensorflow as tf

from keras.tf_internals import composite_value

_Trackable = tf.__internal__.tracking.Trackable
_CONTAINERS = (list, tuple, Mapping)


class Fields(tf.__internal__.tracking.AutoTrackable):
    """Stands for a value in a checkpoint: it has the value's parts, by name.

    Args:
        value: A composite value or a container that TensorFlow doesn't follow.
    """

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


def children(module, save_type: str = "checkpoint", **kwargs) -> dict:
    """Returns what TensorFlow writes of a module: its hook of that name."""
    follow_added(module)
    return tf.Module._trackable_children(module, save_type, **kwargs)


def _follow_parts(node, value) -> None:
    for key, part in _named_parts(value):
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
    if is_let_alone or not _holds_variables(value):
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


def _named_parts(value) -> Iterable[tuple[str, object]]:
    """Returns what is in a container or a composite value, by name."""
    if isinstance(value, _CONTAINERS):
        if hasattr(value, "_asdict"):
            value = value._asdict()
        is_named = isinstance(value, Mapping)
        named = value.items() if is_named else enumerate(value)
    elif isinstance(value, composite_value.CompositeValue):
        # A variable is one, and a part itself.
        is_part = isinstance(value, _Trackable)
        named = () if is_part else getattr(value, "__dict__", {}).items()
    else:
        return ()
    return [(str(name), part) for name, part in list(named)]
