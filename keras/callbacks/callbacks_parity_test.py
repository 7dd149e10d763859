"""Callbacks against tf_keras: the order of hooks, and what callbacks do."""

import warnings

import numpy as np
import pytest
import tf_keras

import keras

HOOKS = [
    name for name in vars(keras.callbacks.Callback) if name.startswith("on_")
]
# Ours alone; and the older names, which the newer hooks call.
NOT_RECORDED = {"on_train_abort", "on_batch_begin", "on_batch_end"}


def recorder(package, calls):
    """Makes a callback that records each hook, its number and its logs."""

    def hook(name):
        def record(*arguments, logs=None):
            *numbers, last = arguments if arguments else (logs,)
            if isinstance(last, int):
                numbers, last = [last], logs
            calls.append((name, numbers, sorted(last or {})))

        return record

    names = [name for name in HOOKS if name not in NOT_RECORDED]
    methods = {n: staticmethod(hook(n)) for n in names}
    return type("Recorder", (package.callbacks.Callback,), methods)()


def data(rows=40):
    generator = np.random.default_rng(0)
    x = generator.normal(size=(rows, 4)).astype("float32")
    return x, x @ np.array([[1.0], [-2.0], [0.5], [3.0]], "float32")


def compiled(package, rate=0.01):
    model = package.Sequential([package.layers.Dense(1, input_shape=(4,))])
    model.compile(package.optimizers.SGD(rate), "mse", metrics=["mse"])
    model.set_weights([np.zeros((4, 1)), np.zeros(1)])
    return model


def calls_of(package, act):
    calls = []
    act(compiled(package), recorder(package, calls))
    return calls


def check_same_calls(act):
    assert calls_of(keras, act) == calls_of(tf_keras, act)


def test_fit_calls_the_hooks_of_tf_keras_in_its_order():
    check_same_calls(
        lambda model, each: model.fit(
            *data(), epochs=2, batch_size=16, verbose=0, callbacks=[each]
        )
    )


def test_fit_with_validation_calls_the_hooks_of_tf_keras():
    check_same_calls(
        lambda model, each: model.fit(
            *data(),
            epochs=3,
            batch_size=16,
            verbose=0,
            validation_data=data(20),
            validation_freq=2,
            callbacks=[each],
        )
    )


def test_steps_per_execution_calls_the_hooks_of_tf_keras():
    def act(model, each):
        model.compile("sgd", "mse", steps_per_execution=2)
        model.fit(*data(64), batch_size=8, verbose=0, callbacks=[each])

    check_same_calls(act)


def test_evaluate_calls_the_hooks_of_tf_keras():
    check_same_calls(
        lambda model, each: model.evaluate(
            *data(), batch_size=16, verbose=0, callbacks=[each]
        )
    )


def test_predict_calls_the_hooks_of_tf_keras():
    check_same_calls(
        lambda model, each: model.predict(
            data()[0], batch_size=16, verbose=0, callbacks=[each]
        )
    )


def test_params_are_those_of_tf_keras_and_of_keras_before_it():
    def params(package):
        each = package.callbacks.Callback()
        model = compiled(package)
        model.fit(*data(), epochs=2, batch_size=16, verbose=0, callbacks=[each])
        return each.params

    # The older Keras told whether there is validation, too.
    assert params(keras) == {**params(tf_keras), "do_validation": False}


def test_a_batch_hook_can_stop_training():
    def batches(package):
        seen = []
        each = package.callbacks.LambdaCallback(
            on_train_batch_end=lambda batch, logs: (
                seen.append(batch)
                or setattr(model, "stop_training", batch == 1)
            )
        )
        model = compiled(package)
        model.fit(*data(), epochs=2, batch_size=8, verbose=0, callbacks=[each])
        return seen

    assert batches(keras) == batches(tf_keras)


def test_early_stopping_stops_where_tf_keras_does():
    def stopped(package):
        each = package.callbacks.EarlyStopping(
            "loss", patience=2, restore_best_weights=True
        )
        model = compiled(package, rate=0.9)  # It diverges.
        history = model.fit(
            *data(),
            epochs=9,
            batch_size=40,
            shuffle=False,
            verbose=0,
            callbacks=[each],
        )
        return each.stopped_epoch, each.best_epoch, history.epoch

    assert stopped(keras) == stopped(tf_keras)


def test_history_holds_what_tf_keras_holds():
    def history(package):
        model = compiled(package)
        found = model.fit(
            *data(),
            epochs=3,
            batch_size=16,
            shuffle=False,
            verbose=0,
            validation_split=0.25,
        )
        return found.history

    ours, theirs = history(keras), history(tf_keras)
    assert list(ours) == list(theirs)
    for name, values in theirs.items():
        # Sums of float32 in another order.
        np.testing.assert_allclose(ours[name], values, rtol=1e-5)
        assert type(ours[name][0]) is float


