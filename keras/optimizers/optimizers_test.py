"""Every optimizer, one row a setting: properties that all of them have."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.optimizers import adam, lookup, rows, sgd
from keras.testing import two_replicas

every = pytest.mark.parametrize("row", rows.ROWS)


def make(row, **settings):
    """Returns the row's optimizer, with learning rate 0.1."""
    return rows.ROWS[row].make(**settings)


def follow(row, size, mode, tolerance):
    """Compares 100 steps with the reference; names the step where it leaves."""
    draw = np.random.default_rng(3)
    optimizer, state = make(row), {}
    w = draw.normal(size=size).astype("float32")
    variable, expected = tf.Variable(w), w.astype("float64")

    def step(gradient):
        optimizer.apply_gradients([(gradient, variable)])

    if mode != "eager":
        optimizer.build([variable])
        step = tf.function(step, jit_compile=mode == "xla")
    for t in range(1, 101):
        # Away from 0, where a centered variance of float32 cancels.
        g = draw.normal(size=size).astype("float32") + 0.5
        step(tf.constant(g))
        expected = rows.ROWS[row].reference(
            expected, g.astype("float64"), t, state
        )
        error = np.abs(variable.numpy() - expected) / (1 + np.abs(expected))
        error = error.max()
        assert error < tolerance, f"step {t}: off by {error}"


@every
@pytest.mark.parametrize("mode", ["eager", "graph", "xla"])
# Both sides of the sizes between which Adam computes without its kernel.
@pytest.mark.parametrize("size", [5, 500])
def test_hundred_steps_follow_the_formula(row, size, mode):
    follow(row, size, mode, rows.ROWS[row].tolerance)


def test_every_optimizer_has_a_row():
    kinds = {row.optimizer_class.__name__ for row in rows.ROWS.values()}
    public = lookup._NAMES.names
    assert {public[name].__name__ for name in public} == kinds


@every
def test_it_converges_on_a_parabola(row):
    optimizer = make(row, learning_rate=rows.ROWS[row].fast)
    w = tf.Variable([3.0, -2.0])
    optimizer.build([w])

    @tf.function
    def descend():
        for _ in tf.range(300):
            optimizer.apply_gradients([(2 * w, w)])

    descend()
    assert np.abs(w.numpy()).max() < 0.1


@every
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_variables_keep_their_type(row, dtype):
    w = tf.Variable([1.0, 2.0], dtype=dtype)
    optimizer = make(row)
    optimizer.apply_gradients([(tf.ones_like(w), w)])
    assert {v.dtype for v in optimizer.variables[1:]} == {w.dtype}
    assert np.all(tf.cast(w, "float32") < [1.0, 2.0])


@every
def test_squares_that_float16_cannot_hold_do_no_harm(row):
    # 300^2 is above 65,504.
    gradient = tf.constant([300.0, -400.0], "float16")
    w, optimizer = tf.Variable([1.0, -2.0], dtype="float16"), make(row)
    optimizer.apply_gradients([(gradient, w)])
    assert w[0] < 1 and w[1] > -2
    for _ in range(3):
        optimizer.apply_gradients([(gradient, w)])
    for variable in (w, *optimizer.variables[1:]):
        assert np.isfinite(variable.numpy()).all(), variable.name


@every
def test_the_config_in_the_scope_of_a_strategy_is_the_one_outside(row):
    with two_replicas.strategy().scope():
        optimizer = make(row)
        assert optimizer.get_config() == make(row).get_config()
        inside = optimizer.get_config()
    assert inside == optimizer.get_config()
    assert inside["learning_rate"] == np.float32(0.1)


@every
def test_a_step_is_traced_once(row):
    optimizer, w, traces = make(row), tf.Variable([1.0]), []

    @tf.function
    def step():
        traces.append(1)
        optimizer.apply_gradients([(w * 1, w)])

    for _ in range(3):
        step()
    assert len(traces) <= 2  # the first call of a function traces twice
    assert int(optimizer.iterations) == 3


