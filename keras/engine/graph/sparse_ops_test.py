"""Functions and members of sparse symbols (row 4)."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import op_models

SPARSE = tf.sparse.from_dense([[1.0, 0, 2, 0], [0, 0, 3, 0]])
W = np.ones((4, 2), "float32")

CASES = {
    "to_dense": lambda x: tf.sparse.to_dense(x),
    "to_dense by keyword": lambda x: tf.sparse.to_dense(
        sp_input=x, default_value=1.0
    ),
    "reduce_sum": lambda x: tf.sparse.reduce_sum(x, axis=1),
    "reduce_max": lambda x: tf.sparse.reduce_max(x, axis=1, keepdims=True),
    "matmul": lambda x: tf.sparse.sparse_dense_matmul(x, W),
    "add": lambda x: tf.sparse.add(x, x),
    "add dense": lambda x: tf.sparse.add(x, tf.ones((2, 4))),
    "concat": lambda x: tf.sparse.concat(1, [x, x]),
    "slice": lambda x: tf.sparse.slice(x, [0, 0], [2, 2]),
    "split": lambda x: tf.sparse.split(x, 2, 1),
    "transpose": lambda x: tf.sparse.transpose(x),
    "reshape": lambda x: tf.sparse.reshape(x, [-1]),
    "expand_dims": lambda x: tf.sparse.expand_dims(x, 0),
    "softmax": lambda x: tf.sparse.softmax(x),
    "retain": lambda x: tf.sparse.retain(x, x.values > 1),
    "map_values": lambda x: tf.sparse.map_values(tf.nn.relu, x),
    "fill_empty_rows": lambda x: tf.sparse.fill_empty_rows(x, 0.0),
    "indices": lambda x: x.indices,
    "values": lambda x: x.values,
    "dense_shape": lambda x: x.dense_shape,
    "with_values": lambda x: x.with_values(x.values * 2),
    "times dense": lambda x: x * tf.ones((2, 4)),
    "times a number": lambda x: x * 2.0,
    "by dense": lambda x: x / (2 * tf.ones((2, 4))),
    "cast": lambda x: tf.cast(x, tf.int32),
    "abs": lambda x: tf.abs(x),
    "lookup": lambda x: tf.nn.embedding_lookup_sparse(
        W, tf.cast(x, tf.int64), None
    ),
    "bincount": lambda x: tf.sparse.bincount(tf.cast(x, tf.int64), axis=-1),
    "static shape": lambda x: tf.sparse.to_dense(x) / x.shape[1],
}


@pytest.mark.parametrize("name", CASES)
def test_row_4_a_sparse_symbol_is_computed_with_saved_and_loaded(name):
    model = op_models.check_value(CASES[name], SPARSE)
    op_models.check_copies(model, SPARSE)


@pytest.mark.parametrize(
    "operator", [lambda x: x + 1, lambda x: -x, lambda x: x[:, 1:]]
)
def test_an_operator_that_sparse_tensors_lack_is_refused(operator):
    with pytest.raises(TypeError, match="no operator.*tf.sparse.to_dense"):
        operator(keras.Input((4,), sparse=True))


def test_a_number_times_a_sparse_symbol_is_the_symbol_times_it():
    model = op_models.model_of(lambda x: 2.0 * x, SPARSE)
    np.testing.assert_array_equal(model(SPARSE).values, [2.0, 4.0, 6.0])


def test_set_shape_of_a_sparse_symbol_keeps_it_sparse():
    x = keras.Input((None,), sparse=True)
    x.set_shape((2, 3))
    assert x.sparse
    assert x.shape == (2, 3)


def test_the_dense_form_of_a_sparse_symbol_has_the_sizes_that_are_known():
    x = keras.Input((4,), sparse=True)
    dense = tf.sparse.to_dense(x)
    assert dense.shape.as_list() == [None, 4]
    assert keras.layers.Dense(2)(dense).shape.as_list() == [None, 2]


def test_a_model_of_a_sparse_input_is_trained():
    x = keras.Input((4,), sparse=True)
    y = keras.layers.Dense(2, use_bias=False)(tf.sparse.to_dense(x))
    model = keras.Model(x, y)
    model.compile("sgd", "mse")
    before = model.get_weights()[0]
    model.fit(SPARSE, tf.zeros((2, 2)), verbose=0)
    moved = np.abs(model.get_weights()[0] - before).max(axis=1) > 0
    assert moved.tolist() == [True, False, True, False]
