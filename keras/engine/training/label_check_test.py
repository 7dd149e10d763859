"""Labels that don't fit outputs are told shortly, before a step is traced."""

import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

X = np.zeros((8, 3), "float32")
SPARSE, ONE_HOT = "sparse_categorical_crossentropy", "categorical_crossentropy"
BINARY = "binary_crossentropy"


def classifier(units, loss, metrics=None, **arguments):
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(units, name="out")]
    )
    model.compile("sgd", loss, metrics=metrics, **arguments)
    return model


def message_of(call):
    with pytest.raises(ValueError) as caught:
        call()
    message = str(caught.value)
    assert len(message) <= 300
    return message


MISMATCHES = [
    (ONE_HOT, (8,), 4, f"use {SPARSE}"),
    (ONE_HOT, (8, 1), 4, f"use {SPARSE}"),
    (ONE_HOT, (8, 3), 4, "the last layer needs 3"),
    (SPARSE, (8, 4), 4, f"use {ONE_HOT}"),
    (SPARSE, (8, 2), 4, "the last layer needs 2"),
    ("mse", (8, 3), 4, "the last layer needs 3"),
    ("mse", (8, 2, 4), 4, ""),  # and row 125, of these three
    ("mae", (8, 2), 3, "the last layer needs 2"),
    ("huber", (8, 2), 3, "the last layer needs 2"),
]


BROADCASTS = [
    (BINARY, (8,), 4, f"use {SPARSE}"),
    (BINARY, (8, 1), 4, f"use {SPARSE}"),
    (BINARY, (8, 2), 1, "the last layer needs 2"),
    ("mse", (8,), 4, f"use {SPARSE}"),
    ("mse", (8, 1), 4, f"use {SPARSE}"),
    ("mse", (8, 4), 1, "the last layer needs 4"),
    ("mse", (8, 1, 4), 4, ""),
]


@pytest.mark.parametrize(("loss", "shape", "units", "advice"), BROADCASTS)
def test_labels_that_broadcast_are_warned_about_and_train(
    loss, shape, units, advice
):
    # Row 125.
    model = classifier(units, loss)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(2):
            found = model.fit(X, np.ones(shape), verbose=0).history["loss"]
    (message,) = (str(w.message) for w in caught)
    batch = ", ".join(["None", *map(str, shape[1:])])
    assert f"y_true.shape=({batch}" in message
    assert f"y_pred.shape=(None, {units})" in message
    assert message.endswith(f"{advice}.")
    assert np.isfinite(found).all()


@pytest.mark.parametrize("shape", [(8,), (8, 2)])
def test_broadcast_labels_have_the_loss_that_numpy_says(shape):
    units = 3 if shape == (8,) else 1
    labels = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    model = classifier(units, "mse", ["mse"])
    with pytest.warns(UserWarning, match="broadcast"):
        found = model.evaluate(X, labels, verbose=0)
    column = labels.reshape(8, -1)
    expected = np.mean((column - model.predict(X, verbose=0)) ** 2)
    np.testing.assert_allclose(found, [expected, expected], rtol=1e-6)


def test_a_label_a_row_of_one_column_is_nothing_to_tell():
    # Row 125.
    model = classifier(1, "mse")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = model.evaluate(X, np.arange(8.0), verbose=0)
    errors = model.predict(X, verbose=0)[:, 0] - np.arange(8)
    np.testing.assert_allclose(found, np.mean(errors**2), rtol=1e-6)


@pytest.mark.parametrize(("loss", "shape", "units", "advice"), MISMATCHES)
@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch"])
def test_a_loss_tells_both_shapes_and_what_to_do_row_73(
    method, loss, shape, units, advice
):
    model = classifier(units, loss)
    arguments = {} if method == "train_on_batch" else {"verbose": 0}
    message = message_of(
        lambda: getattr(model, method)(X, np.zeros(shape), **arguments)
    )
    batch = ", ".join(["None", *map(str, shape[1:])])
    assert f"y_true.shape=({batch}" in message
    assert f"y_pred.shape=(None, {units})" in message
    assert message.endswith(f"{advice}.")


def test_nothing_is_traced_before_a_wrong_label_is_told_row_73():
    traced = []

    class Head(keras.layers.Dense):
        def call(self, inputs):
            traced.append(1)
            return super().call(inputs)

    model = keras.Sequential([keras.Input((3,)), Head(4)])
    traced.clear()
    model.compile("sgd", ONE_HOT)
    message_of(lambda: model.fit(X, np.zeros(8), verbose=0))
    assert traced == []