def test_checkpoints_have_the_names_of_tf_keras(tmp_path):
    def names(package):
        folder = tmp_path / package.__name__
        folder.mkdir()
        each = package.callbacks.ModelCheckpoint(
            folder / "{epoch:02d}-{val_loss:.2f}.weights.h5",
            save_best_only=True,
            save_weights_only=True,
        )
        compiled(package).fit(
            *data(),
            epochs=3,
            batch_size=8,
            shuffle=False,
            verbose=0,
            validation_split=0.25,
            callbacks=[each],
        )
        return sorted(path.name for path in folder.iterdir())

    ours = names(keras)
    assert len(ours) == 3 and ours == names(tf_keras)


def fitted(package, each, rate=0.01, **options):
    """Fits five epochs, and returns the history."""
    found = compiled(package, rate).fit(
        *data(),
        epochs=5,
        batch_size=8,
        shuffle=False,
        verbose=0,
        callbacks=[each],
        **options,
    )
    return found.history


def check_same_history(make, **options):
    ours, theirs = (
        fitted(package, make(package), **options)
        for package in (keras, tf_keras)
    )
    assert list(ours) == list(theirs)
    for name, values in theirs.items():
        # Sums of float32 in another order.
        np.testing.assert_allclose(ours[name], values, rtol=1e-5)


@pytest.mark.parametrize("cooldown", [0, 1])
@pytest.mark.parametrize("mode", ["min", "max"])
def test_a_plateau_has_the_rates_of_tf_keras(mode, cooldown):
    check_same_history(
        lambda package: package.callbacks.ReduceLROnPlateau(
            "loss", 0.5, 1, mode=mode, cooldown=cooldown, min_lr=0.002
        )
    )


def test_a_scheduler_has_the_rates_of_tf_keras():
    check_same_history(
        lambda package: package.callbacks.LearningRateScheduler(
            lambda epoch, rate: rate / (epoch + 1)
        )
    )


def test_a_loss_that_grows_ends_where_it_does_in_tf_keras():
    def end(package):
        made = compiled(package, rate=1e9)
        each = package.callbacks.TerminateOnNaN()
        made.fit(
            *data(), batch_size=8, shuffle=False, verbose=0, callbacks=[each]
        )
        return int(made.optimizer.iterations)

    assert end(keras) == end(tf_keras) < 5


@pytest.mark.parametrize("options", [{}, {"validation_freq": 2}])
def test_a_table_has_the_columns_of_tf_keras(tmp_path, options):
    def cells(package):
        path = tmp_path / package.__name__
        each = package.callbacks.CSVLogger(path)
        fitted(package, each, validation_split=0.25, **options)
        return [line.split(",") for line in path.read_text().splitlines()]

    ours, theirs = cells(keras), cells(tf_keras)
    assert ours[0] == theirs[0] and len(ours) == len(theirs) == 6
    for mine, other in zip(ours[1:], theirs[1:]):
        assert [c == "NA" for c in mine] == [c == "NA" for c in other]
        values = [[float(c) for c in row if c != "NA"] for row in (mine, other)]
        # Sums of float32 in another order.
        np.testing.assert_allclose(*values, rtol=1e-5)


@pytest.mark.parametrize(
    "logs",
    [
        {"b": [1, 2], "a": np.array([1.0, 2.5]), "val_c": "text"},
        {"val_a": np.float32(3), "a": 0.5},
    ],
)
def test_a_table_has_the_text_of_tf_keras(tmp_path, logs):
    def text(package):
        path = tmp_path / package.__name__
        each = package.callbacks.CSVLogger(path, separator=";")
        each.set_model(compiled(package))
        each.on_train_begin()
        each.on_epoch_end(0, logs)
        each.on_train_end()
        return path.read_bytes()

    assert text(keras) == text(tf_keras)


@pytest.mark.parametrize(
    "name",
    "loss acc val_accuracy auc auc_1 fmeasure val_fmeasure my_acc accx f1 "
    "top_k_accuracy accuracy_1 precision".split(),
)
@pytest.mark.parametrize(
    "kind", ["EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau"]
)
def test_auto_chooses_the_mode_of_tf_keras(kind, name):
    def chosen(package):
        arguments = {"filepath": "a"} if kind == "ModelCheckpoint" else {}
        made = getattr(package.callbacks, kind)(monitor=name, **arguments)
        # Neither 'is' the other's where it is a function of its own.
        return bool(made.monitor_op(1.0, 0.0))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Ours says that it guesses.
        assert chosen(keras) is chosen(tf_keras)
