"""The last axis of size 1 that values of a model's input may have, or lack."""

import tensorflow as tf

from keras.engine.symbols import before_cast, masking, run_time_check


def as_of(who: str, value, symbol):
    """Returns a value with the number of axes of the symbol it stands for.

    A last axis of size 1 is added or taken away. Any other number of axes
    stays, where it's known; else the graph's run refuses it.

    Args:
        who: The model, as a message calls it.
        value: A tensor.
        symbol: The symbolic input.
    """
    rank, wanted = value.shape.rank, symbol.shape.rank
    if wanted is None or rank == wanted:
        return value
    if rank is None:
        return _found_in_the_run(who, value, symbol) if wanted else value
    if rank == wanted - 1 and symbol.shape[-1] == 1:
        return before_cast.changed(value, _with_last_axis)
    if rank == wanted + 1 and value.shape[-1] == 1:
        return before_cast.changed(value, _without_last_axis)
    return value


def _with_last_axis(value) -> tf.Tensor:
    return tf.expand_dims(value, -1)


def _without_last_axis(value) -> tf.Tensor:
    return tf.squeeze(value, -1)


def _found_in_the_run(who: str, value, symbol):
    """Does the same in a graph whose trace knows no number of axes."""
    wanted = symbol.shape.rank
    least = wanted - 1 if symbol.shape[-1] == 1 else wanted

    def is_right(value):
        rank, more = tf.rank(value), tf.shape(value)[wanted:]
        is_near = (rank >= least) & (rank <= wanted + 1)
        return is_near & tf.reduce_all(more == 1)

    def change(value):
        sizes = tf.concat([tf.shape(value), [1]], 0)[:wanted]
        value = tf.reshape(value, sizes)
        value.set_shape([None] * wanted)
        return value

    told = (
        f"the input {symbol.name!r} has another number of axes. Expected "
        f"{wanted}."
    )
    shape = tf.TensorShape(None)
    value = run_time_check.sure(value, is_right, who, told, shape)
    return masking.like(before_cast.changed(value, change), value)
