"""Losses and metrics of symbols that tf_keras writes are read, and back."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.testing import op_models

pytestmark = [
    pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5"),
    pytest.mark.filterwarnings("ignore:The `keras.initializers.serialize"),
]
X = np.random.RandomState(0).rand(3, 4).astype("float32")
TABLE = np.arange(8, dtype="float32").reshape(4, 2) / 7
IDS = np.array([[0, 3, 1], [2, 2, 1]], "int32")

# Of the input, what is between, and the output.
TERMS = {
    "sum": lambda k, x, h, y: tf.reduce_sum(h),
    "divergence": lambda k, x, h, y: -0.5 * tf.reduce_mean(1 + h - tf.exp(h)),
    "constants": lambda k, x, h, y: tf.reduce_mean(y * [1.0, 2.0, 3.0, 4.0]),
    "array": lambda k, x, h, y: tf.norm(y - np.full(4, 0.1, "float32")),
    "one_hot": lambda k, x, h, y: tf.one_hot(tf.argmax(h, -1), 4) * y,
    "row": lambda k, x, h, y: tf.reduce_sum(y[:, 1:]) / 7,
    "mean_squared": lambda k, x, h, y: k.losses.mse(x, y),
    "huber": lambda k, x, h, y: k.losses.huber(x, y, delta=0.5),
    "hinge": lambda k, x, h, y: k.losses.hinge(x, y),
    "squared_hinge": lambda k, x, h, y: k.losses.squared_hinge(x, y),
    "binary": lambda k, x, h, y: k.losses.binary_crossentropy(x, y),
    "focal": lambda k, x, h, y: k.losses.binary_focal_crossentropy(x, y),
    "categorical": lambda k, x, h, y: k.losses.categorical_crossentropy(
        tf.nn.softmax(x), tf.nn.softmax(y)
    ),
    "sparse": lambda k, x, h, y: k.losses.sparse_categorical_crossentropy(
        tf.argmax(x, -1), tf.nn.softmax(y)
    ),
    "focal_categorical": lambda k, x, h, y: (
        k.losses.categorical_focal_crossentropy(
            tf.nn.softmax(x), tf.nn.softmax(y)
        )
    ),
    "flat": lambda k, x, h, y: k.backend.batch_flatten(h),
    "floats": lambda k, x, h, y: k.backend.cast_to_floatx(h),
    "backend": lambda k, x, h, y: k.backend.mean(k.backend.square(h), -1),
}


def model_with_terms(k):
    k.backend.clear_session()
    x = k.Input((4,), name="x")
    h = k.layers.Dense(4, "sigmoid", name="h")(x)
    y = k.layers.Dense(4, "sigmoid", name="y")(h)
    model = k.Model(x, y)
    for term in TERMS.values():
        model.add_loss(tf.reduce_mean(term(k, x, h, y)))
    model.add_metric(tf.reduce_sum(y), name="total", aggregation="mean")
    return model


def check_terms(model, other):
    np.testing.assert_allclose(model(X), other(X), rtol=1e-5)
    for name, one, two in zip(TERMS, model.losses, other.losses, strict=True):
        # Kernels of one package may sum in another order than the other's.
        np.testing.assert_allclose(one, two, 1e-5, 1e-6, err_msg=name)
    assert [m.name for m in model.metrics] == [m.name for m in other.metrics]


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_terms_are_read_and_written(ending, tmp_path):
    path, back = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    theirs = model_with_terms(tf_keras)
    theirs.save(path)
    ours = keras.models.load_model(path)
    check_terms(ours, theirs)
    ours.save(back)
    check_terms(keras.models.load_model(back), theirs)
    check_terms(tf_keras.models.load_model(back), theirs)


# Calls that tf_keras writes, and mostly doesn't read itself.
CALLS = {
    "table": (lambda i: tf.nn.embedding_lookup(TABLE, i), IDS),
    "tables": (lambda i: tf.nn.embedding_lookup([TABLE], i), IDS),
    "image": (
        lambda x: tf.nn.conv2d(
            tf.ones((1, 4, 4, 1)), tf.reshape(x, [2, 2, 1, 3]), 1, "SAME"
        ),
        X,
    ),
    "of another type": (
        lambda x: tf.add(tf.constant([1, 2, 3], tf.int64), x),
        IDS.astype("int64"),
    ),
    "matrix": (
        lambda x: tf.matmul(tf.constant(np.eye(4)), x, transpose_b=True),
        X.astype("float64"),
    ),
    "loss": (lambda x: tf_keras.losses.MeanSquaredError()(x, 2 * x), X),
    "texts": (lambda i: tf.gather(tf.constant(["a", "é", "", "d"]), i), IDS),
}


@pytest.mark.parametrize("ending", ["keras", "h5"])
@pytest.mark.parametrize("name", CALLS)
def test_row_4_arrays_and_types_in_their_files_are_read(name, ending, tmp_path):
    function, value = CALLS[name]
    theirs = op_models.model_of(function, value, package=tf_keras)
    theirs.save(tmp_path / f"a.{ending}")
    again = keras.models.load_model(tmp_path / f"a.{ending}")
    op_models.check_same(again(tf.constant(value)), theirs(value))


def test_a_stack_is_read_without_the_terms_that_tf_keras_puts_on_it(tmp_path):
    theirs = tf_keras.Sequential(
        [tf_keras.layers.Dense(2, input_shape=(4,)), tf_keras.layers.Dense(3)]
    )
    before = theirs(X)
    theirs.add_loss(tf.reduce_sum(theirs.layers[0].output))
    theirs.save(tmp_path / "a.keras")
    with pytest.warns(UserWarning, match="Received: .'add_loss.*add_loss`"):
        again = keras.models.load_model(tmp_path / "a.keras")
    assert len(again.layers) == 2
    np.testing.assert_allclose(again(X), before, 1e-5, 1e-6)


@pytest.mark.parametrize(
    "function",
    [lambda x: x == 0.0, lambda x: tf.meshgrid(x[0], x[0])],
)
def test_what_tf_keras_left_out_is_told_with_a_way_out(function, tmp_path):
    theirs = op_models.model_of(function, X, package=tf_keras)
    theirs.save(tmp_path / "a.keras")
    with pytest.raises(ValueError, match="Received.*tf_keras"):
        keras.models.load_model(tmp_path / "a.keras")
