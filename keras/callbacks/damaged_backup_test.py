"""Which backups stay, and what serves, where one is damaged."""

import os

import numpy as np
import pytest

import keras

X = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
Y = X.sum(1, keepdims=True)


class CutOff(keras.callbacks.Callback):
    """Ends training by an error, at the beginning of a batch."""

    def __init__(self, epoch, batch):
        super().__init__()
        self.at, self.epoch = (epoch, batch), 0

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        if (self.epoch, batch) == self.at:
            raise ConnectionError


def compiled(*hidden):
    model = keras.Sequential(
        [keras.Input((3,)), *map(keras.layers.Dense, (*hidden, 1))]
    )
    model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


def cut_off(folder, at, save_freq, **options):
    backup = keras.callbacks.BackupAndRestore(folder, save_freq, **options)
    with pytest.raises(ConnectionError):
        fit(compiled(), backup, CutOff(*at))
    return sorted(os.listdir(folder))


def fit(model, *callbacks):
    return model.fit(X, Y, 2, 3, verbose=0, callbacks=list(callbacks))


def damage(path):
    path.write_bytes(path.read_bytes()[:100])


def test_a_damaged_backup_is_none_of_the_two_that_stay(tmp_path):
    options = {"double_checkpoint": True}
    names = cut_off(tmp_path, (1, 5), 2, **options)
    assert names == ["epoch-1-batch-2.backup", "epoch-1-batch-4.backup"]
    damage(tmp_path / names[1])
    with pytest.warns(UserWarning, match="newest one is damaged"):
        names = cut_off(tmp_path, (2, 0), "epoch", **options)
    assert names == ["epoch-1-batch-2.backup", "epoch-2-batch-0.backup"]


def test_a_save_before_a_damaged_place_stays(tmp_path):
    names = cut_off(tmp_path, (1, 5), 2, double_checkpoint=True)
    damage(tmp_path / names[1])
    with pytest.warns(UserWarning, match="newest one is damaged"):
        names = cut_off(tmp_path, (1, 3), 1)
    assert names == ["epoch-1-batch-3.backup"]


def test_of_two_backups_of_another_model_none_is_called_damaged(tmp_path):
    cut_off(tmp_path, (1, 5), 2, double_checkpoint=True)
    backup = keras.callbacks.BackupAndRestore(tmp_path)
    with pytest.raises(keras.saving.ModelFileError, match="values don't fit"):
        fit(compiled(2), backup)


def test_each_of_two_backups_in_one_fit_keeps_all(tmp_path):
    first, second = (
        keras.callbacks.BackupAndRestore(tmp_path / name) for name in "ab"
    )
    with pytest.raises(ConnectionError):
        fit(compiled(), first, second, CutOff(1, 0))
    with pytest.raises(ConnectionError):
        fit(compiled(), first, second, CutOff(2, 0))
    history = fit(compiled(), keras.callbacks.BackupAndRestore(tmp_path / "b"))
    assert history.epoch == [0, 1, 2]
