"""An optimizer's variables as arrays, in and out of files.

A file has them in the order in which we, and tf_keras, make them, or as Keras 3
writes them: `keras3_state` has its facts. Which of the two it is tell the
number of arrays, their shapes, and whether they are of whole numbers.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import tensorflow as tf

from keras.tf_internals import sharded_variable


@dataclasses.dataclass(frozen=True)
class Place:
    """Where one array of a state belongs.

    Attributes:
        shape: The array's.
        is_whole: Whether it's of whole numbers.
        take: Does with the array what is to be done.
        give: Returns what is to be written here.
    """

    shape: tuple[int, ...]
    is_whole: bool
    take: Callable[[np.ndarray], None]
    give: Callable[[], np.ndarray]

    def fits(self, array: np.ndarray) -> bool:
        """Tells whether an array can be the one that belongs here."""
        is_whole = array.dtype.kind in "iu"
        return array.shape == self.shape and is_whole == self.is_whole


def of_variable(variable: tf.Variable) -> Place:
    """Returns the place of a variable's value."""
    return Place(
        tuple(variable.shape),
        variable.dtype.is_integer,
        variable.assign,
        variable.numpy,
    )


def of_variables(variables: Sequence[tf.Variable]) -> list[Place]:
    """Returns the places of variables' values; parts of one have one."""
    return list(map(of_variable, sharded_variable.wholes(variables)))


def reads(optimizer, arrays: Mapping[str, np.ndarray]) -> bool:
    """Tells whether arrays are a state of an optimizer, whoever wrote it.

    Args:
        optimizer: An `Optimizer`.
        arrays: Arrays by '0', '1', ….
    """
    return _form_of(optimizer, _in_order(arrays)) is not None


def take(optimizer, store: Mapping[str, np.ndarray]) -> None:
    """Sets all that arrays are for, or nothing.

    Args:
        optimizer: An `Optimizer`.
        store: Dict-like, with arrays under '0', '1', ….
    Raises:
        ValueError: If they aren't a state of the optimizer.
    """
    values = _in_order(store)
    form = _form_of(optimizer, values)
    if form is None:
        raise _misfit(optimizer.name, optimizer._variables, values)
    for place, value in zip(form, values, strict=True):
        place.take(value)


def _in_order(store: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    names = [str(i) for i in range(len(store.keys()))]
    if set(names) != set(store.keys()):
        return []  # One was lost: it's the state of nobody.
    return [np.asarray(store[name]) for name in names]


def _form_of(optimizer, values: list[np.ndarray]) -> list[Place] | None:
    for form in _forms(optimizer):
        if len(form) == len(values) and all(map(Place.fits, form, values)):
            return form
    return None


def _forms(optimizer) -> Iterator[list[Place]]:
    """The states that can be read: ours first, as they're the likeliest."""
    own = of_variables(optimizer._variables)
    yield own
    yield own[:1]  # before the first step
    for has_slots in (True, False) if optimizer.built else (False,):
        # A schedule, which is no variable, may have been put in its place.
        for has_rate in (True, False):
            yield optimizer._keras_3_places(has_rate, has_slots)


def assign(
    owner: str, variables: Sequence[tf.Variable], values: Sequence
) -> None:
    """Sets all variables, or none.

    Args:
        owner: The optimizer's name.
        variables: What to set.
        values: An array for each.
    Raises:
        ValueError: If their number or a shape is another.
    """
    own = [tuple(v.shape) for v in variables]
    if own != [np.shape(value) for value in values]:
        raise _misfit(owner, variables, values)
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value, read_value=False)


def _misfit(owner: str, variables: Sequence, values: Sequence) -> ValueError:
    own = [tuple(v.shape) for v in variables]
    given = [np.shape(value) for value in values]
    return ValueError(
        f"{owner}: the state doesn't fit. Expected {len(own)} arrays of "
        f"shapes {own}. Received: {len(given)} of shapes {given}. Build "
        "the optimizer for the same variables first."
    )
