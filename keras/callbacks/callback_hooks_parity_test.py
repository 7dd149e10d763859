"""Hooks in odd places, and loops of one's own, against tf_keras."""

import contextlib
import warnings

import numpy as np
import pytest
import tf_keras

import keras

X = np.linspace(-1, 1, 80, dtype="float32").reshape(40, 2)
Y = X.sum(1, keepdims=True)
HOOKS = [
    name
    for name in vars(tf_keras.callbacks.Callback)
    if name.startswith("on_") and name not in ("on_batch_begin", "on_batch_end")
]


def compiled(package):
    model = package.Sequential([package.layers.Dense(1, input_shape=(2,))])
    model.compile(package.optimizers.SGD(0.01), "mse", metrics=["mse"])
    model.set_weights([np.zeros((2, 1)), np.zeros(1)])
    return model


def described(argument):
    """An argument of a hook: a number, or the logs' names and types."""
    if not isinstance(argument, dict):
        return argument
    return {name: type(value).__name__ for name, value in argument.items()}


def recorder(package, calls, act=None):
    """Makes a callback that records its hooks, then acts."""

    def hook(name):
        def record(self, *arguments):
            calls.append((name, *map(described, arguments)))
            if act is not None:
                act(self.model, name)

        return record

    methods = {name: hook(name) for name in HOOKS}
    return type("Recorder", (package.callbacks.Callback,), methods)()


def calls_of_fit(package, act):
    """Returns the calls of a fit that may be cut off, and its history."""
    calls, model = [], compiled(package)
    with contextlib.suppress(KeyboardInterrupt):
        model.fit(
            X,
            Y,
            batch_size=16,
            epochs=3,
            verbose=0,
            validation_data=(X, Y),
            callbacks=[recorder(package, calls, act(package, calls))],
        )
    history = model.history
    return calls, history.epoch, {k: len(v) for k, v in history.history.items()}


def stop_at(hook):
    def make(package, calls):
        def act(model, name):
            if name == hook:
                model.stop_training = True

        return act

    return make


def interrupt_at(hook):
    def make(package, calls):
        def act(model, name):
            if name == hook and len(calls) > 20:
                raise KeyboardInterrupt

        return act

    return make


def look_in(package, calls):
    """Evaluates and predicts at the end of each epoch."""

    def act(model, name):
        if name == "on_epoch_end":
            each = recorder(package, calls)
            model.evaluate(X, Y, verbose=0, callbacks=[each])
            model.predict(X, verbose=0, callbacks=[each])

    return act


@pytest.mark.parametrize("hook", HOOKS[:12])
def test_training_stops_where_it_does_in_tf_keras(hook):
    act = stop_at(hook)
    assert calls_of_fit(keras, act) == calls_of_fit(tf_keras, act)


@pytest.mark.parametrize(
    "hook", ["on_train_batch_end", "on_test_begin", "on_epoch_end"]
)
def test_after_ctrl_c_the_same_was_called_as_in_tf_keras(hook):
    act = interrupt_at(hook)
    assert calls_of_fit(keras, act) == calls_of_fit(tf_keras, act)


def test_evaluate_and_predict_in_a_hook_call_the_hooks_of_tf_keras():
    assert calls_of_fit(keras, look_in) == calls_of_fit(tf_keras, look_in)


def test_a_loop_of_ones_own_calls_the_hooks_of_tf_keras():
    def calls(package):
        found, model = [], compiled(package)
        each = package.callbacks.CallbackList(
            [recorder(package, found)], add_history=True, model=model, epochs=1
        )
        each.on_train_begin()
        each.on_epoch_begin(0)
        each.on_train_batch_begin(0)
        each.on_train_batch_end(0, {"loss": np.float32(1)})
        each.on_batch_begin(1, {})
        each.on_batch_end(1, {"loss": 1})
        each.on_test_begin()
        each.on_test_batch_begin(0)
        each.on_test_batch_end(0, {"loss": np.float64(1)})
        each.on_test_end({"loss": 1.0})
        each.on_epoch_end(0, {"loss": np.float32(0.5)})
        each.on_train_end({"loss": 1.0})
        each.on_predict_begin()
        each.on_predict_batch_begin(0)
        each.on_predict_batch_end(0, {"outputs": np.ones(2)})
        each.on_predict_end()
        return found, model.history.history, len(list(each))

    assert calls(keras) == calls(tf_keras)


