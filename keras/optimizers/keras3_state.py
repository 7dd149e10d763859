"""What Keras 3 keeps of an optimizer, and in which order.

[steps, rate, averages, gradient sums, the rule's slots]: the rate only where it
is a number. Two rules have more than ours, and SGD less; their classes say it.
Methods of `Optimizer`, which binds them.
"""

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras.optimizers import state


def left_out(give: Callable[[], np.ndarray]) -> state.Place:
    """Returns the place of a scalar that we have no use for.

    Args:
        give: Returns what Keras 3 would have there.
    """
    is_whole = np.asarray(give()).dtype.kind in "iu"
    return state.Place((), is_whole, _leave, give)


def _leave(array: np.ndarray) -> None:
    """Does nothing with an array."""


def without_left_out(found: list[state.Place]) -> list[state.Place]:
    """Returns the places of an optimizer in one that scales losses.

    Keras 3 doesn't write there what is no slot of a variable.
    """
    return [place for place in found if place.take is not _leave]


def places(optimizer, has_rate: bool, has_slots: bool) -> list[state.Place]:
    """Returns where the arrays belong that Keras 3 writes.

    Args:
        has_rate: Whether the learning rate is among them.
        has_slots: Whether the optimizer had been built.
    """

    def take_steps(array: np.ndarray) -> None:
        _take_steps(optimizer, int(array))

    def give_steps() -> np.ndarray:
        return np.int64(_steps(optimizer))

    found = [state.Place((), True, take_steps, give_steps)]
    if has_rate:
        take, give = optimizer._keras_take_rate, optimizer._keras_give_rate
        found.append(state.Place((), False, take, give))
    if has_slots:
        shared = [
            variable
            for policy in reversed(optimizer._keras_state.policies)
            for variable in policy.slots(optimizer)
        ]
        found += state.of_variables(shared)
        found += optimizer._keras_3_slots()
    return found


def arrays(optimizer) -> dict[str, np.ndarray]:
    """Returns what Keras 3 would write of an optimizer, by '0', '1', …"""
    has_rate = isinstance(optimizer._learning_rate, tf.Variable)
    found = optimizer._keras_3_places(has_rate, optimizer.built)
    return {str(i): np.asarray(p.give()) for i, p in enumerate(found)}


def slots(optimizer) -> list[state.Place]:
    """Returns where a rule's arrays belong: most keep what ours does."""
    first = optimizer._keras_state.num_shared
    return state.of_variables(optimizer._variables[first:])


def _steps(optimizer) -> int:
    """Returns the steps that Keras 3 would have counted."""
    steps = int(optimizer.iterations.numpy())
    for policy in optimizer._keras_state.policies:
        steps = policy.steps_of(optimizer, steps)
    return steps


def _take_steps(optimizer, steps: int) -> None:
    for policy in optimizer._keras_state.policies:
        steps = policy.updates_in(optimizer, steps)
    optimizer.iterations.assign(steps)
