"""Gradients of some rows, where the optimizer is lazy (row 27)."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.optimizers import rows
from keras.testing import two_replicas

# Norms, or averages, of a whole variable: all its rows move.
WHOLE = {"adafactor", "lamb", "muon", "schedule_free"}
BY_ROWS = sorted({*rows.ROWS} - WHOLE)
every = pytest.mark.parametrize("row", BY_ROWS)
START = np.array([[1.0, -2.0], [0.5, 3.0], [-1.0, 0.25], [2.0, 1.5]], "f4")
VALUES = np.array([[1.0, 2.0], [-0.5, 1.0], [0.25, -4.0]], "f4")


def named_rows(values=VALUES):
    """A gradient that names row 1 twice, and row 3."""
    return tf.IndexedSlices(
        tf.convert_to_tensor(values),
        tf.constant([1, 3, 1]),
        tf.constant([4, 2]),
    )


def dense_rows(values=VALUES):
    """What `named_rows` says of the rows 1 and 3."""
    return tf.constant([values[0] + values[2], values[1]])


def slots_of(optimizer):
    """Slots that have the variable's rows."""
    return [v for v in optimizer.variables if v.shape.rank == 2]


@every
@pytest.mark.parametrize("jit", [None, False, True], ids=str)
def test_named_rows_go_where_they_go_alone_and_others_stay(row, jit):
    lazy, alone = rows.ROWS[row].make(lazy=True), rows.ROWS[row].make()
    table, part = tf.Variable(START), tf.Variable(START[[1, 3]])

    def step(values):
        lazy.apply_gradients([(named_rows(values), table)])

    lazy.build([table])
    before = [v.numpy() for v in slots_of(lazy)]
    step = step if jit is None else tf.function(step, jit_compile=jit)
    for t in range(1, 5):
        step(tf.constant(VALUES / t))
        alone.apply_gradients([(dense_rows(VALUES / np.float32(t)), part)])
    decayed = {"weight_decay"} & rows.ROWS[row].arguments.keys()
    # A step off in the last bit, four times.
    near = {"rtol": 1e-5, "atol": 1e-6}
    np.testing.assert_allclose(table.numpy()[[1, 3]], part, **near)
    if not decayed:
        np.testing.assert_array_equal(table.numpy()[[0, 2]], START[[0, 2]])
    for slot, old, other in zip(slots_of(lazy), before, slots_of(alone)):
        np.testing.assert_array_equal(slot.numpy()[[0, 2]], old[[0, 2]])
        np.testing.assert_allclose(slot.numpy()[[1, 3]], other, **near)


@every
def test_replicas_change_the_same_rows(row):
    strategy = two_replicas.strategy()
    with strategy.scope():
        table, optimizer = tf.Variable(START), rows.ROWS[row].make(lazy=True)
    alone, one = tf.Variable(START), rows.ROWS[row].make(lazy=True)

    @tf.function
    def step():
        optimizer.apply_gradients([(named_rows(), table)])

    for _ in range(3):
        strategy.run(step)
        one.apply_gradients([(named_rows(2 * VALUES), alone)])
    for part in strategy.experimental_local_results(table):
        np.testing.assert_allclose(part, alone, rtol=1e-5, atol=1e-6)


@every
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_rows_keep_their_type(row, dtype):
    table = tf.Variable(START, dtype=dtype)
    optimizer = rows.ROWS[row].make(lazy=True)
    gradient = tf.IndexedSlices(tf.ones((1, 2), dtype), [3], [4, 2])
    optimizer.apply_gradients([(gradient, table)])
    assert {v.dtype for v in optimizer.variables[1:]} == {table.dtype}
    assert np.all(tf.cast(table[3], "float32") < START[3])


def test_being_lazy_is_in_the_config_where_it_is_asked_for():
    lazy = keras.optimizers.Adam(lazy=True)
    again = keras.optimizers.get(keras.optimizers.serialize(lazy))
    assert again.get_config() == lazy.get_config()
    assert lazy.get_config()["lazy"] is True
    assert "lazy" not in keras.optimizers.Adam().get_config()
