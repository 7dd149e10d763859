"""A preemption while an epoch is validated."""

import os
import signal

import numpy as np
import pytest

import keras

X = np.linspace(-1, 1, 60, dtype="float32").reshape(20, 3)
Y = X[:, :1]


class Told(keras.callbacks.Callback):
    """Sends the process SIGTERM with a batch of the second validation."""

    def __init__(self):
        super().__init__()
        self.seen = 0

    def on_test_batch_end(self, batch, logs=None):
        self.seen += 1
        if self.seen == 7:
            os.kill(os.getpid(), signal.SIGTERM)


def trained(folder, *callbacks):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("adam", "mse", metrics=["mae"])
    backup = keras.callbacks.BackupAndRestore(
        folder, save_before_preemption=True
    )
    history = model.fit(
        X,
        Y,
        8,
        epochs=3,
        verbose=0,
        callbacks=[backup, *callbacks],
        validation_data=(X, Y),
        validation_batch_size=4,
    ).history
    return history, model.get_weights()


def test_it_is_saved_in_time_and_training_goes_on_to_the_same_bits(tmp_path):
    def end(number, frame):
        raise InterruptedError

    before, told = signal.signal(signal.SIGTERM, end), Told()
    try:
        with pytest.raises(InterruptedError):
            trained(tmp_path, told)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told.seen == 7
    assert "epoch-1-batch-3.backup" in os.listdir(tmp_path)
    history, weights = trained(tmp_path)
    whole, expected = trained(tmp_path / "other")
    assert history == whole
    np.testing.assert_array_equal(weights[0], expected[0])
