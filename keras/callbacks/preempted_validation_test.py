"""A preemption while an epoch is validated."""

import os
import signal

import numpy as np
import pytest

import keras

X = np.linspace(-1, 1, 60, dtype="float32").reshape(20, 3)
Y = X[:, :1]


class Told(keras.callbacks.Callback):
    """Sends the process SIGTERM with a batch of a validation."""

    def __init__(self, at):
        super().__init__()
        self.at = at
        self.seen = 0

    def on_test_batch_end(self, batch, logs=None):
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGTERM)


def trained(folder, *callbacks, batch_size=8):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("adam", "mse", metrics=["mae"])
    backup = keras.callbacks.BackupAndRestore(
        folder, save_before_preemption=True
    )
    history = model.fit(
        X,
        Y,
        batch_size,
        epochs=3,
        verbose=0,
        callbacks=[backup, *callbacks],
        validation_data=(X, Y),
        validation_batch_size=4,
    ).history
    return history, model.get_weights()


def cut_off(folder, at, *callbacks, **options):
    def end(number, frame):
        raise InterruptedError

    before, told = signal.signal(signal.SIGTERM, end), Told(at)
    try:
        with pytest.raises(InterruptedError):
            trained(folder, *callbacks, told, **options)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told.seen == at


def assert_goes_on_as_whole(folder, *callbacks):
    history, weights = trained(folder, *callbacks)
    whole, expected = trained(folder / "other", *callbacks)
    assert history == whole
    np.testing.assert_array_equal(weights[0], expected[0])


def test_it_is_saved_in_time_and_training_goes_on_to_the_same_bits(tmp_path):
    cut_off(tmp_path, at=7)
    assert "epoch-1-batch-3.backup" in os.listdir(tmp_path)
    assert_goes_on_as_whole(tmp_path)


def test_a_second_one_in_the_same_validation_trains_nothing_twice(tmp_path):
    cut_off(tmp_path, at=7)
    cut_off(tmp_path, at=2)
    assert os.listdir(tmp_path) == ["epoch-1-batch-3.backup"]
    assert_goes_on_as_whole(tmp_path)


def test_a_second_one_is_counted_in_batches_of_its_own_size(tmp_path):
    cut_off(tmp_path, at=7)
    cut_off(tmp_path, at=2, batch_size=4)
    assert os.listdir(tmp_path) == ["epoch-1-batch-5.backup"]


class Stopping(keras.callbacks.Callback):
    """Stops training within its second epoch, at its fourth step."""

    def on_train_batch_end(self, batch, logs=None):
        if self.model.optimizer.iterations == 4:
            self.model.stop_training = True


@pytest.mark.parametrize("at", [[6], [6, 2]], ids=str)
def test_an_epoch_that_was_stopped_is_validated_and_told(tmp_path, at):
    for each in at:
        cut_off(tmp_path, each, Stopping())
    assert os.listdir(tmp_path) == ["epoch-1-batch-1.stopped.backup"]
    assert_goes_on_as_whole(tmp_path, Stopping())


@pytest.mark.parametrize("size", [4, 16, 64])
def test_an_epoch_that_was_stopped_ends_with_batches_of_any_size(
    tmp_path, size
):
    cut_off(tmp_path, 6, Stopping())
    cut_off(tmp_path, 2, Stopping(), batch_size=size)
    assert os.listdir(tmp_path) == ["epoch-1-batch-1.stopped.backup"]
    history, weights = trained(tmp_path, Stopping(), batch_size=size)
    whole, expected = trained(tmp_path / "other", Stopping())
    assert history == whole
    np.testing.assert_array_equal(weights[0], expected[0])


def test_rows_of_a_stopped_epoch_are_counted_as_they_were_trained(tmp_path):
    cut_off(tmp_path, 6, Stopping())
    cut_off(tmp_path, 2, Stopping(), batch_size=16)
    stopped = tmp_path / "epoch-1-batch-1.stopped.backup"
    stopped.rename(tmp_path / "epoch-1-batch-1.backup")  # the next `fit`'s
    with pytest.warns(UserWarning, match="row 8 .*batch=8.*8 rows"):
        history, _ = trained(tmp_path, batch_size=16)
    assert len(history["loss"]) == 3
