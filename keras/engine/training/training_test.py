"""`fit`, `evaluate` and `predict`: batches, hooks, traces, stops, errors."""

import numpy as np
import pytest
import tensorflow as tf

import keras

ROWS = 10


def mae(y_true, y_pred):
    return tf.abs(y_true - y_pred)


def data(rows=ROWS):
    draw = np.random.default_rng(0)
    x = draw.normal(size=(rows, 3)).astype("float32")
    return x, draw.normal(size=(rows, 2)).astype("float32")


def linear(cls=keras.Model, rate=0.1, **arguments):
    x = keras.Input((3,))
    start = keras.initializers.Constant(0.5)
    y = keras.layers.Dense(2, kernel_initializer=start)(x)
    model = cls(x, y)
    settings = {"optimizer": keras.optimizers.SGD(rate), "loss": "mse"}
    model.compile(**{**settings, **arguments})
    return model


def learned(fit=None, **arguments):
    """Weights and history of three epochs in batches of 4, 4 and 2."""
    model = linear(metrics=[mae], **arguments)
    settings = {"batch_size": 4, "epochs": 3, "shuffle": False, "verbose": 0}
    history = model.fit(*data(), **{**settings, **(fit or {})})
    return model.get_weights(), history.history


def same(found, expected):
    tf.nest.map_structure(
        lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6),
        found,
        expected,
    )


