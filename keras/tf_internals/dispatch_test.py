"""Wrapped TensorFlow functions: as before, but for symbolic tensors."""

import inspect

import numpy as np
import pytest
import tensorflow as tf

import keras

WRAPPED = [
    tf.sparse.to_dense,
    tf.signal.rfft,
    tf.linalg.logm,
    tf.map_fn,
    tf.while_loop,
    tf.experimental.numpy.mean,
]


@pytest.mark.parametrize("function", WRAPPED)
def test_a_wrapped_function_keeps_its_name_and_signature(function):
    keras.Input((1,))
    original = inspect.unwrap(function)
    assert function.__name__ == original.__name__
    assert function.__module__.startswith("tensorflow.")
    assert inspect.signature(function) == inspect.signature(original)


def test_a_wrapped_function_computes_as_before():
    keras.Input((1,))
    ones = np.ones((2, 3), "float32")
    dense = tf.sparse.to_dense(tf.sparse.from_dense(ones))
    np.testing.assert_array_equal(dense, ones)
    np.testing.assert_array_equal(tf.map_fn(lambda row: -row, ones), -ones)


def test_an_error_on_values_stays_what_it_was():
    keras.Input((1,))
    with pytest.raises(TypeError, match="Input must be a SparseTensor"):
        tf.sparse.to_dense([1.0])
    with pytest.raises(ValueError, match="of the caller"):
        tf.map_fn(raise_a_value_error, tf.ones(2))


def raise_a_value_error(row):
    """Fails as a user's function may."""
    raise ValueError("of the caller")


def test_a_wrapped_function_is_traced_as_before():
    keras.Input((1,))

    @tf.function(autograph=True)
    def total(x):
        return tf.sparse.reduce_sum(tf.sparse.from_dense(x))

    assert float(total(tf.ones((2, 3)))) == 6