def test_the_second_training_is_checked_as_the_first_row_73():
    model = classifier(4, ONE_HOT)
    model.fit(X, np.eye(4)[np.zeros(8, int)], verbose=0)
    message = message_of(lambda: model.fit(X, np.zeros(8), verbose=0))
    assert SPARSE in message


@pytest.mark.parametrize("times", [1, 2])
def test_a_subclass_is_checked_too_row_73(times):
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.head = keras.layers.Dense(4)

        def call(self, inputs):
            return self.head(inputs)

    model = Model()
    model.compile("sgd", "mse")
    if times == 2:
        model.fit(X, np.zeros((8, 4)), verbose=0)
    message = message_of(lambda: model.fit(X, np.zeros((8, 2, 4)), verbose=0))
    assert "y_true.shape=(None, 2, 4)" in message


@pytest.mark.parametrize(
    ("metric", "advice"),
    [
        ("categorical_accuracy", "use sparse_categorical_accuracy"),
        ("accuracy", ""),
        (keras.metrics.CategoricalAccuracy(), "sparse_categorical_accuracy"),
        ("mse", "the last layer needs 3"),
    ],
)
def test_a_metric_is_checked_too_row_73(metric, advice):
    def any_loss(y_true, y_pred):
        return tf.reduce_sum(y_pred, axis=-1)

    is_column = metric in ("accuracy", "mse")
    labels = np.zeros((8, 3)) if is_column else np.zeros(8)
    model = classifier(4, any_loss, [metric])
    message = message_of(lambda: model.fit(X, labels, verbose=0))
    assert advice in message
    assert "y_pred.shape=(None, 4)" in message


@pytest.mark.parametrize("structure", [list, dict])
def test_the_output_is_named_row_73(structure):
    x = keras.Input((3,))
    heads = [keras.layers.Dense(4, name=name)(x) for name in ("one", "two")]
    labels = [np.zeros((8, 4)), np.zeros((8, 3))]
    if structure is dict:
        heads, labels = ({"a": p[0], "b": p[1]} for p in (heads, labels))
    model = keras.Model(x, heads)
    model.compile("sgd", "mse")
    message = message_of(lambda: model.fit(X, labels, verbose=0))
    assert "mean_squared_error of output 'two':" in message


def test_a_validation_label_is_told_before_the_first_epoch_row_73():
    model = classifier(4, SPARSE)
    before = model.get_weights()
    message = message_of(
        lambda: model.fit(
            X, np.zeros(8), validation_data=(X, np.zeros((8, 4))), verbose=0
        )
    )
    assert ONE_HOT in message
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


def test_a_loop_of_the_users_gets_the_same_message_row_73():
    loss = keras.losses.CategoricalCrossentropy()
    with tf.GradientTape():
        message = message_of(lambda: loss(np.zeros(8), np.ones((8, 4)) / 4))
    assert message.startswith("categorical_crossentropy: labels don't fit")
    assert "(8,)" in message and "(8, 4)" in message and SPARSE in message


@pytest.mark.parametrize(
    ("loss", "shape", "units"),
    [
        (SPARSE, (8,), 4),
        (SPARSE, (8, 1), 4),
        (ONE_HOT, (8, 4), 4),
        (BINARY, (8,), 1),
        (BINARY, (8, 1), 1),
        (BINARY, (8, 4), 4),
        ("mse", (8,), 1),
        ("mse", (8, 4, 1), 4),
    ],
)
def test_labels_that_fit_train(loss, shape, units):
    model = classifier(units, loss, ["mse"] if loss == "mse" else ["accuracy"])
    history = model.fit(X, np.zeros(shape), batch_size=5, verbose=0).history
    assert len(history["loss"]) == 1


def test_a_users_loss_is_not_tried_before_the_step():
    calls = []

    def any_loss(y_true, y_pred):
        calls.append(y_true.shape)
        return tf.reduce_sum(y_pred, axis=-1)

    classifier(4, any_loss).fit(X, np.zeros((8, 9)), verbose=0)
    assert len(calls) == 1


@pytest.mark.parametrize("loss", [SPARSE, ONE_HOT])
def test_one_class_is_warned_about(loss):
    model = classifier(1, loss)
    with pytest.warns(UserWarning, match=f"1 class.*use {BINARY}"):
        model.evaluate(X, np.zeros((8, 1)), verbose=0)


def test_the_wrong_number_of_labels_is_told_before_the_step():
    model = classifier(4, "mse")
    message = message_of(
        lambda: model.fit(X, [np.zeros((8, 4))] * 2, verbose=0)
    )
    assert "y: the model has 1 output" in message and "Received: 2" in message
