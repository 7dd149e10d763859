"""Slots that a checkpoint has for an optimizer that is built later."""

import warnings

import tensorflow as tf


def warn_of_lost(optimizer, waiting: dict[int, tf.TensorShape]) -> None:
    """Warns where a checkpoint's values don't fit the slots that came.

    Args:
        optimizer: One that was built now.
        waiting: The shapes of the values that waited, by place.
    """
    lost = [
        (slot, waiting[place])
        for place, slot in enumerate(optimizer.variables)
        if not waiting.get(place, slot.shape).is_compatible_with(slot.shape)
    ]
    if not lost:
        return
    slot, shape = lost[0]
    warnings.warn(
        f"{optimizer.name}: a checkpoint was read before the optimizer was "
        f"built, and {len(lost)} of its values don't fit the slots, which "
        f"begin anew. Expected {tuple(slot.shape)} for {slot.name!r}, the "
        f"first of them. Received: shape={tuple(shape)}. Checkpoints know an "
        "optimizer's slots by their order, and have those of variables that "
        "were parted among servers in parts: a `.keras` or `.weights.h5` file "
        "has them whole.",
        stacklevel=3,
    )
