"""Tests of training that is cut off and goes on."""

import os
import signal
import threading

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.callbacks import backup_and_restore
from keras.engine.model import model as model_module
from keras.testing import two_replicas

__name__ = "users_code"  # AutoGraph leaves our own package's code alone.

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
Y = X.sum(1, keepdims=True)
START = np.full((3, 1), 0.5)


class CutOff(keras.callbacks.Callback):
    """Ends training by an error, and records what was begun."""

    def __init__(self, epoch=-1, batch=None):
        super().__init__()
        self.epoch, self.batch, self.seen = epoch, batch, []

    def on_epoch_begin(self, epoch, logs=None):
        if self.batch is None and epoch == self.epoch + 1 > 0:
            raise ConnectionError
        self.current = epoch
        self.seen.append(epoch)


class CutOffInEpoch(CutOff):
    def on_train_batch_begin(self, batch, logs=None):
        self.seen.append((self.current, batch))
        if (self.current, batch) == (self.epoch, self.batch):
            raise ConnectionError


def compiled(optimizer="adam"):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile(optimizer, "mse", metrics=["mse"])
    model.set_weights([START, np.zeros(1)])
    return model


def fit(model, *callbacks, data=(X, Y), **options):
    given = {"batch_size": 8, "epochs": 4, "shuffle": False, "verbose": 0}
    return model.fit(*data, callbacks=list(callbacks), **{**given, **options})


def cut_off(folder, each, model=None, **options):
    """Fits until `each` raises."""
    backup = backup_and_restore.BackupAndRestore(folder, **options)
    with pytest.raises(ConnectionError):
        fit(model or compiled(), backup, each)


def going_on(folder, each=None, model=None, data=(X, Y), **options):
    """Fits as after a restart; returns the model and its history."""
    model = model or compiled()
    backup = backup_and_restore.BackupAndRestore(folder, **options)
    history = fit(model, backup, each or CutOff(), data=data)
    return model, history


def assert_same_state(model, other):
    for mine, its in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, its)
    ours, theirs = model.optimizer.variables, other.optimizer.variables
    for mine, its in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine.numpy(), its.numpy())


def test_training_goes_on_with_the_epoch_that_was_cut_off(tmp_path):
    cut_off(tmp_path, CutOff(2))
    each = CutOff()
    model, history = going_on(tmp_path, each)
    assert each.seen == [3] and history.epoch == [0, 1, 2, 3]
    whole = compiled()
    fit(whole)
    assert_same_state(model, whole)


@pytest.mark.parametrize("kind", ["arrays", "dataset"])
def test_training_goes_on_with_the_batch_that_was_cut_off(tmp_path, kind):
    dataset = tf.data.Dataset.from_tensor_slices((X, Y)).batch(8)
    data = {"arrays": (X, Y), "dataset": (dataset,)}[kind]
    size = {"arrays": 8, "dataset": None}[kind]
    whole = compiled()
    expected = fit(whole, data=data, batch_size=size)
    cut_off(tmp_path, CutOffInEpoch(1, 3), save_freq=2)
    each, model = CutOffInEpoch(), compiled()
    backup = backup_and_restore.BackupAndRestore(tmp_path, save_freq=2)
    history = fit(model, backup, each, data=data, batch_size=size)
    # 5 batches an epoch: the 8th batch of all was saved.
    assert each.seen[:3] == [1, (1, 3), (1, 4)]
    assert_same_state(model, whole)
    assert history.history["loss"] == expected.history["loss"]


def test_a_cut_between_the_last_batch_and_the_epochs_end_loses_nothing(
    tmp_path,
):
    cut_off(tmp_path, CutOff(1), save_freq=5)
    each = CutOffInEpoch()
    _, history = going_on(tmp_path, each, save_freq=5)
    assert each.seen[:2] == [1, 2]
    expected = fit(compiled()).history["mse"]
    assert history.history["mse"] == expected


def test_the_backup_goes_when_training_ends(tmp_path):
    folder = tmp_path / "backup"
    cut_off(folder, CutOff(0))
    assert os.listdir(folder) == ["epoch-1-batch-0.backup"]
    going_on(folder)
    assert os.listdir(folder) == []


def test_the_backup_stays_where_it_is_asked_for(tmp_path):
    going_on(tmp_path, delete_checkpoint=False)
    assert os.listdir(tmp_path) == ["epoch-4-batch-0.backup"]
    _, history = going_on(tmp_path)
    assert history.epoch == [0, 1, 2, 3]


