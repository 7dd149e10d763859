"""How far an epoch goes, when its data ends, and what its logs are."""

import threading
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

X = np.arange(11.0, dtype="float32").reshape(11, 1)
Y = np.zeros((11, 1), "float32")


def model_of_mean(cls=keras.Sequential, **arguments):
    """Its loss is the mean of X; nothing moves."""
    model = cls([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss=lambda y_true, y_pred: y_pred, **arguments)
    return model


def batches(passes=1):
    for _ in range(passes):
        for start in (0, 4, 8):
            yield X[start : start + 4], Y[start : start + 4]


class Hooks(keras.callbacks.Callback):
    """Notes the hooks of epochs and batches."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def on_epoch_begin(self, epoch, logs=None):
        self.seen.append(f"begin {epoch}")

    def on_train_batch_end(self, batch, logs=None):
        self.seen.append(batch)

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(f"end {epoch}")


def fit(model, *data, **arguments):
    """Trains, and returns hooks, history and warnings."""
    hooks = Hooks()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        history = model.fit(
            *data, verbose=0, shuffle=False, callbacks=[hooks], **arguments
        )
    messages = [str(w.message) for w in caught if w.category is UserWarning]
    return hooks.seen, history.history["loss"], messages


def test_fewer_steps_than_batches_go_on_in_the_next_epoch():
    seen, losses, warned = fit(
        model_of_mean(), X, Y, batch_size=4, epochs=3, steps_per_epoch=2
    )
    assert seen[1:3] == [0, 1]
    rows = [X[:8], np.concatenate([X[8:], X[:4]]), X[4:]]
    np.testing.assert_allclose(losses, [part.mean() for part in rows])
    assert warned == []


def test_more_steps_than_batches_stop_after_the_passes_that_epochs_are():
    seen, losses, warned = fit(
        model_of_mean(), X, Y, batch_size=4, epochs=3, steps_per_epoch=5
    )
    assert seen[7:] == ["begin 1", 0, 1, 2, 3, "end 1"]
    rows = np.concatenate([X, X, X])
    first = 11 + 8  # rows of 5 batches
    expected = [rows[:first].mean(), rows[first:].mean()]
    np.testing.assert_allclose(losses, expected, rtol=1e-6)
    (message,) = warned
    assert "an epoch had 4 of at least 5 batches" in message


def test_a_generator_that_has_ended_begins_no_epoch_of_zeros():
    seen, losses, warned = fit(model_of_mean(), batches(), epochs=3)
    assert seen == ["begin 0", 0, 1, 2, "end 0", "begin 1"]
    assert losses == [5.0]
    assert len(warned) == 1


def test_a_dataset_shorter_than_its_steps_stops_with_one_warning():
    data = tf.data.Dataset.from_tensor_slices((X, Y)).batch(4)
    _, losses, warned = fit(model_of_mean(), data, epochs=3, steps_per_epoch=5)
    assert losses == [5.0]
    (message,) = warned
    assert "an epoch had 3 of at least 5 batches" in message


def test_evaluation_with_too_many_steps_says_what_there_is():
    with pytest.warns(UserWarning, match="had 3 of at least 9 batches"):
        loss = model_of_mean().evaluate(X, Y, batch_size=4, steps=9, verbose=0)
    assert loss == 5.0


def test_validation_goes_on_in_a_generator_and_drops_no_batch():
    history = model_of_mean().fit(
        X,
        Y,
        epochs=3,
        verbose=0,
        validation_data=batches(2),
        validation_steps=2,
    )
    rows = [X[:8], np.concatenate([X[8:], X[:4]]), X[4:]]
    expected = [part.mean() for part in rows]
    np.testing.assert_allclose(history.history["val_loss"], expected)


def test_a_dataset_of_known_length_is_split_row_78():
    data = tf.data.Dataset.from_tensor_slices((X[:8], Y[:8])).batch(2)
    history = model_of_mean().fit(data, validation_split=0.25, verbose=0)
    assert history.history == {"loss": [2.5], "val_loss": [6.5]}


def test_stopped_before_its_first_batch_an_epoch_takes_that_one():
    class Stop(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.stop_training = epoch == 1

    history = model_of_mean().fit(
        X, Y, 4, epochs=4, verbose=0, shuffle=False, callbacks=[Stop()]
    )
    np.testing.assert_allclose(history.history["loss"], [5.0, X[:4].mean()])


def test_labels_of_another_rank_are_a_trace_of_their_own():
    model = model_of_mean(weighted_metrics=["mse"])
    weight = np.arange(11.0)
    for given in (weight, weight[:, np.newaxis], weight):
        for labels in (Y, Y[:, 0]):
            found = model.evaluate(
                X, labels, sample_weight=given, batch_size=4, verbose=0
            )
            expected = [
                (X[:, 0] * weight).mean(),
                np.average(X[:, 0] ** 2, weights=weight),
            ]
            np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("mode", [None, "auto", False])
def test_steps_are_compiled_with_xla_only_where_it_is_asked_for(mode):
    assert model_of_mean(jit_compile=mode).jit_compile is False


def test_compute_loss_takes_the_arguments_of_keras_3():
    class Model(keras.Sequential):
        def compute_loss(
            self,
            x=None,
            y=None,
            y_pred=None,
            sample_weight=None,
            training=True,
        ):
            return 2.0 * super().compute_loss(
                x=x,
                y=y,
                y_pred=y_pred,
                sample_weight=sample_weight,
                training=training,
            )

        def test_step(self, data):
            x, y = data
            y_pred = self(x, training=False)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred, training=False)
            return {**self.compute_metrics(x, y, y_pred), "twice": loss}

    logs = model_of_mean(Model).evaluate(
        X, Y, batch_size=11, verbose=0, return_dict=True
    )
    assert logs == {"loss": 5.0, "twice": 10.0}


def test_setting_a_step_function_to_none_traces_it_anew():
    class Model(keras.Sequential):
        factor = 1.0

        def compute_loss(self, x, y, y_pred, sample_weight):
            loss = super().compute_loss(x, y, y_pred * self.factor)
            return loss

    model = model_of_mean(Model)
    assert model.test_function is None
    first = model.evaluate(X, Y, verbose=0)
    model.factor = 3.0
    assert model.evaluate(X, Y, verbose=0) == first
    model.test_function = None
    assert model.evaluate(X, Y, verbose=0) == 3 * first
    model.test_function = lambda iterator: {"loss": tf.constant(9.0)}
    assert model.evaluate(X, Y, steps=1, verbose=0) == 9.0


class Lengths(keras.utils.Sequence):
    """Has 2, 4 and 3 batches an epoch, and notes who makes them."""

    def __init__(self, **options):
        super().__init__(**options)
        self.epoch, self.makers = 0, set()

    def __len__(self):
        return (2, 4, 3, 3)[self.epoch]

    def __getitem__(self, index):
        self.makers.add(threading.current_thread().name.split("_")[0])
        return X[:4], Y[:4]

    def on_epoch_end(self):
        self.epoch += 1


@pytest.mark.parametrize("workers", [1, 3])
def test_a_sequence_is_asked_for_its_length_each_epoch(workers):
    seen, _, warned = fit(model_of_mean(), Lengths(workers=workers), epochs=3)
    steps = [one for one in seen if isinstance(one, int)]
    assert steps == [*range(2), *range(4), *range(3)]
    assert warned == []


def test_workers_make_the_batches_of_validation_too():
    validation = Lengths()
    fit(
        model_of_mean(), X, Y, validation_data=validation,
        validation_steps=2, workers=2,
    )  # fmt: skip
    assert "keras-batches" in validation.makers


class Compiles(keras.callbacks.Callback):
    """Compiles at the begin of an epoch, or of its batch."""

    def __init__(self, epoch, batch=None, **arguments):
        super().__init__()
        self.at, self.arguments = (epoch, batch), arguments

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch
        self.compile_at(None)

    def on_train_batch_begin(self, batch, logs=None):
        self.compile_at(batch)

    def compile_at(self, batch):
        if (self.epoch, batch) == self.at:
            self.model.compile(**self.arguments)


@pytest.mark.parametrize("mode", [{}, {"run_eagerly": True}])
def test_a_model_compiled_in_a_callback_goes_on_as_it_says(mode):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1e-3), "mse", **mode)
    stop = Compiles(
        1, optimizer=keras.optimizers.SGD(0.0), loss="mse", metrics=["mse"],
        **mode,
    )  # fmt: skip
    kept = []
    keep = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: kept.append(model.get_weights()[0])
    )
    history = model.fit(
        X, Y, epochs=3, verbose=0, callbacks=[stop, keep],
        validation_data=(X, Y),
    ).history  # fmt: skip
    assert kept[0] == kept[1] == kept[2]
    loss = float(np.mean((X @ model.get_weights()[0]) ** 2))
    last = [history[name][-1] for name in ("loss", "mse", "val_mse")]
    bias = model.get_weights()[1]
    loss = float(np.mean((X @ model.get_weights()[0] + bias) ** 2))
    np.testing.assert_allclose(last, loss, rtol=1e-5)


def test_compile_is_in_force_from_the_next_run_of_steps():
    twice = Compiles(0, 1, loss=lambda y_true, y_pred: 2 * y_pred)
    model = model_of_mean()
    history = model.fit(
        X, Y, batch_size=4, verbose=0, shuffle=False, callbacks=[twice]
    ).history
    np.testing.assert_allclose(history["loss"], [2 * X[4:].mean()], rtol=1e-6)
