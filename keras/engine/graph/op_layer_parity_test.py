"""Op layers in files: tf_keras's are read, and tf_keras reads ours (row 4)."""

import json

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.testing import op_models

X = np.random.RandomState(0).rand(2, 3, 4).astype("float32") - 0.3
N = np.array([[0, 2, 1], [1, 1, 0]], "int32")
ROWS = tf.ragged.constant([[1.0, 2.0, 3.0], [4.0]])
SPARSE = tf.sparse.from_dense([[1.0, 0, 2, 0], [0, 0, 3, 0]])
W = np.ones((4, 2), "float32")

# What tf_keras writes wholly.
BOTH = {
    "operators": (lambda x: [1 - x, 2**x, x @ W, x * np.ones(4), -x], X),
    "comparison": (lambda x: (x > 0) & ~(x < 0.5), X),
    "bits": (lambda n: [n & 1, 1 ^ n, ~n], N),
    "slices": (lambda x: [x[:, 1:, None], x[:, ::2, -1]], X),
    "symbol as bound": (lambda x: x[:, : tf.shape(x)[1] - 1], X),
    "concat": (lambda x: tf.concat([x, tf.ones((2, 1, 4))], 1), X),
    "stack": (lambda x: tf.stack(axis=1, values=[x, x]), X),
    "where": (lambda x: tf.where(x > 0, x, 0.0), X),
    "boolean_mask": (lambda x: tf.boolean_mask(x, x[:, :, 0] > 0), X),
    "types": (lambda x: [tf.cast(x, tf.float64), tf.argmax(x, -1)], X),
    "reshape": (lambda x: tf.reshape(x, [tf.shape(x)[0], -1]), X),
    "layer norm": (lambda x: tf.nn.moments(x, [1]), X),
    "one_hot": (lambda n: tf.one_hot(n, 3), N),
    "ragged methods": (
        lambda x: [x.to_tensor(0.0, shape=[None, 4]), x.row_lengths()],
        ROWS,
    ),
    "ragged properties": (
        lambda x: [x.flat_values, *x.nested_row_splits],
        ROWS,
    ),
    "ragged with": (lambda x: x.with_values(x.values * 2), ROWS),
    "ragged classes": (
        lambda x: tf.RaggedTensor.from_row_splits(x.values, x.row_splits),
        ROWS,
    ),
    "ragged of dense": (lambda n: tf.RaggedTensor.from_tensor(n), N),
    "ragged slice": (lambda x: [x[:, :1], x[0]], ROWS),
    "sparse properties": (
        lambda x: [x.indices, x.values, x.dense_shape],
        SPARSE,
    ),
    "sparse with": (lambda x: x.with_values(x.values * 2), SPARSE),
}


@pytest.mark.parametrize("name", BOTH)
def test_row_4_a_file_of_tf_keras_is_read(name):
    function, value = BOTH[name]
    theirs = op_models.model_of(function, value, package=tf_keras)
    again = op_models.reloaded(theirs, keras.models.load_model)
    given = op_models.tensors_of([value])
    op_models.check_same(again(given), theirs(given))


@pytest.mark.parametrize("name", BOTH)
def test_tf_keras_reads_our_file(name):
    function, value = BOTH[name]
    ours = op_models.model_of(function, value)
    again = op_models.reloaded(ours, tf_keras.models.load_model)
    given = op_models.tensors_of([value])
    op_models.check_same(again(given), ours(given))


def described(package, function, value):
    """Each op layer's class, own config and calls, as JSON has them."""
    package.backend.clear_session()
    model = op_models.model_of(function, value, package=package)
    found = [
        (la["class_name"], la["config"], la["inbound_nodes"])
        for la in model.get_config()["layers"]
        if la["class_name"] != "InputLayer"
    ]
    return json.loads(json.dumps(found))


@pytest.mark.parametrize(
    "function, value",
    [
        (lambda x: x.to_tensor(default_value=0.0), ROWS),
        (lambda x: x.with_values(x.values), ROWS),
        (
            lambda x: tf.RaggedTensor.from_row_splits(x.values, x.row_splits),
            ROWS,
        ),
        (lambda x: x[:, :1], ROWS),
        (lambda x: [x.indices, x.dense_shape], SPARSE),
        (lambda x: x[:, 1:, None], X),
    ],
)
def test_layers_are_described_as_tf_keras_does(function, value):
    ours = described(keras, function, value)
    assert ours == described(tf_keras, function, value)


def test_what_tf_keras_left_out_of_a_file_is_told():
    theirs = op_models.model_of(
        lambda x: tf.einsum("bij,jk->bik", x, W), X, package=tf_keras
    )
    with pytest.raises(ValueError, match="no tensor of the model.*left them"):
        op_models.reloaded(theirs, keras.models.load_model)


@pytest.mark.parametrize(
    "spec",
    [
        tf.TensorSpec([None, 3], tf.int32),
        tf.SparseTensorSpec([None, 3], tf.int32),
        tf.RaggedTensorSpec([None, None, 3], tf.int32, ragged_rank=1),
        tf.RaggedTensorSpec([None, None], tf.float32, 1, tf.int32),
    ],
)
def test_inputs_of_any_type_are_read_both_ways(spec):
    for package, other in ((keras, tf_keras), (tf_keras, keras)):
        x = package.Input(type_spec=spec)
        model = package.Model(x, tf.cast(x, tf.float64))
        again = op_models.reloaded(model, other.models.load_model)
        assert again.input.type_spec.is_compatible_with(spec)
