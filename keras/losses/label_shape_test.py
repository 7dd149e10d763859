"""Labels and predictions before they are compared: what is refused or fits."""

import functools

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.losses import rows

# The losses that aren't in the rows, which have a formula of one row each.
FUNCTIONS = {row.function for row in rows.ROWS} | {
    keras.losses.ctc,
    keras.losses.circle,
}
WITH_AXIS = {row.loss_class for row in rows.ROWS if "axis" in row.settings}
ERRORS = {
    "MeanSquaredError": lambda y, p: (y - p) ** 2,
    "MeanAbsoluteError": lambda y, p: abs(y - p),
    "BinaryCrossentropy": lambda y, p: -np.log(np.where(y, p, 1 - p)),
    "Poisson": lambda y, p: p - y * np.log(p),
    "SquaredHinge": lambda y, p: np.maximum(1 - (2 * y - 1) * p, 0) ** 2,
}
Y = np.array([0, 1, 1, 0], "float32")
P = np.array([0.1, 0.8, 0.3, 0.6], "float32")
WEIGHTS = np.array([1, 2, 0, 5], "float32")


@pytest.mark.parametrize(
    "function", sorted(FUNCTIONS, key=lambda f: f.__name__)
)
def test_text_and_nothing_are_refused_by_every_loss(function):
    loss = function
    if "generalized" in function.__name__:
        loss = functools.partial(function, q=0.5)
    numbers = np.ones((2, 2), "float32")
    text = np.full(numbers.shape, "a")
    for wrong, message in (
        (text, "text can't be compared.*string"),
        (None, "nothing to compare.*None"),
    ):
        with pytest.raises(TypeError, match=f"^y_true: .*{message}"):
            loss(wrong, numbers)
        with pytest.raises(TypeError, match=f"^y_pred: .*{message}"):
            loss(numbers, wrong)


@pytest.mark.parametrize(
    "loss_class", sorted(WITH_AXIS, key=lambda c: c.__name__)
)
def test_an_axis_that_is_not_there_is_told_in_calls_and_fit(loss_class):
    loss, y = loss_class(axis=5), np.zeros((2, 2), "float32")
    message = r"no such axis.*\[-2, 2\).*axis=5"
    with pytest.raises(ValueError, match=message):
        loss(y, y)
    with pytest.raises(ValueError, match=message):
        loss.check(tf.constant(y), tf.constant(y))


@pytest.mark.parametrize("name", ERRORS)
def test_numbers_of_rows_are_weighed_row_by_row(name):
    errors = ERRORS[name](Y, P)
    loss = getattr(keras.losses, name)()
    np.testing.assert_allclose(
        loss(Y, P, WEIGHTS), np.mean(errors * WEIGHTS), rtol=1e-5
    )
    metric = getattr(keras.metrics, name)()
    np.testing.assert_allclose(
        metric(Y, P, WEIGHTS), np.average(errors, weights=WEIGHTS), rtol=1e-5
    )


def test_numbers_of_rows_without_weights_have_one_loss_as_in_keras_2():
    assert keras.losses.MeanSquaredError("none")(Y, P).shape == ()
    one = keras.losses.MeanSquaredError("sum")
    np.testing.assert_allclose(one(Y, P), np.mean((Y - P) ** 2), rtol=1e-6)


def test_masked_numbers_of_rows_do_not_count():
    predictions = tf.constant(P)
    predictions._keras_mask = tf.constant([True, True, False, False])
    loss = keras.losses.MeanAbsoluteError()(Y, predictions)
    np.testing.assert_allclose(loss, np.mean(np.abs(Y - P)[:2]), rtol=1e-6)


def test_class_weights_count_where_a_model_returns_one_number_a_row():
    inputs = keras.Input((1,))
    outputs = keras.layers.Reshape(())(keras.layers.Dense(1)(inputs))
    model = keras.Model(inputs, outputs)
    model.compile("sgd", "mse", weighted_metrics=["mae"])
    told = functools.partial(model.evaluate, P[:, None], Y, verbose=0)
    errors = Y - model.predict(P[:, None], verbose=0)
    np.testing.assert_allclose(
        told(sample_weight=WEIGHTS),
        [
            np.mean(errors**2 * WEIGHTS),
            np.average(np.abs(errors), weights=WEIGHTS),
        ],
        rtol=1e-5,
    )


def test_one_hot_labels_are_no_class_numbers():
    loss = keras.losses.CategoricalGeneralizedCrossEntropy()
    with pytest.raises(ValueError, match=r"Of one-hot labels.*argmax"):
        loss(np.eye(3), np.eye(3))


def test_labels_whose_last_size_is_unknown_may_be_columns():
    compute = keras.losses.sparse_categorical_crossentropy
    in_graph = tf.function(
        compute,
        input_signature=[
            tf.TensorSpec((None, None), "int32"),
            tf.TensorSpec((None, 2), "float32"),
        ],
    )
    found = in_graph([[0], [1]], [[0.25, 0.75], [0.5, 0.5]])
    np.testing.assert_allclose(found, -np.log([0.25, 0.5]), rtol=1e-5)
