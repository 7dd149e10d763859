"""Settings of an optimizer that are set after it was made.

A compiled step has settings as they were when it was traced. So an optimizer
counts changes; a model's steps are traced anew where the count has gone on.
"""

import numbers

import tensorflow as tf

from keras.optimizers import options


def heed(optimizer, name: str, before) -> None:
    """Checks and counts a change of a setting; refused, it's as before.

    Args:
        optimizer: An optimizer whose constructor of the base has ended.
        name: The attribute that was set.
        before: Its value before; None if it had none.
    Raises:
        ValueError: If settings exclude each other, one is out of range, or one
            needs variables that weren't made.
    """
    value = vars(optimizer).get(name)
    if _are_same(value, before) or not tf.executing_eagerly():
        return
    try:
        policy = _made_policy(optimizer, name)
        if policy is None:
            _check_made(optimizer, name, value, before)
        options.check(optimizer)
    except ValueError:
        object.__setattr__(optimizer, name, before)
        raise
    if policy is not None:
        policy.heed(optimizer, before)
    optimizer._keras_state.changes += 1


def changes(optimizer) -> int:
    """How often a setting was changed."""
    return optimizer._keras_state.changes


def _are_same(value, before) -> bool:
    if value is before:
        return True
    plain = (numbers.Number, str)
    both = isinstance(value, plain) and isinstance(before, plain)
    return both and value == before


def _made_policy(optimizer, name: str):
    """Returns the policy that a setting turns on, if its variables are made."""
    for policy in optimizer._keras_state.policies:
        if policy.is_made and policy.asked_by == (name,):
            return policy
    return None


def _check_made(optimizer, name: str, value, before) -> None:
    needs_more = name in optimizer._keras_makes_slots and value and not before
    if needs_more and optimizer.built:
        raise ValueError(
            f"{optimizer.name}: {name} needs variables of its own, and those "
            "of the optimizer are made. Expected it before the first step. "
            f"Received: {name}={value!r} after it was {before!r}. Give it to "
            "the constructor of a new optimizer, and compile with that."
        )
