"""Variables whose rows are parted among parameter servers.

In the scope of a strategy with a `variable_partitioner`, `tf.Variable` makes
one that isn't a `tf.Variable`, and has no public name. Layers and optimizers
have its parts; files have the whole, which is read wherever it goes.
"""

import re
from collections.abc import Iterable

import numpy as np
import tensorflow as tf

_SHARDED = tf.__internal__.distribute.ShardedVariable
_PART = re.compile(r"/part_\d+")


class Whole:
    """A variable again, of its parts: what goes into files, and comes out.

    Args:
        parts: Variables of its rows, in order.
    """

    def __init__(self, parts: list[tf.Variable]) -> None:
        self.parts = parts
        first = parts[0]
        self.name = _PART.sub("", first.name)
        self.dtype = first.dtype
        rows = sum(part.shape[0] for part in parts)
        self.shape = tf.TensorShape([rows, *first.shape[1:]])

    def numpy(self) -> np.ndarray:
        """Returns the value."""
        return np.concatenate([part.numpy() for part in self.parts])

    def assign(self, value, read_value: bool = True) -> None:
        """Sets all parts.

        Args:
            value: An array of the shape.
            read_value: TensorFlow's; nothing is returned.
        """
        start = 0
        for part in self.parts:
            end = start + part.shape[0]
            part.assign(value[start:end], read_value=False)
            start = end


def parts_of(variable) -> list[tf.Variable]:
    """Returns the variables that one is made of; of a plain one, itself.

    Args:
        variable: What `tf.Variable` returned, or a `Whole`.
    """
    if isinstance(variable, _SHARDED):
        return list(variable.variables)
    return variable.parts if isinstance(variable, Whole) else [variable]


def first_id(variable) -> int:
    """Returns what tells a variable, or a whole, from others: its first's.

    Args:
        variable: What `tf.Variable` returned, or a `Whole`.
    """
    return id(parts_of(variable)[0])


def names_part(name: str) -> bool:
    """Tells whether a name is one that TensorFlow gives to a part."""
    return _PART.search(name) is not None


def follow(slot: tf.Variable, variable: tf.Variable, name: str) -> None:
    """Notes that a slot has a value for each element of a variable.

    The slots of a variable's parts are parts of a whole then.

    Args:
        slot: What an optimizer keeps of it.
        variable: A variable of a model.
        name: What the slot holds.
    """
    if _container(variable) is not None and slot.shape == variable.shape:
        slot._keras_slot_of = variable, name


def wholes(variables: Iterable[tf.Variable]) -> list:
    """Returns variables, and in the place of parts what they are parts of.

    Args:
        variables: Of a layer, a model or an optimizer.
    Returns:
        Variables, and a `Whole` where all its parts are there.
    """
    found, groups = [], {}
    for variable in variables:
        model_variable, name = getattr(
            variable, "_keras_slot_of", (variable, None)
        )
        container = _container(model_variable)
        if container is None:
            found.append([variable])
            continue
        parts = groups.setdefault((id(container), name), [])
        if not parts:
            found.append(parts)
        parts.append(variable)
        if len(parts) == len(container.variables):
            parts[:] = [Whole(list(parts))]
    return [variable for members in found for variable in members]


def _container(variable: tf.Variable):
    """Returns what a variable is a part of; None of a plain one."""
    reference = getattr(variable, "_sharded_container", None)
    return None if reference is None else reference()
