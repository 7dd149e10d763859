"""A rule as a pure function, and the variables that it changes.

`update(w, g, *slots)` returns the new values of the variable and its slots. It
computes in float32 at least: squares of half floats would overflow at 256, and
0.999 would be 1.
"""

from collections.abc import Callable, Sequence

import tensorflow as tf

from keras.optimizers import gradients


def wide(dtype: tf.DType) -> tf.DType:
    """Returns the type in which a rule computes for variables of a type."""
    return dtype if dtype.size >= 4 else tf.float32


def held(value: float, dtype: tf.DType) -> float:
    """Returns a number as a type holds it, where a rule computes in that.

    So moments and powers of one beta agree: 1 - 0.999 is off by 5e-5 else. As
    Python's float, which an eager operation takes ten times faster.
    """
    return float(wide(dtype).as_numpy_dtype(value))


def has_kernels(optimizer, variable: tf.Variable) -> bool:
    """Tells whether TensorFlow's kernels of rules suit a variable.

    On half floats they take 0.999 for 1.
    """
    return variable.dtype.size >= 4 and optimizer._keras_state.has_kernels


def chosen(condition: tf.Tensor, one, other):
    """Returns one value or the other, whole.

    A scalar condition of `tf.where` ends the process where a mesh has split
    the values (TensorFlow 2.21).

    Args:
        condition: A boolean scalar.
        one, other: Tensors or variables of one shape.
    """
    return tf.where(tf.broadcast_to(condition, other.shape), one, other)


def in_rows(optimizer, gradient) -> bool:
    """Tells whether a gradient changes some rows only, and leaves others."""
    is_lazy = optimizer._keras_state.is_lazy
    return is_lazy and isinstance(gradient, tf.IndexedSlices)


def change(
    update: Callable,
    variable: tf.Variable,
    slots: Sequence[tf.Variable],
    gradient,
    is_lazy: bool = False,
    fade: float | None = None,
) -> None:
    """Sets a variable and its slots to what a rule says.

    Args:
        update: The rule.
        variable: What to change.
        slots: What the optimizer keeps of it, in the rule's order.
        gradient: A tensor, or `tf.IndexedSlices` of some rows.
        is_lazy: True leaves other rows alone, where there are some. They must
            be as many in each slot. Default False.
        fade: What the rule makes of other rows, where it leaves the variable's
            alone: their slots times this. Default None: it isn't so.
    """
    if isinstance(gradient, tf.IndexedSlices):
        if is_lazy or fade is not None:
            fading = None if is_lazy else fade
            _change_rows(update, (variable, *slots), gradient, fading)
            return
        gradient = gradients.dense(gradient)
    kind, held = wide(variable.dtype), (variable, *slots)
    w, *kept = (tf.cast(one.read_value(), kind) for one in held)
    new = update(w, tf.cast(gradient, kind), *kept)
    for one, value in zip(held, _as_held(held, new), strict=True):
        one.assign(value, read_value=False)


def _change_rows(
    update: Callable,
    held: Sequence[tf.Variable],
    gradient: tf.IndexedSlices,
    fade: float | None,
) -> None:
    kind, rows = wide(held[0].dtype), gradient.indices
    w, *kept = (tf.cast(_rows_of(one, rows), kind) for one in held)
    new = update(w, tf.cast(_of_rows(gradient), kind), *kept)
    for slot in held[1:] if fade is not None else ():
        slot.assign(slot * tf.cast(fade, slot.dtype), read_value=False)
    for one, value in zip(held, _as_held(held, new), strict=True):
        # Under `update` of a strategy the handle is the replica's.
        tf.raw_ops.ResourceScatterUpdate(
            resource=one.handle, indices=rows, updates=value
        )


def _as_held(held: Sequence[tf.Variable], new: Sequence) -> list:
    """Returns new values in the types of a variable and its slots.

    A sum of squares that float16 can't hold becomes its largest number; with
    infinity Adagrad would stand still, and Ftrl not be a number.
    """
    if held[0].dtype.size >= 4:
        return list(new)
    w, *slots = new
    slots = [
        tf.saturate_cast(value, one.dtype)
        for one, value in zip(held[1:], slots, strict=True)
    ]
    return [tf.cast(w, held[0].dtype), *slots]


def _rows_of(variable: tf.Variable, rows: tf.Tensor) -> tf.Tensor:
    return tf.raw_ops.ResourceGather(
        resource=variable.handle, indices=rows, dtype=variable.dtype
    )


def _of_rows(gradient: tf.IndexedSlices) -> tf.Tensor:
    """Returns the gradient of each row that is named.

    A row that is named twice has the sum in both places: both compute and
    write the same, and shapes stay as they are, which XLA asks for.
    """
    _, places = tf.unique(gradient.indices)
    count = tf.size(gradient.indices)
    sums = tf.math.unsorted_segment_sum(gradient.values, places, count)
    return tf.gather(sums, places)
