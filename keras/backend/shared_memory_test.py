"""Arrays and tensors of the same memory."""

import numpy as np
import pytest
import tensorflow as tf

from keras.backend import aligned_memory, shared_memory

SHAPE = (200, 300)


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_an_array_becomes_a_variable_without_a_copy(dtype):
    array = aligned_memory.empty(SHAPE, np.dtype(dtype))
    array[:] = 2
    tensor = shared_memory.handed_over(array, tf.as_dtype(dtype))
    variable = tf.Variable(tf.ones(SHAPE, dtype))
    variable.assign(tensor)
    assert np.shares_memory(shared_memory.seen(variable), array)
    # What the tensor still holds stays, whatever the variable does.
    variable.assign_add(tf.ones(SHAPE, dtype))
    assert (array == 2).all() and (variable.numpy() == 3).all()


@pytest.mark.parametrize(
    "array",
    [
        np.ones((3, 4), "float32"),
        np.ones(SHAPE, "int32"),
        np.ones(SHAPE, "float64"),
        aligned_memory.empty(SHAPE, np.dtype("f")).T,
        aligned_memory.empty((60_001,), np.dtype("f"))[1:],
    ],
    ids=["small", "whole", "wide", "turned", "elsewhere"],
)
def test_what_tensorflow_has_to_copy_stays_an_array(array):
    assert shared_memory.handed_over(array, tf.float32) is array


def test_what_was_seen_stays_and_is_not_written_to():
    variable = tf.Variable(tf.ones(SHAPE))
    before = shared_memory.seen(variable)
    with pytest.raises(ValueError, match="read-only"):
        before[0] = 5
    variable.assign_add(tf.ones(SHAPE))
    assert (before == 1).all() and (variable.numpy() == 2).all()
