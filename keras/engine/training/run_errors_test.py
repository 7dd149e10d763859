"""Tests of what is told of data that only a run finds to be wrong."""

import numpy as np
import pytest
import tensorflow as tf

import keras

__name__ = "users_code"  # AutoGraph leaves our own package's code alone.

X = np.ones((8, 2), "float32")
EAGER = pytest.mark.parametrize("run_eagerly", [False, True])


def classes(loss="sparse_categorical_crossentropy", **options):
    layer = keras.layers.Dense(3, activation="softmax", input_shape=(2,))
    model = keras.Sequential([layer])
    model.compile("sgd", loss, **options)
    return model


def table():
    model = keras.Sequential(
        [
            keras.layers.Embedding(5, 3, input_length=2, name="words"),
            keras.layers.Flatten(),
            keras.layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    return model


@EAGER
@pytest.mark.parametrize("label", [3, -1])
@pytest.mark.parametrize(
    "method", ["fit", "evaluate", "train_on_batch", "test_on_batch"]
)
def test_a_label_that_is_no_class(method, label, run_eagerly):
    model = classes(run_eagerly=run_eagerly)
    labels = np.array([0, 1, 2, label] * 2)
    told = rf"none of 3 classes. Expected .*\[0, 3\).*Received: label={label}\."
    with pytest.raises(ValueError, match=told) as caught:
        getattr(model, method)(X, labels)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("wrong", [5, -1])
@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
@pytest.mark.parametrize("rows", [8, 80])
def test_an_id_that_is_not_in_a_table(method, wrong, rows):
    ids = np.zeros((rows, 2), int)
    ids[3, 1] = wrong
    labels = () if method == "predict" else (np.ones((rows, 1)),)
    told = rf"'words': an id .*Expected .*\[0, 5\).*Received: id={wrong}\."
    with pytest.raises(ValueError, match=told):
        getattr(table(), method)(ids, *labels, verbose=0)


def test_another_failure_stays_as_it_is():
    def failing(y_true, y_pred):
        with tf.control_dependencies([tf.debugging.Assert(False, ["mine"])]):
            return y_pred

    with pytest.raises(tf.errors.InvalidArgumentError, match="mine"):
        classes(failing).fit(X, np.ones(8), verbose=0)


@EAGER
@pytest.mark.parametrize(
    "loss", ["mse", "sparse_categorical_crossentropy", "hinge_of_user"]
)
def test_labels_that_are_text(loss, run_eagerly):
    if loss == "hinge_of_user":
        loss, metrics = (lambda y_true, y_pred: y_pred), ["accuracy"]
    else:
        metrics = []
    model = classes(loss, metrics=metrics, run_eagerly=run_eagerly)
    with pytest.raises(TypeError, match="labels are text.*=string.*np.unique"):
        model.fit(X, np.array(list("abcdabcd")), verbose=0)


class Silent(keras.losses.Loss):
    def call(self, y_true, y_pred):
        tf.square(y_true - y_pred)


def forgetful(y_true, y_pred):
    tf.square(y_true - y_pred)


@EAGER
@pytest.mark.parametrize("loss", [Silent(), forgetful])
def test_a_loss_that_returns_nothing(loss, run_eagerly):
    name = "Silent" if loss is not forgetful else "forgetful"
    told = f"Loss '{name}': nothing came.*Expected a tensor.*Received: None"
    with pytest.raises(ValueError, match=told):
        classes(loss, run_eagerly=run_eagerly).fit(X, np.ones((8, 3)))