class Breaking(CutOff):
    """Makes the weights of a model no numbers, before a batch."""

    def on_train_batch_begin(self, batch, logs=None):
        if (self.current, batch) == (self.epoch, self.batch):
            self.model.set_weights([np.full((3, 1), np.nan), np.zeros(1)])


class StoppingAtNaN(keras.callbacks.Callback):
    """A guard of a user's own."""

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = not np.isfinite(logs["loss"])


@pytest.mark.parametrize("is_last", [False, True])
@pytest.mark.parametrize(
    "guard", [keras.callbacks.TerminateOnNaN, StoppingAtNaN]
)
@pytest.mark.parametrize(
    "freq, kept", [("epoch", "epoch-2-batch-0"), (1, "epoch-2-batch-3")]
)
def test_the_backup_stays_where_a_broken_loss_ends_training(
    tmp_path, capsys, guard, freq, kept, is_last
):
    backup = backup_and_restore.BackupAndRestore(tmp_path, save_freq=freq)
    each = [Breaking(2, 3), guard(), backup]
    fit(compiled(), *(each[::-1] if is_last else each))
    assert os.listdir(tmp_path) == [f"{kept}.backup"]
    assert f"stays in '{tmp_path}'" in capsys.readouterr().out
    model, history = going_on(tmp_path, save_freq=freq)
    assert history.epoch == [0, 1, 2, 3]
    whole = compiled()
    fit(whole)
    assert_same_state(model, whole)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "freq, kept", [("epoch", "epoch-1-batch-0"), (1, "epoch-1-batch-4")]
)
def test_weights_that_the_last_step_broke_are_not_saved(tmp_path, freq, kept):
    """The loss of that step, which was before, is a number still."""

    class BreakingAfter(CutOff):
        def on_train_batch_end(self, batch, logs=None):
            if (self.current, batch) == (self.epoch, self.batch):
                self.model.set_weights([np.full((3, 1), np.inf), np.zeros(1)])

    guard = keras.callbacks.TerminateOnNaN()
    backup = backup_and_restore.BackupAndRestore(tmp_path, save_freq=freq)
    fit(compiled(), BreakingAfter(1, 4), guard, backup)
    assert os.listdir(tmp_path) == [f"{kept}.backup"]


def test_whole_weights_are_saved_whatever_the_loss_is(tmp_path):
    """A weight may be infinite on purpose, as a mask of scores is."""

    class Masked(keras.layers.Layer):
        def build(self, shape):
            self.mask = self.add_weight(
                "mask",
                (1,),
                initializer=lambda *_, **__: tf.fill((1,), -np.inf),
            )

        def call(self, x):
            return x + tf.exp(self.mask)

    def losing(y_true, y_pred):
        return tf.reduce_mean(y_pred * 0.0) + np.inf

    model = keras.Sequential(
        [keras.layers.Dense(1, input_shape=(3,)), Masked()]
    )
    model.compile(keras.optimizers.SGD(0.0), losing)
    backup = backup_and_restore.BackupAndRestore(
        tmp_path, delete_checkpoint=False
    )
    fit(model, backup)
    assert os.listdir(tmp_path) == ["epoch-4-batch-0.backup"]


def test_a_model_that_is_not_saved_is_told_of_once(tmp_path, capsys):
    fit(
        compiled(),
        Breaking(1, 0),
        backup_and_restore.BackupAndRestore(tmp_path),
    )
    assert capsys.readouterr().out.count("became NaN or infinite") == 1


def test_the_backup_goes_where_a_broken_loss_ends_nothing(tmp_path):
    backup = backup_and_restore.BackupAndRestore(tmp_path)
    fit(compiled(), Breaking(2, 3), backup)
    assert os.listdir(tmp_path) == []


def test_the_backup_goes_where_training_stops_early(tmp_path):
    backup = backup_and_restore.BackupAndRestore(tmp_path)
    stopping = keras.callbacks.EarlyStopping("loss", min_delta=9)
    history = fit(compiled(), backup, stopping)
    assert len(history.epoch) < 4 and os.listdir(tmp_path) == []


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    going_on(tmp_path)
    assert os.listdir(tmp_path) == ["notes.txt"]


