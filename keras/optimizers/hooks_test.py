"""What users override between the gradients and the update."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

optimizers = keras.optimizers


class Clipped(optimizers.SGD):
    def _clip_gradients(self, grads):
        return [g / 2.0 for g in super()._clip_gradients(grads)]


class Decayed(optimizers.SGD):
    def _apply_weight_decay(self, variables):
        super()._apply_weight_decay(variables)
        for variable in variables:
            variable.assign_sub(tf.ones_like(variable))


class Backend(optimizers.SGD):
    def _backend_update_step(self, grads, trainable_variables, learning_rate):
        doubled = [2.0 * g for g in grads]
        super()._backend_update_step(
            doubled, trainable_variables, 0.5 * learning_rate
        )


CASES = [
    (Clipped, {}, [-0.5, -1.0]),
    (Clipped, {"clipvalue": 1.5}, [-0.5, -0.75]),
    (Decayed, {}, [-2.0, -3.0]),
    (Decayed, {"weight_decay": 0.5}, [-2.0, -3.0]),
    (Backend, {}, [-1.0, -2.0]),
]


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
@pytest.mark.parametrize(("kind", "settings", "expected"), CASES)
def test_a_hook_is_called_once_a_step(kind, settings, expected, in_graph):
    optimizer, w = kind(1.0, **settings), tf.Variable([0.0, 0.0])

    def step():
        optimizer.apply_gradients([(tf.constant([1.0, 2.0]), w)])

    (tf.function(step) if in_graph else step)()
    np.testing.assert_allclose(w, expected, rtol=1e-6)
    assert int(optimizer.iterations) == 1


@pytest.mark.parametrize("kind", [Clipped, Backend])
def test_replicas_go_where_one_device_goes(kind):
    strategy = two_replicas.strategy()
    with strategy.scope():
        optimizer, w = kind(0.5), tf.Variable([1.0, 2.0])
    alone, one = tf.Variable([1.0, 2.0]), kind(0.5)

    @tf.function
    def step():
        strategy.run(lambda: optimizer.apply_gradients([(1.0 * w, w)]))

    for _ in range(2):
        step()
        one.apply_gradients([(2.0 * alone, alone)])
    for part in strategy.experimental_local_results(w):
        np.testing.assert_allclose(part, alone, rtol=1e-6)


def test_hooks_do_without_being_overridden():
    optimizer = optimizers.SGD(0.5, clipnorm=5.0, weight_decay=0.5)
    clipped = optimizer._clip_gradients([tf.constant([6.0, 8.0]), None])
    np.testing.assert_allclose(clipped[0], [3.0, 4.0], rtol=1e-6)
    assert clipped[1] is None
    w = tf.Variable([4.0])
    optimizer.build([w])
    optimizer._apply_weight_decay([w])
    assert float(w[0]) == 3.0
    optimizer._backend_update_step([tf.constant([1.0])], [w], 2.0)
    assert float(w[0]) == 1.0
