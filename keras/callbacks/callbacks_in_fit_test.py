"""Tests of callbacks in a real `fit`: how it ends, and what is left then."""

import copy
import pickle

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.callbacks import callback_list
from keras.testing import two_replicas

X = np.linspace(-1, 1, 32, dtype="float32").reshape(16, 2)
Y = X.sum(1, keepdims=True)


def compiled(rate=0.1):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.compile(keras.optimizers.SGD(rate, momentum=0.5), "mse")
    model.set_weights([np.zeros((2, 1)), np.zeros(1)])
    return model


def fit(model, *callbacks, epochs=4, **options):
    return model.fit(
        X,
        Y,
        batch_size=4,
        epochs=epochs,
        shuffle=False,
        verbose=0,
        callbacks=list(callbacks),
        **options,
    )


class Best(keras.callbacks.Callback):
    """Says that epoch 1 is the best; keeps the weights of each epoch.

    Args:
        act: Called with the model in epoch 2.
    """

    def __init__(self, act=None):
        super().__init__()
        self.act = act
        self.weights = {}
        self.velocities = {}

    def on_epoch_end(self, epoch, logs=None):
        logs["worth"] = float(epoch == 1)
        self.weights[epoch] = self.model.get_weights()
        self.velocities[epoch] = [
            each.numpy() for each in self.model.optimizer.variables
        ]
        if epoch == 2 and self.act is not None:
            self.act(self.model)


def stopping(**options):
    return keras.callbacks.EarlyStopping(
        "worth", mode="max", restore_best_weights=True, **options
    )


def interrupt(model):
    raise KeyboardInterrupt


def stop(model):
    model.stop_training = True


def assert_equal(arrays, others):
    for mine, its in zip(arrays, others, strict=True):
        np.testing.assert_array_equal(mine, its)


@pytest.mark.parametrize("act, patience", [(None, 1), (None, 99), (stop, 99)])
def test_the_best_weights_are_back_however_fit_ends(act, patience):
    """Row 34: stopped here, after the last epoch, stopped by another one."""
    model, best = compiled(), Best(act)
    fit(model, best, stopping(patience=patience))
    assert_equal(model.get_weights(), best.weights[1])


def test_the_best_weights_are_back_after_ctrl_c():
    """Row 34."""
    model, best = compiled(), Best(interrupt)
    with pytest.raises(KeyboardInterrupt):
        fit(model, best, stopping(patience=99))
    assert_equal(model.get_weights(), best.weights[1])


def test_another_error_leaves_the_weights_for_a_look():
    def fail(model):
        raise RuntimeError

    model, best = compiled(), Best(fail)
    with pytest.raises(RuntimeError):
        fit(model, best, stopping(patience=99))
    assert_equal(model.get_weights(), best.weights[2])


def test_a_second_fit_has_its_own_best_weights():
    """Row 34."""
    model, each = compiled(), stopping(patience=99)
    fit(model, Best(), each)
    second = Best()
    fit(model, second, each)
    assert_equal(model.get_weights(), second.weights[1])


def test_the_optimizer_is_back_on_request():
    """Row 34."""
    model, best = compiled(), Best()
    fit(model, best, stopping(patience=99, restore_optimizer=True))
    state = [each.numpy() for each in model.optimizer.variables]
    assert_equal(state, best.velocities[1])


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError])
def test_files_are_closed_when_an_error_ends_training(tmp_path, kind):
    def fail(batch, logs):
        raise kind

    logger = keras.callbacks.CSVLogger(tmp_path / "a.csv")
    board = keras.callbacks.TensorBoard(tmp_path, update_freq="batch")
    failing = keras.callbacks.LambdaCallback(on_train_batch_end=fail)
    with pytest.raises(kind):
        fit(compiled(), logger, board, failing)
    assert logger._file is None
    assert tf.summary.experimental.get_step() is None
    assert not tf.summary.should_record_summaries()


def test_an_error_calls_no_hook_of_the_end():
    ends = []
    watching = keras.callbacks.LambdaCallback(
        on_train_end=lambda logs: ends.append(logs),
        on_epoch_end=lambda epoch, logs: 1 / 0,
    )
    with pytest.raises(ZeroDivisionError):
        fit(compiled(), watching)
    assert ends == []


def test_a_list_that_is_given_is_used_as_it_is():
    model = compiled()
    given = callback_list.CallbackList(
        add_history=True, model=model, verbose=0, epochs=9, steps=7
    )
    history = model.fit(X, Y, epochs=2, verbose=1, callbacks=given)
    assert history is given.history
    assert history.params == {"verbose": 0, "epochs": 9, "steps": 7}


def test_callbacks_of_epochs_leave_runs_long():
    """A batch hook costs a return to Python a batch; others cost nothing."""

    class Runs(keras.callbacks.ProgbarLogger):
        def on_steps(self, done, logs=None, total=None):
            steps.append(done)

    model, steps = compiled(), []
    model.compile("sgd", "mse", steps_per_execution=4)
    fit(
        model,
        Runs(),
        keras.callbacks.EarlyStopping("loss", patience=9),
        keras.callbacks.ReduceLROnPlateau("loss"),
        keras.callbacks.LearningRateScheduler(lambda epoch: 0.1),
        keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: None),
        epochs=1,
    )
    assert steps == [4]


def test_callbacks_work_with_two_replicas(tmp_path):
    """Row 48, on replicas: a schedule is multiplied there too."""
    rates = keras.optimizers.schedules.PiecewiseConstantDecay([99], [0.5, 0.0])
    reductions = []
    for rate in (0.5, rates):
        with two_replicas.strategy().scope():
            model = compiled(rate)
            board = keras.callbacks.TensorBoard(tmp_path, update_freq=1)
        reduce = keras.callbacks.ReduceLROnPlateau(
            "loss", factor=0.5, patience=1, min_delta=99.0
        )
        logger = keras.callbacks.CSVLogger(tmp_path / "a.csv")
        history = fit(model, reduce, board, logger, epochs=3)
        reductions.append(history.history["lr"])
    assert reductions == [[0.5, 0.5, 0.25]] * 2


def test_the_rate_is_set_on_two_replicas():
    with two_replicas.strategy().scope():
        model = compiled()
    each = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    assert fit(model, each, epochs=2).history["lr"] == [
        np.float32(0.05),
        np.float32(0.025),
    ]


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("Callback", ()),
        ("BackupAndRestore", ("a",)),
        ("BaseLogger", ()),
        ("CSVLogger", ("a",)),
        ("EarlyStopping", ()),
        ("History", ()),
        ("LambdaCallback", (print,)),
        ("LearningRateScheduler", (max,)),
        ("ModelCheckpoint", ("a",)),
        ("ProgbarLogger", ()),
        ("ReduceLROnPlateau", ()),
        ("RemoteMonitor", ()),
        ("SidecarEvaluatorModelExport", ("a", "b")),
        ("SwapEMAWeights", ()),
        ("TensorBoard", ()),
        ("TerminateOnNaN", ()),
    ],
)
@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))]
)
def test_callbacks_can_be_copied_and_pickled(name, arguments, copied):
    made = getattr(keras.callbacks, name)(*arguments)
    assert sorted(vars(copied(made))) == sorted(vars(made))