def test_a_learning_rate_that_was_lowered_stays_low(tmp_path):
    class Lowering(CutOff):
        def on_epoch_begin(self, epoch, logs=None):
            super().on_epoch_begin(epoch, logs)
            self.model.optimizer.learning_rate = 0.25

    cut_off(tmp_path, Lowering(0))
    model, _ = going_on(tmp_path)
    assert float(model.optimizer.learning_rate) == 0.25


def test_a_schedule_that_was_lowered_stays_low(tmp_path):
    # Row 48.

    def scheduled():
        rate = keras.optimizers.schedules.PiecewiseConstantDecay(
            [99], [1e-3, 0.0]
        )
        return compiled(keras.optimizers.SGD(rate))

    def lowering():
        return keras.callbacks.ReduceLROnPlateau("loss", 0.5, 1, min_delta=9.0)

    backup = backup_and_restore.BackupAndRestore(tmp_path)
    with pytest.raises(ConnectionError):
        fit(scheduled(), lowering(), backup, CutOff(1))
    model, _ = going_on(tmp_path, model=scheduled())
    assert float(model.optimizer.learning_rate) == np.float32(5e-4)


@pytest.mark.parametrize("damage", [b"", b"PK", None])
def test_a_damaged_backup_is_an_error(tmp_path, damage):
    cut_off(tmp_path, CutOff(1))
    damage_file(tmp_path / "epoch-2-batch-0.backup", damage)
    model = compiled()
    with pytest.raises(
        keras.saving.ModelFileError, match="epoch-2-batch-0.*delete.*double_ch"
    ):
        going_on(tmp_path, model=model)
    np.testing.assert_array_equal(model.get_weights()[0], START)


def damage_file(path, content):
    """Cuts a file to `content`, or changes a byte in its middle."""
    if content is None:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def test_of_two_backups_the_older_one_serves_where_the_newer_is_damaged(
    tmp_path,
):
    cut_off(tmp_path, CutOff(2), double_checkpoint=True)
    assert sorted(os.listdir(tmp_path)) == [
        "epoch-2-batch-0.backup",
        "epoch-3-batch-0.backup",
    ]
    damage_file(tmp_path / "epoch-3-batch-0.backup", None)
    each = CutOff()
    with pytest.warns(UserWarning, match="an older backup.*epoch-3-batch-0"):
        going_on(tmp_path, each, double_checkpoint=True)
    assert each.seen == [2, 3]
    assert os.listdir(tmp_path) == []


def test_a_backup_of_another_model_is_an_error(tmp_path):
    cut_off(tmp_path, CutOff(1))
    layers = [keras.layers.Dense(2, input_shape=(3,)), keras.layers.Dense(1)]
    other = keras.Sequential(layers)
    other.compile("sgd", "mse")
    told = "(?s)don't fit.*delete the folder"
    with pytest.raises(keras.saving.ModelFileError, match=told):
        going_on(tmp_path, model=other)


class OwnStep(model_module.Model):
    """A model that has no variables before its own first step."""

    def __init__(self):
        super().__init__()
        self.inner = keras.layers.Dense(1, kernel_initializer="ones")

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self.inner(x) - y) ** 2)
        variables = self.inner.trainable_variables
        gradients = tape.gradient(loss, variables)
        self.optimizer.apply_gradients(zip(gradients, variables))
        return {"loss": loss}


def own_step(**options):
    model = OwnStep()
    model.compile("adam", **options)
    return model


def test_a_model_that_its_first_step_would_build_is_restored(tmp_path):
    cut_off(tmp_path, CutOff(1), model=own_step())
    model, history = going_on(tmp_path, model=own_step())
    whole = own_step()
    fit(whole)
    assert history.epoch == [0, 1, 2, 3]
    assert_same_state(model, whole)


def test_a_model_with_no_variables_is_refused(tmp_path):
    cut_off(tmp_path, CutOff(1), model=own_step())
    with pytest.raises(
        RuntimeError, match="a model that is built.*built=False"
    ):
        going_on(tmp_path, model=own_step(run_eagerly=True))


def test_a_number_of_batches_counts_those_of_several_steps_a_call(tmp_path):
    model = compiled()
    model.compile("sgd", "mse", steps_per_execution=2)
    cut_off(tmp_path, CutOff(0), model, save_freq=4)
    assert os.listdir(tmp_path) == ["epoch-0-batch-4.backup"]


