"""Clipping where a gradient of rows names one of them twice: its sum counts.

Keras 2 and 3 clip each piece, so that a row's step depends on how often it's
in the batch, and on the number of replicas.
"""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.optimizers import gradients
from keras.testing import two_replicas

LIMITS = [{"clipnorm": 1.0}, {"clipvalue": 1.5}, {"global_clipnorm": 2.0}]
ROWS, VALUES = [1, 3, 1, 1], [[3.0, 1.0], [0.5, -4.0], [-1.0, 2.0], [0.0, -5.0]]


def slices():
    return tf.IndexedSlices(
        tf.constant(VALUES), tf.constant(ROWS), tf.constant([5, 2])
    )


def step(make, limits, gradient, **options):
    optimizer, w = make(0.5, **limits), tf.Variable(tf.ones([5, 2]))
    bias = tf.Variable([1.0])

    def take():
        pairs = [(gradient(), w), (tf.constant([2.0]), bias)]
        optimizer.apply_gradients(pairs)

    tf.function(take, **options)() if options else take()
    return np.concatenate([w.numpy().ravel(), bias.numpy()])


def dense():
    return tf.convert_to_tensor(slices())


@pytest.mark.parametrize(
    "limits", LIMITS, ids=lambda limits: next(iter(limits))
)
@pytest.mark.parametrize(
    ("make", "options"),
    [
        (keras.optimizers.SGD, {}),
        (keras.optimizers.SGD, {"jit_compile": True}),
        (keras.optimizers.Adagrad, {}),
        (keras.optimizers.Adagrad, {"jit_compile": True}),
        (keras.optimizers.legacy.SGD, {}),
        (keras.optimizers.legacy.SGD, {"jit_compile": True}),
        # Its kernel of rows is none of XLA's.
        (keras.optimizers.legacy.Adagrad, {}),
    ],
)
def test_rows_step_as_the_whole_gradient_does(make, limits, options):
    np.testing.assert_allclose(
        step(make, limits, slices, **options),
        step(make, limits, dense, **options),
        rtol=1e-6,
    )


@pytest.mark.parametrize(
    "limits", LIMITS, ids=lambda limits: next(iter(limits))
)
def test_replicas_that_name_the_same_rows_step_as_one_device(limits):
    strategy = two_replicas.strategy()
    with strategy.scope():
        w, optimizer = tf.Variable(tf.ones([5, 2])), keras.optimizers.SGD(0.5)
        for name, limit in limits.items():
            setattr(optimizer, name, limit)

    @tf.function
    def take():
        strategy.run(lambda: optimizer.apply_gradients([(slices(), w)]))

    take()
    alone, v = keras.optimizers.SGD(0.5, **limits), tf.Variable(tf.ones([5, 2]))
    alone.apply_gradients([(2 * dense(), v)])
    for part in strategy.experimental_local_results(w):
        np.testing.assert_allclose(part, v, rtol=1e-6)


def test_a_row_has_its_sum_once():
    once = gradients.rows_once(slices())
    assert once.indices.numpy().tolist() == ROWS
    assert once.values.numpy().tolist() == [[2.0, -2.0], [0.5, -4.0]] + 2 * [
        [0.0, 0.0]
    ]
    np.testing.assert_array_equal(tf.convert_to_tensor(once), dense())
    endless = tf.IndexedSlices(tf.constant([np.inf, 1.0]), [0, 0], [2])
    assert gradients.rows_once(endless).values.numpy().tolist() == [np.inf, 0.0]
