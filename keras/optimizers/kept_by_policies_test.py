"""What policies keep: where it starts, its type, and as settings change."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.optimizers import legacy


def scaled(inner):
    """A scale that leaves out the steps whose gradients aren't finite."""
    return keras.mixed_precision.LossScaleOptimizer(inner, initial_scale=1.0)


def take(optimizer, *gradients):
    """Takes a step; a gradient of None is none."""
    optimizer.apply_gradients(
        [(tf.constant(g), v) for g, v in gradients if g is not None]
    )


def schedule_free():
    return keras.optimizers.ScheduleFreeAdamW(0.0)


def averages():
    return keras.optimizers.SGD(0.0, use_ema=True)


@pytest.mark.parametrize("make", [schedule_free, averages])
def test_what_starts_where_a_variable_is_starts_in_a_step_left_out(make):
    optimizer, w = scaled(make()), tf.Variable([1.0, 2.0])
    optimizer.build([w])
    w.assign([4.0, 8.0])
    take(optimizer, ([np.inf, 0.0], w))
    take(optimizer, ([1.0, 1.0], w))
    optimizer.finalize_variable_values([w])
    # The rate is 0: the variable stays where it was loaded.
    assert w.numpy().tolist() == [4.0, 8.0]


@pytest.mark.parametrize("make", [schedule_free, averages])
def test_what_starts_where_a_variable_is_starts_before_it_has_a_gradient(make):
    optimizer, first, later = make(), tf.Variable(1.0), tf.Variable(2.0)
    optimizer.build([first, later])
    later.assign(5.0)
    take(optimizer, (1.0, first))
    take(optimizer, (1.0, first), (1.0, later))
    optimizer.finalize_variable_values([first, later])
    assert later.numpy() == 5.0


def test_variables_without_an_average_are_told():
    optimizer, w = averages(), tf.Variable(1.0)
    take(optimizer, (1.0, w))
    with pytest.raises(ValueError, match="was not built for.*'other:0'"):
        optimizer.finalize_variable_values([tf.Variable(1.0, name="other")])


def test_a_gradient_that_is_left_out_is_none_of_those_that_are_added_up():
    inner = keras.optimizers.SGD(1.0, gradient_accumulation_steps=2)
    optimizer, w = scaled(inner), tf.Variable(0.0)
    for gradient in (np.inf, 1.0, np.inf, 3.0):
        take(optimizer, (gradient, w))
    assert w.numpy() == -2.0 and int(optimizer.iterations) == 1


def test_a_step_left_out_counts_for_each_of_several_optimizers():
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay(
        [0], [1.0, 0.5]
    )
    both = keras.optimizers.MultiOptimizer(
        keras.optimizers.OptimizerMap(
            keras.optimizers.SGD(schedule), {"b": keras.optimizers.SGD(1.0)}
        )
    )
    optimizer = scaled(both)
    a, b = tf.Variable(0.0, name="a"), tf.Variable(0.0, name="b")
    take(optimizer, (np.inf, a), (1.0, b))
    take(optimizer, (1.0, a), (1.0, b))
    assert (a.numpy(), b.numpy()) == (-0.5, -1.0)


@pytest.mark.filterwarnings("ignore:No gradient")
def test_groups_of_variables_that_take_turns_in_a_sum_are_told():
    optimizer = keras.optimizers.SGD(1.0, gradient_accumulation_steps=2)
    a, b = tf.Variable(1.0, name="a"), tf.Variable(1.0, name="b")
    optimizer.build([a, b])
    take(optimizer, (1.0, a))
    with pytest.warns(UserWarning, match="take turns.*'a:0'.*'b:0'"):
        take(optimizer, (1.0, b))


@pytest.mark.parametrize("limit", ["clipnorm", "global_clipnorm"])
@pytest.mark.parametrize("module", ["optimizers", "optimizers.legacy"])
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_norms_of_halves_are_those_of_float32(dtype, module, limit):
    cls = keras.optimizers if module == "optimizers" else legacy
    optimizer, w = cls.SGD(1.0, **{limit: 3.0}), tf.ones((9,), dtype)
    w = tf.Variable(w)
    optimizer.apply_gradients([(tf.fill((9,), tf.constant(300.0, dtype)), w)])
    # The norm is 900: each of nine gradients becomes 1.
    np.testing.assert_allclose(w.numpy().astype(float), 0.0, atol=0.01)


def test_norms_of_rows_of_halves_are_those_of_float32():
    w = tf.Variable(tf.ones((4, 1), "float16"))
    values = tf.constant([[300.0], [100.0], [300.0]], "float16")
    rows = tf.IndexedSlices(values, [0, 1, 1], [4, 1])
    keras.optimizers.SGD(1.0, clipnorm=5.0).apply_gradients([(rows, w)])
    np.testing.assert_allclose(w[:, 0], [-2, -3, 1, 1], atol=1e-2)


def test_sums_of_halves_may_be_beyond_them():
    optimizer = keras.optimizers.SGD(2**-10, gradient_accumulation_steps=2)
    w = tf.Variable(tf.constant(0.0, tf.float16))
    for gradient in (40000.0, 40960.0):
        optimizer.apply_gradients([(tf.constant(gradient, tf.float16), w)])
    np.testing.assert_allclose(w.numpy(), -40480 / 1024, rtol=1e-3)


@pytest.mark.parametrize(
    ("before", "given", "after", "then", "where"),
    [
        (4, [1.0, 1.0], 2, [1.0, 1.0], [-1.0, -1.0]),
        # The mean of the three, 4, stands for one gradient of two.
        (4, [3.0, 4.0, 5.0], 2, [6.0, 1.0, 3.0], [-5.0, -5.0, -7.0]),
        (2, [1.0, 1.0, 1.0], 4, [3.0, 3.0, 1.0], [-1.0, -1.0, -3.0]),
        (2, [1.0, 3.0], 3, [3.0, 3.0, 3.0], [-2.0, -2.0, -5.0]),
    ],
)
def test_a_mean_is_one_when_the_number_of_steps_changes(
    before, given, after, then, where
):
    optimizer = keras.optimizers.SGD(1.0, gradient_accumulation_steps=before)
    w, path = tf.Variable(0.0), []
    for gradient in given:
        take(optimizer, (gradient, w))
    optimizer.gradient_accumulation_steps = after
    for gradient in then:
        take(optimizer, (gradient, w))
        path.append(float(w))
    assert path == where


def test_accumulation_that_was_off_begins_anew():
    optimizer = keras.optimizers.SGD(1.0, gradient_accumulation_steps=4)
    w, path = tf.Variable(0.0), []
    for steps in (4, None, 2):
        optimizer.gradient_accumulation_steps = steps
        take(optimizer, (1.0, w))
        path.append(float(w))
    take(optimizer, (3.0, w))
    assert [*path, float(w)] == [0.0, -1.0, -1.0, -3.0]


def test_averages_that_were_off_begin_anew():
    optimizer = keras.optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    w = tf.Variable(0.0)
    for is_on in (True, False, True):
        optimizer.use_ema = is_on
        take(optimizer, (1.0, w))
    # The last began at -2, and went half of the way to -3.
    optimizer.finalize_variable_values([w])
    assert float(w) == -2.5
