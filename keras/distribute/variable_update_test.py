"""Optimizers and metrics on two replicas against one."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.optimizers import schedules
from keras.testing import two_replicas

MAKERS = {
    "sgd": lambda: keras.optimizers.SGD(0.1),
    "momentum": lambda: keras.optimizers.SGD(0.1, 0.9),
    "adam": lambda: keras.optimizers.Adam(0.1),
    "amsgrad": lambda: keras.optimizers.Adam(0.1, amsgrad=True),
    "rmsprop": lambda: keras.optimizers.RMSprop(0.1, momentum=0.9),
    "all at once": lambda: keras.optimizers.Adam(
        schedules.ExponentialDecay(0.1, 1, 0.5),
        weight_decay=0.1,
        clipnorm=1.0,
        use_ema=True,
        ema_overwrite_frequency=2,
    ),
}


@pytest.fixture(scope="module")
def strategy():
    return two_replicas.strategy()


def replica():
    context = tf.distribute.get_replica_context()
    return tf.cast(context.replica_id_in_sync_group, tf.float32)


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("prebuilt", [True, False], ids=["built", "fresh"])
def test_gradients_are_added_over_replicas(strategy, maker, prebuilt):
    start, gradient = [[1.0, 2.0], [3.0, 4.0]], np.ones((2, 2), "float32")
    with strategy.scope():
        w, optimizer = tf.Variable(start), MAKERS[maker]()
        if prebuilt:
            optimizer.build([w])

    def step():
        optimizer.apply_gradients([(gradient + replica(), w)])

    run = tf.function(lambda: strategy.run(step))
    alone, one = tf.Variable(start), MAKERS[maker]()
    for _ in range(4):
        run()
        one.apply_gradients([(tf.constant(3 * gradient), alone)])
    for part in strategy.experimental_local_results(w):
        np.testing.assert_allclose(part, alone, rtol=1e-6)
    assert optimizer.iterations.numpy() == 4


def test_rows_are_added_over_replicas(strategy):
    with strategy.scope():
        w, optimizer = tf.Variable(tf.zeros((3, 1))), keras.optimizers.SGD(1.0)

    def step():
        rows = tf.IndexedSlices(tf.ones((1, 1)), [1], tf.constant([3, 1]))
        optimizer.apply_gradients([(rows, w)])

    tf.function(lambda: strategy.run(step))()
    for part in strategy.experimental_local_results(w):
        np.testing.assert_array_equal(part, [[0.0], [-2.0], [0.0]])


def test_gradients_added_by_the_user_are_not_added_again(strategy):
    with strategy.scope():
        w, optimizer = tf.Variable(0.0), keras.optimizers.SGD(1.0)

    def step():
        optimizer.apply_gradients(
            [(tf.constant(1.0), w)], skip_gradients_aggregation=True
        )

    tf.function(lambda: strategy.run(step))()
    assert strategy.experimental_local_results(w)[1].numpy() == -1.0


@pytest.mark.parametrize("skips", [False, True])
def test_a_step_in_a_branch_names_accumulation(strategy, skips):
    with strategy.scope():
        w, optimizer = tf.Variable(0.0), keras.optimizers.SGD(1.0)

    def update():
        optimizer.apply_gradients(
            [(tf.constant(1.0), w)], skip_gradients_aggregation=skips
        )

    def step():
        tf.cond(w >= 0.0, update, lambda: None)

    with pytest.raises(
        RuntimeError, match="a graph within that one.*accumulation_steps=n"
    ):
        tf.function(lambda: strategy.run(step))()


def test_a_step_outside_of_replicas_changes_all_of_them(strategy):
    with strategy.scope():
        w, optimizer = tf.Variable(0.0), keras.optimizers.SGD(1.0)
        optimizer.apply_gradients([(tf.constant(1.0), w)])
    for part in strategy.experimental_local_results(w):
        assert part.numpy() == -1.0


def test_a_metric_sees_every_replica(strategy):
    with strategy.scope():
        metric = keras.metrics.Mean()
    tf.function(lambda: strategy.run(lambda: metric.update_state(replica())))()
    assert float(metric.result()) == 0.5
    metric.reset_state()
    assert float(metric.result()) == 0.0