@pytest.mark.parametrize(
    "nest",
    [
        lambda a, b: [a, b],
        lambda a, b: (a, b),
        lambda a, b: {"b": a, "a": b},
        lambda a, b: [[a], [b]],
    ],
)
def test_callbacks_come_in_any_nest(nest):
    def used(package):
        a, b = package.callbacks.History(), package.callbacks.Callback()
        compiled(package).fit(X, Y, verbose=0, callbacks=nest(a, b))
        return a.epoch, b.params["epochs"], b.params["steps"]

    assert used(keras) == used(tf_keras)


LOSSES = {
    "falls": [3, 2, 1, 1, 1, 1],
    "rises": [1, 2, 3, 4, 5],
    "nan": [np.nan] * 4,
    "wavers": [5, 4, 4.5, 3, 3.5, 3.6],
    "stays": [1, 1, 1, 1],
    "creeps": [3, 2.9, 2.8, 2.7, 2.6],
}
STOPPING = [
    {},
    {"patience": 2},
    {"min_delta": 0.5},
    {"min_delta": -0.5, "patience": 1},
    {"baseline": 2},
    {"baseline": 2, "patience": 2},
    {"start_from_epoch": 2},
    {"start_from_epoch": 2, "patience": 1, "restore_best_weights": True},
    {"mode": "max"},
    {"mode": "max", "patience": 1, "min_delta": 0.1},
    {"patience": 1, "restore_best_weights": True},
    {"baseline": 2.5, "patience": 2, "restore_best_weights": True},
    {"monitor": "val_acc", "patience": 1},
]


class Numbered:
    """A model whose weights are the number of the epoch."""

    stop_training = False
    weights = None

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = ("back", weights)


def stopped(package, losses, options):
    """Runs epochs of these losses; returns all that can be seen."""
    each = package.callbacks.EarlyStopping(**{"monitor": "loss", **options})
    model = Numbered()
    each.set_model(model)
    each.on_train_begin()
    for epoch, loss in enumerate(losses):
        model.weights = epoch
        each.on_epoch_end(epoch, {each.monitor: loss})
        if model.stop_training:
            break
    each.on_train_end()
    counts = epoch, each.wait, each.stopped_epoch, each.best_epoch
    return counts, str(each.best), each.min_delta, str(model.weights)


@pytest.mark.parametrize("options", STOPPING, ids=str)
@pytest.mark.parametrize("losses", LOSSES)
def test_early_stopping_decides_as_tf_keras(losses, options):
    """Row 34."""
    ours, theirs = (
        stopped(package, LOSSES[losses], options)
        for package in (keras, tf_keras)
    )
    assert ours == theirs


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"save_freq": 2},
        {"save_freq": 7},
        {"period": 2},
        {"save_best_only": True},
        {"save_best_only": True, "initial_value_threshold": 0.0},
        {"save_best_only": True, "mode": "max"},
        {"save_best_only": True, "save_freq": 2},
        {"save_weights_only": True},
    ],
    ids=str,
)
def test_a_model_is_saved_when_tf_keras_saves_it(options):
    def saved(package):
        paths, model = [], compiled(package)
        model.save = lambda path, **_: paths.append(("model", path))
        model.save_weights = lambda path, **_: paths.append(("weights", path))
        batch = "-{batch}" if "save_freq" in options else ""
        ending = "weights.h5" if "save_weights_only" in options else "keras"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tf_keras's, of `period`.
            each = package.callbacks.ModelCheckpoint(
                f"{{epoch:02d}}{batch}.{ending}", monitor="loss", **options
            )
        model.fit(
            X,
            Y,
            batch_size=8,
            epochs=4,
            shuffle=False,
            verbose=0,
            callbacks=[each],
        )
        return paths

    assert saved(keras) == saved(tf_keras)