def test_an_epoch_is_saved_in_long_runs(tmp_path):
    def needs(**options):
        made = backup_and_restore.BackupAndRestore(tmp_path, **options)
        return made.needs_batches("train")

    assert not needs()
    assert needs(save_freq=7) and needs(save_before_preemption=True)


def test_two_replicas_go_on_where_they_were(tmp_path):
    def replicated():
        with two_replicas.strategy().scope():
            return compiled("adam")

    cut_off(tmp_path, CutOff(1), replicated())
    model, history = going_on(tmp_path, model=replicated())
    assert history.epoch == [0, 1, 2, 3]
    whole = replicated()
    fit(whole)
    assert_same_state(model, whole)


def test_the_signal_does_what_it_did_when_training_has_ended(tmp_path):
    before = signal.getsignal(signal.SIGTERM)
    going_on(tmp_path, save_before_preemption=True)
    assert signal.getsignal(signal.SIGTERM) is before
    cut_off(tmp_path, CutOff(0), save_before_preemption=True)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_signal_is_not_watched_for_in_another_thread(tmp_path):
    errors = []

    def run():
        try:
            going_on(tmp_path, save_before_preemption=True)
        except RuntimeError as error:
            errors.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert "only the main thread" in errors[0]


@pytest.mark.parametrize("wrong", ["batch", 0, -1, True, 0.5, False, None])
def test_a_frequency_that_is_not_known_is_refused(tmp_path, wrong):
    with pytest.raises(ValueError, match=f"save_freq={wrong!r}"):
        backup_and_restore.BackupAndRestore(tmp_path, save_freq=wrong)


def test_a_folder_that_cannot_be_made_is_told_before_training(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="folder can't be made.*file/backup"):
        going_on(tmp_path / "file" / "backup")


def test_a_folder_without_a_name_is_refused():
    with pytest.raises(ValueError, match="backup_dir=''"):
        backup_and_restore.BackupAndRestore("")


class Stopping(keras.callbacks.Callback):
    """Stops after each epoch, as one does who has an hour a day."""

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = True


def test_a_fit_that_was_stopped_goes_on_in_the_next_one(tmp_path):
    epochs = []
    for _ in range(3):
        backup = backup_and_restore.BackupAndRestore(
            tmp_path, delete_checkpoint=False
        )
        epochs.append(fit(compiled(), backup, Stopping()).epoch)
    assert epochs == [[0], [0, 1], [0, 1, 2]]


def test_averages_in_place_of_the_weights_are_put_back_after_a_restart(
    tmp_path,
):
    def averaging():
        return compiled(keras.optimizers.Adam(0.1, use_ema=True))

    def swap():
        return keras.callbacks.SwapEMAWeights(swap_on_epoch=True)

    whole = averaging()
    fit(whole, swap())
    backup = backup_and_restore.BackupAndRestore(tmp_path)
    with pytest.raises(ConnectionError):
        fit(averaging(), backup, swap(), CutOff(1))
    model = averaging()
    fit(model, backup_and_restore.BackupAndRestore(tmp_path), swap())
    assert_same_state(model, whole)


@pytest.mark.filterwarnings("ignore:The data ended")
def test_epochs_that_go_over_the_rows_again_end_where_they_would(tmp_path):
    options = {"epochs": 3, "steps_per_epoch": 7}  # 5 batches a pass
    whole = compiled()
    fit(whole, **options)
    cut = CutOffInEpoch(0, 3)
    backup = backup_and_restore.BackupAndRestore(tmp_path, save_freq=1)
    with pytest.raises(ConnectionError):
        fit(compiled(), backup, cut, **options)
    model = compiled()
    backup = backup_and_restore.BackupAndRestore(tmp_path, save_freq=1)
    fit(model, backup, CutOffInEpoch(), **options)
    assert_same_state(model, whole)


def test_a_signal_that_comes_at_the_end_of_training_is_handed_on(tmp_path):
    got = []
    before = signal.signal(signal.SIGTERM, lambda *_: got.append(1))
    late = keras.callbacks.LambdaCallback(
        on_train_end=lambda logs: os.kill(os.getpid(), signal.SIGTERM)
    )
    try:
        backup = backup_and_restore.BackupAndRestore(
            tmp_path, save_before_preemption=True
        )
        fit(compiled(), late, backup)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert got == [1]
