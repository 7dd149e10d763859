"""Keras 3's way to scale a loss: gradients are handed on as they are."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas


def scaled(**options):
    """Returns plain descent of rate 1 with a scale."""
    inner = keras.optimizers.SGD(1.0)
    return keras.mixed_precision.LossScaleOptimizer(inner, **options)


def loop_of_keras3(optimizer, loss, w, takes):
    """Takes a step as Keras 3 has it: scaled gradients are handed on."""
    with tf.GradientTape() as tape:
        value = optimizer.scale_loss(loss())
    gradients = tape.gradient(value, [w])
    if takes == "apply":
        optimizer.apply(gradients, [w])
    else:
        optimizer.apply_gradients(zip(gradients, [w]))


@pytest.mark.parametrize("takes", ["apply", "apply_gradients"])
@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_a_loop_of_keras_3_hands_scaled_gradients_on(takes, in_graph):
    optimizer, w = scaled(initial_scale=8.0), tf.Variable(3.0)

    def step():
        loop_of_keras3(optimizer, lambda: 2.0 * w, w, takes)

    step = tf.function(step) if in_graph else step
    step()
    step()
    assert w.numpy() == -1.0
    assert float(optimizer.scale_loss(2.0)) == 16.0


def loop_of_keras2(optimizer, loss, w):
    with tf.GradientTape() as tape:
        value = optimizer.get_scaled_loss(loss())
    gradients = tape.gradient(value, [w])
    gradients = optimizer.get_unscaled_gradients(gradients)
    optimizer.apply_gradients(zip(gradients, [w]))


def by_keras2(optimizer, w):
    loop_of_keras2(optimizer, lambda: 2.0 * w, w)


def by_keras3(optimizer, w):
    loop_of_keras3(optimizer, lambda: 2.0 * w, w, "apply")


def by_plain_gradients(optimizer, w):
    optimizer.apply_gradients([(tf.constant(2.0), w)])


@pytest.mark.parametrize("way", [by_keras2, by_keras3, by_plain_gradients])
@pytest.mark.parametrize("begins", [False, True])
def test_minimize_goes_with_each_way(way, begins):
    optimizer, w = scaled(initial_scale=8.0), tf.Variable(0.0)

    def at_once(optimizer, w):
        optimizer.minimize(lambda: 2.0 * w, [w])

    ways = [at_once, way] if begins else [way, at_once]
    for number, take in enumerate(ways * 2, 1):
        take(optimizer, w)
        assert w.numpy() == -2.0 * number


@pytest.mark.parametrize(
    "first, second",
    [
        (by_keras2, by_keras3),
        (by_keras3, by_keras2),
        (by_plain_gradients, by_keras3),
    ],
)
def test_two_ways_in_one_optimizer_are_refused(first, second):
    optimizer, w = scaled(initial_scale=8.0), tf.Variable(0.0)
    first(optimizer, w)
    with pytest.raises(RuntimeError, match="one way for all.*Received: both"):
        second(optimizer, w)
    assert w.numpy() == -2.0


def test_graphs_of_a_step_in_two_parts_scale_back_once():
    """The parts know nothing of each other, and `minimize` is between."""
    optimizer, w = scaled(initial_scale=8.0), tf.Variable(0.0)

    @tf.function
    def gradients():
        with tf.GradientTape() as tape:
            value = optimizer.scale_loss(2.0 * w)
        return tape.gradient(value, [w])

    step = tf.function(lambda grads: optimizer.apply(grads, [w]))
    for number in (1, 3):
        step(gradients())
        assert w.numpy() == -2.0 * number
        tf.function(lambda: optimizer.minimize(lambda: 2.0 * w, [w]))()
        assert w.numpy() == -2.0 * (number + 1)


def test_a_step_traced_before_its_loss_is_scaled_is_told():
    optimizer, w = scaled(initial_scale=8.0), tf.Variable(0.0)
    tf.function(lambda grads: optimizer.apply(grads, [w]))([tf.zeros(())])
    with pytest.raises(RuntimeError, match="before the first step"):
        optimizer.scale_loss(2.0 * w)


def test_a_loop_of_keras_3_adds_over_replicas():
    strategy = two_replicas.strategy()
    with strategy.scope():
        w, optimizer = tf.Variable(1.0), scaled(initial_scale=8.0)

    def step():
        loop_of_keras3(optimizer, lambda: 2.0 * w, w, "apply_gradients")

    tf.function(lambda: strategy.run(step))()
    for part in strategy.experimental_local_results(w):
        assert part.numpy() == -3.0


def test_scaled_gradients_that_are_not_finite_are_left_out():
    optimizer, w = scaled(initial_scale=8.0), tf.Variable(1.0)
    loop_of_keras3(optimizer, lambda: w * np.inf, w, "apply")
    assert (w.numpy(), float(optimizer.loss_scale)) == (1.0, 4.0)


def test_the_inner_optimizers_own_factor_gives_way():
    inner = keras.optimizers.SGD(1.0, loss_scale_factor=4.0)
    optimizer = keras.mixed_precision.LossScaleOptimizer(inner)
    w = tf.Variable(3.0)
    optimizer.apply_gradients([(tf.constant(2.0), w)])
    assert w.numpy() == 1.0