class Watch(keras.callbacks.Callback):
    """Notes each hook."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_begin(self, batch, logs=None):
        self.seen.append(("begin", batch))

    def on_train_batch_end(self, batch, logs=None):
        self.seen.append(("end", batch, logs["loss"]))


# Every way to run the steps gives the same numbers.


def test_the_numbers_are_those_of_gradient_descent_by_hand():
    x, y = data()
    w, b = np.full((3, 2), 0.5), np.zeros(2)
    for _ in range(3):
        for rows in (slice(0, 4), slice(4, 8), slice(8, 10)):
            gradient = 2 * (x[rows] @ w + b - y[rows]) / y[rows].size
            w, b = w - 0.1 * x[rows].T @ gradient, b - 0.1 * gradient.sum(0)
    same(learned()[0], [w, b])


@pytest.mark.parametrize(
    "compiled",
    [
        {"run_eagerly": True},
        {"steps_per_execution": 1},
        {"steps_per_execution": 2},
        {"steps_per_execution": 50},
        {"steps_per_execution": "auto"},
        {"jit_compile": True},
        {"jit_compile": True, "steps_per_execution": 2},
    ],
)
def test_how_steps_run_changes_no_number(compiled):
    same(learned(**compiled), learned())


@pytest.mark.parametrize("compiled", [{}, {"run_eagerly": True}])
def test_a_batch_hook_changes_no_number(compiled):
    watch = Watch()
    same(learned(fit={"callbacks": [watch]}, **compiled), learned())


def dataset():
    return tf.data.Dataset.from_tensor_slices(data()).batch(4)


def unknown_length():
    return dataset().filter(lambda x, y: True)


def generator():
    for _ in range(3):
        for start in (0, 4, 8):
            yield tuple(part[start : start + 4] for part in data())


@pytest.mark.parametrize(
    "arguments",
    [
        {"x": dataset},
        {"x": unknown_length},
        {"x": lambda: dataset().repeat(), "steps_per_epoch": 3},
        {"x": generator, "steps_per_epoch": 3},
    ],
)
@pytest.mark.parametrize("compiled", [{}, {"steps_per_execution": 2}])
def test_batches_of_any_source_give_the_same_numbers(arguments, compiled):
    model = linear(metrics=[mae], **compiled)
    arguments = {**arguments, "x": arguments["x"]()}
    history = model.fit(**arguments, epochs=3, verbose=0)
    same((model.get_weights(), history.history), learned())


# Hooks.


def test_a_batch_hook_sees_each_batch_and_its_running_loss():
    watch = Watch()
    model = linear(rate=0.0)
    x, y = data()
    model.fit(x, y, batch_size=4, shuffle=False, verbose=0, callbacks=watch)
    rows = ((model(x).numpy() - y) ** 2).mean(1)
    assert [event[:2] for event in watch.seen] == [
        (what, batch) for batch in range(3) for what in ("begin", "end")
    ]
    losses = [event[2] for event in watch.seen[1::2]]
    means = [rows[:4].mean(), rows[:8].mean(), rows.mean()]
    np.testing.assert_allclose(losses, means, rtol=1e-5)


def test_steps_per_execution_calls_hooks_once_a_run():
    watch = Watch()
    model = linear(steps_per_execution=2)
    model.fit(*data(), batch_size=2, verbose=0, callbacks=[watch])
    assert [event[1] for event in watch.seen if event[0] == "end"] == [1, 3, 4]


def test_hooks_come_in_order_with_epochs_and_validation():
    seen = []

    class All(keras.callbacks.Callback):
        pass

    for name in (
        "on_train_begin",
        "on_train_end",
        "on_epoch_begin",
        "on_epoch_end",
        "on_test_begin",
        "on_test_end",
        "on_test_batch_end",
        "on_train_batch_end",
    ):

        def hook(self, *arguments, name=name, **named):
            seen.append(name[3:])

        setattr(All, name, hook)
    linear().fit(
        *data(), batch_size=5, verbose=0, callbacks=[All()],
        validation_data=data(3),
    )  # fmt: skip
    assert seen == [
        "train_begin",
        "epoch_begin",
        "train_batch_end",
        "train_batch_end",
        "test_begin",
        "test_batch_end",
        "test_end",
        "epoch_end",
        "train_end",
    ]


def test_stop_training_in_a_batch_ends_the_epoch_there():
    class Stop(keras.callbacks.Callback):
        batches = 0

        def on_train_batch_end(self, batch, logs=None):
            self.batches += 1
            self.model.stop_training = batch == 1

    stop = Stop()
    history = linear().fit(
        *data(), batch_size=2, epochs=5, verbose=0, callbacks=[stop]
    )
    assert stop.batches == 2
    assert len(history.history["loss"]) == 1


def test_stop_training_at_the_end_of_an_epoch_ends_the_run():
    stop = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: setattr(
            model, "stop_training", epoch == 1
        )
    )
    model = linear()
    history = model.fit(*data(), epochs=5, verbose=0, callbacks=[stop])
    assert history.epoch == [0, 1]
    assert model.fit(*data(), epochs=3, verbose=0).epoch == [0, 1, 2]


@pytest.mark.parametrize("hook", ["on_epoch_begin", "on_train_batch_end"])
def test_an_exception_in_a_callback_comes_out_and_the_model_goes_on(hook):
    class Broken(keras.callbacks.Callback):
        pass

    def fails(self, *arguments, **named):
        raise OSError("full disk")

    setattr(Broken, hook, fails)
    model = linear()
    with pytest.raises(OSError, match="full disk"):
        model.fit(*data(), verbose=0, callbacks=[Broken()])
    assert np.isfinite(model.fit(*data(), verbose=0).history["loss"][0])


def test_a_hook_may_evaluate_predict_and_train_the_model_itself():
    class Nested(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.predict(data(3)[0], verbose=0)

        def on_epoch_end(self, epoch, logs=None):
            self.model.evaluate(*data(3), verbose=0)

    same(learned(fit={"callbacks": [Nested()]}), learned())


def test_evaluating_in_a_hook_leaves_the_running_metrics_alone_row_59():
    class Peek(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.evaluate(np.ones((3, 2)), np.ones((3, 1)), verbose=0)

    histories = []
    for callbacks in ([], [Peek()]):
        model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
        model.set_weights([np.ones((2, 1)), np.ones(1)])
        model.compile("sgd", "mse", metrics=["mse"])
        x = np.arange(20, dtype="float32").reshape(10, 2) / 20
        fitted = model.fit(
            x, x[:, :1], 4, callbacks=callbacks, verbose=0, shuffle=False
        )
        histories.append(fitted.history)
    assert histories[0] == histories[1]


# Epochs and validation.


def test_epochs_are_numbered_from_the_initial_one():
    history = linear().fit(*data(), initial_epoch=2, epochs=4, verbose=0)
    assert history.epoch == [2, 3]


@pytest.mark.parametrize(
    ("freq", "count"), [(1, 4), (2, 2), (3, 1), ([1, 4], 2), ({2}, 1)]
)
def test_validation_runs_in_the_epochs_that_were_asked_for(freq, count):
    history = linear().fit(
        *data(),
        epochs=4,
        verbose=0,
        validation_data=data(3),
        validation_freq=freq,
    )
    assert len(history.history["val_loss"]) == count
    assert len(history.history["loss"]) == 4


def test_validation_says_what_evaluate_says():
    model = linear(metrics=[mae])
    history = model.fit(*data(), verbose=0, validation_data=data(3)).history
    found = model.evaluate(*data(3), verbose=0)
    np.testing.assert_allclose(
        [history["val_loss"][0], history["val_mae"][0]], found, rtol=1e-6
    )


def test_validation_steps_limit_the_batches():
    seen = []

    class Count(keras.callbacks.Callback):
        def on_test_batch_end(self, batch, logs=None):
            seen.append(batch)

    linear().fit(
        *data(),
        verbose=0,
        validation_data=dataset().repeat(),
        validation_steps=2,
        callbacks=[Count()],
    )
    assert seen == [0, 1]


def test_an_epoch_that_ends_early_warns_and_stops():
    with pytest.warns(UserWarning, match="3 of at least 5"):
        history = linear().fit(
            dataset(), steps_per_epoch=5, epochs=3, verbose=0
        )
    assert len(history.history["loss"]) == 1


def test_class_weights_scale_the_losses_of_their_rows():
    x, labels = data()[0], np.arange(ROWS) % 2
    model = linear(
        rate=0.0, loss=keras.losses.SparseCategoricalCrossentropy(True)
    )
    logits = model(x).numpy()
    rows = np.log(np.exp(logits).sum(1)) - logits[np.arange(ROWS), labels]
    weights = np.array([3.0, 0.5])
    history = model.fit(x, labels, class_weight={0: 3, 1: 0.5}, verbose=0)
    np.testing.assert_allclose(
        history.history["loss"], (rows * weights[labels]).mean(), rtol=1e-5
    )


# Traces.


def counting():
    """A model that counts how often its call is traced."""

    class Counts(keras.Model):
        traces = 0

        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(2)

        def call(self, inputs):
            type(self).traces += 1
            return self.dense(inputs)

    model = Counts()
    model.compile("sgd", "mse", metrics=[mae])
    model.build((None, 3))
    Counts.traces = 0
    return model


def test_training_again_and_with_other_sizes_traces_twice_at_most():
    model = counting()
    for rows, size in ((10, 4), (10, 3), (7, 5), (32, 8), (5, 5)):
        model.fit(*data(rows), batch_size=size, epochs=2, verbose=0)
    assert model.traces <= 2


def test_evaluation_with_any_sizes_traces_twice_at_most():
    model = counting()
    for rows, size in ((10, 4), (10, 3), (7, 5), (32, 8)):
        model.evaluate(*data(rows), batch_size=size, verbose=0)
    assert model.traces <= 2


def test_prediction_with_any_sizes_traces_three_times_at_most():
    model = counting()
    for rows in (1, 5, 32, 7, 100, 33, 64):
        model.predict(data(rows)[0], verbose=0)
    assert model.traces <= 3


def test_compile_takes_effect_on_a_model_that_was_trained():
    model = linear(rate=0.0)
    model.fit(*data(), verbose=0)
    model.compile(keras.optimizers.SGD(0.1), mae)
    before = model.get_weights()
    model.fit(*data(), verbose=0)
    assert not np.allclose(before[0], model.get_weights()[0])


def test_a_layer_frozen_before_compile_does_not_move():
    model = linear()
    model.layers[1].trainable = False
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.fit(*data(), verbose=0)
    same(model.get_weights(), before)
