"""Attributes that a `tf.Module` around a layer passes over.

`tf.Module` finds variables and modules by walking attributes; the only way to
leave some out is the set of names that it keeps for its own. What it calls the
paths of parts has no public name.
"""

import copy
from collections.abc import Callable

import tensorflow as tf

#: What TensorFlow notes about an object in the object's own attributes, and
#: tf_keras's list of parts beside it. Names are whole: `_self_attention` is as
#: good a name of a user's as any.
NOTES = frozenset(
    {
        "_self_name_based_restores",
        "_self_saveable_object_factories",
        "_self_setattr_tracking",
        "_self_tracked_trackables",
        "_self_unconditional_checkpoint_dependencies",
        "_self_unconditional_deferred_dependencies",
        "_self_unconditional_dependency_names",
        "_self_update_uid",
    }
)


def shallow_copy(obj: tf.Module) -> tf.Module:
    """Returns an object with the same attributes.

    What TensorFlow notes of one object is copied: both may get more parts.

    Args:
        obj: It.
    """
    made = type(obj).__new__(type(obj))
    for name, value in vars(obj).items():
        own = name in NOTES and isinstance(value, (list, dict, set))
        vars(made)[name] = copy.copy(value) if own else value
    return made


def ignore(module_class: type, names: frozenset[str]) -> None:
    """Has `tf.Module.variables` and its kin leave attributes out.

    Args:
        module_class: A subclass of `tf.Module`.
        names: All attributes of it to leave out.
    """
    its_own = tf.Module._TF_MODULE_IGNORED_PROPERTIES
    module_class._TF_MODULE_IGNORED_PROPERTIES = its_own | names


def by_path(module: tf.Module, is_wanted: Callable) -> dict[tuple, object]:
    """Returns a module and what is in it, at any depth, each once.

    Args:
        module: Where to look.
        is_wanted: Tells whether a value in an attribute or container is one.
    Returns:
        By the names of attributes, and keys, that lead there from the module.
    """
    own = {(): module} if is_wanted(module) else {}
    inside = module._flatten(predicate=is_wanted, with_path=True)
    return own | dict(inside)
