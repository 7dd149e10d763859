"""Rows of a table are gathered from replicas, in numbers that differ."""

import contextlib

import numpy as np

import keras
from keras.testing import two_replicas

IDS = np.random.default_rng(4).integers(0, 9, (10, 3))


def weights_after_training(scope):
    keras.utils.set_random_seed(1)
    with scope:
        layers = keras.layers
        model = keras.Sequential(
            [
                layers.Embedding(9, 2, input_length=3),
                layers.Flatten(),
                layers.Dense(1),
            ]
        )
        model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(IDS, np.ones((10, 1)), 4, epochs=3, shuffle=False, verbose=0)
    return model.get_weights()


def test_a_table_learns_from_a_smaller_last_batch_row_12():
    # row 12
    one = weights_after_training(contextlib.nullcontext())
    two = weights_after_training(two_replicas.strategy().scope())
    for expected, found in zip(one, two, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
