"""Rows of a table are gathered from replicas, in numbers that differ."""

import contextlib

import numpy as np

import keras
from keras.testing import two_replicas

layers = keras.layers
IDS = np.random.default_rng(4).integers(0, 9, (10, 3))


def trained(scope, first, **options):
    keras.utils.set_random_seed(1)
    with scope:
        model = keras.Sequential([first, layers.Flatten(), layers.Dense(1)])
        model.compile(keras.optimizers.SGD(0.1), "mse", **options)
    model.fit(IDS, np.ones((10, 1)), 4, epochs=3, shuffle=False, verbose=0)
    return model


def table():
    return layers.Embedding(9, 2, input_length=3)


def test_a_table_learns_from_a_smaller_last_batch_row_12():
    # row 12
    one = trained(contextlib.nullcontext(), table())
    two = trained(
        two_replicas.strategy().scope(), table(), steps_per_execution=3
    )
    assert takes_one_step_a_call(two)
    for expected, found in zip(one.get_weights(), two.get_weights()):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def takes_one_step_a_call(model):
    steps = model._keras_state.compile_state.steps
    return steps.epoch_runner("train", is_single=False)._is_single


def test_replicas_that_gather_nothing_take_many_steps_a_call():
    rows = layers.Rescaling(1.0, input_shape=(3,))
    model = trained(two_replicas.strategy().scope(), rows)
    assert not takes_one_step_a_call(model)