@every
def test_rows_change_as_the_dense_gradient_says(row):
    sparse, dense = tf.Variable(tf.ones((4, 2))), tf.Variable(tf.ones((4, 2)))
    one, other = make(row), make(row)
    for _ in range(5):
        some = tf.IndexedSlices(tf.ones((3, 2)), [1, 3, 1], [4, 2])
        one.apply_gradients([(some, sparse)])
        other.apply_gradients([(tf.convert_to_tensor(some), dense)])
    expected = dense.numpy()
    if rows.ROWS[row].leaves_rows:
        expected[[0, 2]] = 1.0
    np.testing.assert_allclose(sparse, expected, rtol=1e-6, atol=1e-6)


@every
def test_config_makes_an_equal_optimizer(row):
    optimizer = make(row, clipnorm=0.5, use_ema=True, weight_decay=0.1)
    again = type(optimizer).from_config(optimizer.get_config())
    assert again.get_config() == optimizer.get_config()


@every
def test_state_can_be_taken_to_another_optimizer(row):
    w = tf.Variable([1.0, 2.0])
    optimizer, again, store = make(row), make(row), {}
    for _ in range(3):
        optimizer.apply_gradients([(w * 1, w)])
    optimizer.save_own_variables(store)
    again.build([w])
    again.load_own_variables(store)
    for a, b in zip(optimizer.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("nesterov", [False, True])
def test_the_momentum_kernel_is_the_pure_rule(nesterov):
    w, g = tf.Variable([1.0, 2.0]), tf.constant([0.5, -1.0])
    optimizer = keras.optimizers.SGD(0.1, 0.9, nesterov)
    expected, m = np.array([1.0, 2.0]), 0.0
    for _ in range(3):
        optimizer.apply_gradients([(g, w)])
        expected, m = sgd.momentum_update(
            expected, g.numpy(), m, 0.1, 0.9, nesterov
        )
    np.testing.assert_allclose(w, expected, rtol=1e-6)


def test_the_adam_kernel_is_the_pure_rule():
    w, g = tf.Variable([1.0, 2.0]), np.array([0.5, -1.0])
    optimizer = keras.optimizers.Adam(0.1)
    optimizer.apply_gradients([(tf.constant(g, tf.float32), w)])
    alpha = 0.1 * np.sqrt(1 - 0.999) / (1 - 0.9)
    expected, _, _ = adam.adam_update(
        np.array([1.0, 2.0]),
        g,
        0,
        0,
        alpha=alpha,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
    )
    np.testing.assert_allclose(w, expected, rtol=1e-5)


@pytest.mark.parametrize("relative_step", [False, True])
def test_relative_steps_of_adafactor_shrink_where_they_are_asked_for(
    relative_step,
):
    # Of equal weights and gradients a step takes off the part rho.
    optimizer = keras.optimizers.Adafactor(0.5, relative_step=relative_step)
    optimizer = keras.optimizers.Adafactor.from_config(optimizer.get_config())
    w, expected = tf.Variable([1.0, 1.0]), 1.0
    for t in range(1, 9):
        optimizer.apply_gradients([(tf.ones(2), w)])
        rho = min(0.5, t**-0.5) if relative_step else 0.5
        expected *= 1 - rho
    np.testing.assert_allclose(w, [expected] * 2, rtol=1e-5)


@pytest.mark.parametrize("shape", [(5, 3), (2, 5, 3)])
def test_adafactor_keeps_a_row_and_a_column_of_a_matrix(shape):
    draw, r, c = np.random.default_rng(4), 0.0, 0.0
    expected = draw.normal(size=shape)
    w = tf.Variable(expected, dtype=tf.float64)
    optimizer = keras.optimizers.Adafactor(0.25)
    for t in range(1, 11):
        g = draw.normal(size=shape)
        optimizer.apply_gradients([(tf.constant(g), w)])
        beta, square = 1 - t**-0.8, g**2 + 1e-30
        r = beta * r + (1 - beta) * square.mean(axis=-1)
        c = beta * c + (1 - beta) * square.mean(axis=-2)
        part = r / r.mean(axis=-1, keepdims=True)
        u = g / np.sqrt(part[..., None] * c[..., None, :])
        u /= max(1, np.sqrt(np.mean(u**2)))
        size = max(1e-3, np.sqrt(np.mean(expected**2)))
        expected = expected - size * min(0.25, t**-0.5) * u
    np.testing.assert_allclose(w, expected, rtol=1e-7)
    names = [v.name.split("/")[0] for v in optimizer.variables[1:]]
    assert names == ["r", "c", "v"]
