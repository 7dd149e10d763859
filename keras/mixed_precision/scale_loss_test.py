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


def test_every_way_to_scale_may_follow_on_every_other():
    optimizer, w = scaled(initial_scale=8.0), tf.Variable(0.0)

    def of_keras2():
        with tf.GradientTape() as tape:
            value = optimizer.get_scaled_loss(2.0 * w)
        gradients = tape.gradient(value, [w])
        gradients = optimizer.get_unscaled_gradients(gradients)
        optimizer.apply_gradients(zip(gradients, [w]))

    def of_keras3():
        loop_of_keras3(optimizer, lambda: 2.0 * w, w, "apply")

    def at_once():
        optimizer.minimize(lambda: 2.0 * w, [w])

    ways = [of_keras2, of_keras3, at_once]
    for number, way in enumerate([*ways, *ways[::-1], of_keras2], 1):
        way()
        assert w.numpy() == -2.0 * number


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
