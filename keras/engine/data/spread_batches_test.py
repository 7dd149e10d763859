"""Batches that are spread over replicas train on as many, or are told."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

X = np.ones((6, 4), "float32")


def compiled():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def spread():
    rows = tf.data.Dataset.from_tensor_slices((X, X[:, :1])).batch(4)
    return two_replicas.strategy().experimental_distribute_dataset(rows)


def test_batches_for_two_replicas_are_refused_by_one_device():
    match = "Expected parts for 1,.*with parts for 2.*Pass the"
    for data in (spread(), iter(spread())):
        with pytest.raises(ValueError, match=match):
            compiled().fit(data, steps_per_epoch=1, verbose=0)
    with pytest.raises(ValueError, match="DistributedDataset with parts"):
        compiled().evaluate(spread(), verbose=0)


def test_batches_for_two_replicas_train_two():
    with two_replicas.strategy().scope():
        model = compiled()
    loss = model.evaluate(spread(), verbose=0)
    expected = np.mean((model.predict(X, verbose=0) - 1) ** 2)
    np.testing.assert_allclose(loss, expected, rtol=1e-5)
