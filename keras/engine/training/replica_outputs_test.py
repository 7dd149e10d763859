"""Outputs of `predict` that aren't dense rows, on two replicas."""

import numpy as np
import tensorflow as tf

import keras
from keras.testing import two_replicas

X = np.arange(10, dtype="float32").reshape(5, 2)


class Mixed(keras.Model):
    def call(self, x):
        return {
            "sum": tf.reduce_sum(x),
            "none": None,
            "sparse": tf.sparse.from_dense(x),
        }


def test_numbers_are_a_replicas_rows_and_sparse_rows_are_joined():
    with two_replicas.strategy().scope():
        model = Mixed()
    found = model.predict(X, 4, verbose=0)
    # The rows of the replicas: (0, 1), (2, 3), (4,) and none.
    np.testing.assert_array_equal(found["sum"], [6, 22, 17, 0])
    assert found["none"] is None
    np.testing.assert_array_equal(tf.sparse.to_dense(found["sparse"]), X)


def test_none_is_none_in_any_number_of_batches():
    found = Mixed().predict(X, 2, verbose=0)
    assert found["none"] is None and len(found["sum"]) == 3
