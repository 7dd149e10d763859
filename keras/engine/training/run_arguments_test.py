"""Arguments of `fit` and `evaluate`: what they may be, and what is told."""

import numpy as np
import pytest
import tensorflow as tf

import keras

X, Y = np.ones((6, 2), "float32"), np.ones((6, 1), "float32")


def linear():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


class Unread:
    """Data that fails where it's read."""

    def __iter__(self):
        raise AssertionError("read")


BAD = [
    ({"epochs": 0}, ValueError),
    ({"epochs": "2"}, TypeError),
    ({"epochs": 1.5}, TypeError),
    ({"epochs": True}, TypeError),
    ({"initial_epoch": -1}, ValueError),
    ({"batch_size": 0}, ValueError),
    ({"batch_size": "x"}, TypeError),
    ({"steps_per_epoch": 0}, ValueError),
    ({"steps_per_epoch": -2}, ValueError),
    ({"steps_per_epoch": "x"}, TypeError),
    ({"validation_steps": 0}, ValueError),
    ({"validation_steps": 1.5}, TypeError),
    ({"validation_batch_size": 0}, ValueError),
    ({"validation_split": "x"}, TypeError),
    ({"validation_freq": 0}, ValueError),
    ({"validation_freq": -1}, ValueError),
    ({"validation_freq": "x"}, TypeError),
    ({"validation_freq": [1, 0]}, ValueError),
    ({"validation_freq": [1.5]}, TypeError),
    ({"verbose": "x"}, ValueError),
    ({"verbose": 1.5}, ValueError),
    ({"shuffle": "batches"}, ValueError),
]


@pytest.mark.parametrize(
    ("given", "error"), BAD, ids=[str(given) for given, _ in BAD]
)
def test_a_bad_argument_of_fit_is_told_before_data_is_read(given, error):
    ((name, value),) = given.items()
    with pytest.raises(error, match=rf"\.fit: .*{name}") as caught:
        linear().fit(Unread(), **{"verbose": 0, **given})
    part = value[-1] if isinstance(value, list) else value
    assert f"Received: {name}={part!r}" in str(caught.value)


@pytest.mark.parametrize(
    "given", [{"steps": 0}, {"batch_size": 0}, {"verbose": "x"}]
)
@pytest.mark.parametrize("method", ["evaluate", "predict"])
def test_a_bad_argument_of_evaluate_is_told_before_data_is_read(method, given):
    (name,) = given
    with pytest.raises(ValueError, match=rf"\.{method}: .*Received: {name}="):
        getattr(linear(), method)(Unread(), **{"verbose": 0, **given})


@pytest.mark.parametrize(
    "epochs", [2, 2.0, np.int64(2), np.array(2), np.float32(2)]
)
def test_whole_numbers_of_any_type_count(epochs):
    assert linear().fit(X, Y, epochs=epochs, verbose=0).epoch == [0, 1]


@pytest.mark.parametrize("freq", [[2], (2,), {2}, range(2, 3), np.array([2])])
def test_epochs_to_validate_come_in_any_collection(freq):
    history = (
        linear()
        .fit(
            X,
            Y,
            epochs=3,
            verbose=0,
            validation_data=(X, Y),
            validation_freq=freq,
        )
        .history
    )
    assert (len(history["loss"]), len(history["val_loss"])) == (3, 1)


def test_minus_one_step_means_all_the_data():
    found = []
    count = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: found.append(batch)
    )
    linear().fit(
        X, Y, 2, verbose=0, steps_per_epoch=-1, epochs=2, callbacks=[count]
    )
    assert found == [0, 1, 2, 0, 1, 2]


@pytest.mark.parametrize(
    ("verbose", "shown"),
    [(0, 0), (2, 2), (True, 1), (False, 0), (None, 0), ("auto", 1)],
)
def test_callbacks_see_verbose_as_a_number(verbose, shown):
    found = []

    class Look(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            found.append(self.params["verbose"])

    linear().fit(X, Y, verbose=verbose, callbacks=[Look()])
    assert found == [shown]


def batches(count=None):
    return tf.data.Dataset.from_tensor_slices((X, Y)).batch(2).repeat(count)


def test_a_batch_size_for_arrays_leaves_datasets_as_they_are():
    history = (
        linear()
        .fit(X, Y, batch_size=3, validation_data=batches(1), verbose=0)
        .history
    )
    assert len(history["val_loss"]) == 1
    seen = []
    count = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: seen.append(batch)
    )
    linear().fit(batches(1), batch_size=6, verbose=0, callbacks=[count])
    assert seen == [0, 1, 2]


@pytest.mark.parametrize("method", ["fit", "evaluate"])
def test_data_without_an_end_needs_steps(method):
    with pytest.raises(ValueError, match="no end.*steps=None"):
        getattr(linear(), method)(batches(), verbose=0)
    assert linear().evaluate(batches(), steps=2, verbose=0) >= 0


def test_validation_without_labels_is_told_before_the_first_epoch():
    with pytest.raises(ValueError, match="validation data has no labels"):
        linear().fit(X, Y, validation_data=(X,), verbose=0)


@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch"])
def test_a_loss_without_labels_is_told(method):
    arguments = {} if method == "train_on_batch" else {"verbose": 0}
    with pytest.raises(ValueError, match="no labels.*y=None for loss='mse'"):
        getattr(linear(), method)(X, **arguments)


def test_training_without_an_optimizer_is_told():
    model = linear()
    model.compile(None, "mse")
    with pytest.raises(RuntimeError, match="`fit` without an optimizer"):
        model.fit(X, Y)
    assert model.evaluate(X, Y, verbose=0) >= 0


def test_arguments_of_compile_that_only_keras_2_knew_have_no_effect():
    model = linear()
    model.compile(
        "sgd", "mse", experimental_run_tf_function=False,
        sample_weight_mode=None,
    )  # fmt: skip
    assert len(model.fit(X, Y, verbose=0).epoch) == 1
    with pytest.raises(TypeError, match="Received: .'run_tf_function'"):
        model.compile("sgd", "mse", run_tf_function=False)
