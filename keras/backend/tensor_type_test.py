"""What `keras.backend` tells of tensors, symbolic and concrete."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

NAMES = ("int_shape", "ndim", "dtype", "is_sparse", "is_keras_tensor")


def tensors(package):
    """Tensors of each kind; the first four are symbolic."""
    return {
        "dense": package.Input((3,), dtype="int32"),
        "ragged": package.Input((None, 2), ragged=True),
        "sparse": package.Input((4,), sparse=True),
        "scalar": package.Input((), batch_size=2),
        "concrete": tf.ones((2, 3), tf.float64),
        "variable": tf.Variable([1, 2]),
        "concrete sparse": tf.sparse.from_dense([[1.0, 0.0]]),
    }


@pytest.mark.parametrize("name", NAMES)
def test_tensors_are_described_as_tf_keras_does(name):
    ours, theirs = tensors(keras), tensors(tf_keras)
    for kind in ours:
        found = getattr(keras.backend, name)(ours[kind])
        assert found == getattr(tf_keras.backend, name)(theirs[kind]), kind


def test_an_unknown_rank_is_none():
    x = keras.Input(type_spec=tf.TensorSpec(None))
    assert keras.backend.int_shape(x) is None
    assert keras.backend.ndim(x) is None


def test_an_array_has_a_shape_and_a_type_too():
    array = np.ones((2, 3))
    assert keras.backend.int_shape(array) == (2, 3)
    assert keras.backend.ndim(array) == 2
    assert keras.backend.dtype(array) == "float64"


def test_ragged_tensors_are_no_symbolic_ones():
    assert not keras.backend.is_keras_tensor(tf.ragged.constant([[1.0]]))


@pytest.mark.parametrize("x", [np.ones(2), [1], None, "x"])
def test_what_is_no_tensor_is_refused(x):
    with pytest.raises(ValueError, match="Expected a tensor.*x of type"):
        keras.backend.is_keras_tensor(x)


def test_anything_else_is_not_sparse():
    assert not keras.backend.is_sparse(3)


# What Keras 3.15 says of each, on TensorFlow.
@pytest.mark.parametrize(
    "dtype, name",
    [
        (None, "float32"),
        (int, "int64"),
        ("int", "int64"),
        (float, "float32"),
        (bool, "bool"),
        (str, "string"),
        (complex, "complex128"),
        (np.float64, "float64"),
        (np.dtype("int8"), "int8"),
        (tf.bfloat16, "bfloat16"),
        ("uint16", "uint16"),
    ],
)
def test_a_type_has_one_name(dtype, name):
    assert keras.utils.standardize_dtype(dtype) == name


@pytest.mark.parametrize("dtype", ["flot32", "resource", dict, [], tf.variant])
def test_what_is_no_type_of_tensors_is_refused(dtype):
    with pytest.raises(ValueError, match="Received: dtype="):
        keras.utils.standardize_dtype(dtype)


def test_names_count_anew_without_freeing_memory():
    keras.layers.Dense(1)
    keras.utils.clear_session(free_memory=False)
    assert keras.layers.Dense(1).name == "dense"
