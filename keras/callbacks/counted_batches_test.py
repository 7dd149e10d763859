"""Callbacks that count batches, in an epoch that was cut off."""

import contextlib

import numpy as np
import pytest

import keras

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
Y = X.sum(1, keepdims=True)


class CutOff(keras.callbacks.Callback):
    """Ends training by an error before a batch of the second epoch."""

    def __init__(self, batch=None):
        super().__init__()
        self.batch = batch

    def on_epoch_begin(self, epoch, logs=None):
        self.is_second = epoch == 1

    def on_train_batch_begin(self, batch, logs=None):
        if self.is_second and batch == self.batch:
            raise ConnectionError


@pytest.mark.parametrize("steps", [1, 2])
def test_other_callbacks_count_the_batches_as_if_nothing_was_cut(
    tmp_path, steps
):
    """A file each third batch, of 5 in an epoch, and a point each fourth."""

    def trained(folder, *cuts):
        for cut in (*cuts, CutOff()):
            model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
            model.compile("sgd", "mse", steps_per_execution=steps)
            saving = keras.callbacks.ModelCheckpoint(
                tmp_path / folder / "{epoch}-{batch}.weights.h5",
                save_weights_only=True,
                save_freq=3,
            )
            board = keras.callbacks.TensorBoard(
                tmp_path / folder, 0, update_freq=4
            )
            points = []
            board._write_scalars = lambda *given, to=points: to.append(given[2])
            backup = keras.callbacks.BackupAndRestore(
                tmp_path / "backup", save_freq=2
            )
            with contextlib.suppress(ConnectionError):
                model.fit(
                    X,
                    Y,
                    batch_size=8,
                    epochs=4,
                    verbose=0,
                    callbacks=[backup, saving, board, cut],
                )
        files = sorted((tmp_path / folder).glob("*.weights.h5"))
        return {f.name: f.stat().st_size for f in files}, points

    whole, points = trained("whole")
    found, later = trained("cut", CutOff(2 + steps))
    assert found == whole
    assert later == points[-len(later) :] and len(later) > 2
