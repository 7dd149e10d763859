"""The rows of a batch in two halves, for two loops that run side by side."""

import dataclasses
import os

import tensorflow as tf

# Fewer rows than that aren't worth a loop of their own.
_ROWS_A_LOOP = 8


@dataclasses.dataclass(frozen=True)
class Rows:
    """What a loop over steps is given for each row.

    Args:
        inputs: List of tensors `(time, batch, features)`.
        mask: Booleans `(time, batch, 1)`, or None.
        states: List of tensors `(batch, units)`.
        dropped: None, or a mask of dropout for each gate, `(batch, units)`.
    """

    inputs: list
    mask: tf.Tensor | None
    states: list
    dropped: tuple | None


def split(rows: Rows, in_training: bool) -> list[Rows]:
    """Returns halves where two loops are faster than one, else what is given.

    That is in a graph, with two cores or more, and no GPU: what a step does is
    too little for two cores. Inference of a batch whose size isn't known stays
    in one piece: TensorFlow Lite has no such splits, and it may be one row.

    Args:
        rows: All rows.
        in_training: Whether they are a step of training.
    """
    sizes = _sizes(rows.states[0])
    if sizes is None or not (in_training or isinstance(sizes[0], int)):
        return [rows]
    inputs = zip(*(tf.split(x, sizes, 1) for x in rows.inputs))
    states = zip(*(tf.split(state, sizes) for state in rows.states))
    masks = dropped = [None, None]
    if rows.mask is not None:
        masks = tf.split(rows.mask, sizes, 1)
    if rows.dropped is not None:
        dropped = zip(*(tf.split(mask, sizes) for mask in rows.dropped))
    parts = zip(map(list, inputs), masks, map(list, states), dropped)
    return [Rows(*part) for part in parts]


def _sizes(state):
    """Returns the rows of two loops, or None for one of all."""
    rows = state.shape[0]
    is_small = rows is not None and rows < 2 * _ROWS_A_LOOP
    if tf.executing_eagerly() or is_small or (os.cpu_count() or 1) < 2:
        return None
    if tf.config.list_logical_devices("GPU"):
        return None
    if rows is None:
        rows = tf.shape(state)[0]
    return [rows // 2, rows - rows // 2]
