"""Callbacks that can't write end training, and what was written stays."""

import errno
import os

import numpy as np
import pytest

import keras
from keras.testing import small_disk

X = np.ones((4, 40), "float32")


class Full(keras.callbacks.Callback):
    """Lets the disk be full after an epoch."""

    def __init__(self, limit):
        super().__init__()
        self.limit = limit

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            self.limit.__enter__()


MADE = {
    "model": lambda p: keras.callbacks.ModelCheckpoint(f"{p}/a.keras"),
    "checkpoint": lambda p: keras.callbacks.ModelCheckpoint(
        f"{p}/a", save_weights_only=True
    ),
    "backup": lambda p: keras.callbacks.BackupAndRestore(p),
    "csv": lambda p: keras.callbacks.CSVLogger(f"{p}/a.csv"),
}


def fit(*callbacks):
    model = keras.Sequential([keras.layers.Dense(40, input_shape=(40,))])
    model.compile("sgd", "mse")
    model.fit(X, X, epochs=3, verbose=0, callbacks=list(callbacks))


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_a_full_disk_ends_training_and_leaves_the_first_epochs(make, tmp_path):
    limit = small_disk.limited(30)
    with pytest.raises(OSError, match="Expected .*space left") as raised:
        try:
            fit(Full(limit), make(tmp_path))
        finally:
            limit.__exit__(None, None, None)
    assert raised.value.errno == errno.EFBIG
    assert os.path.dirname(raised.value.filename) == str(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert not any(name.startswith(".") for name in names) and names
    if make is MADE["model"]:
        keras.models.load_model(tmp_path / "a.keras")


def test_after_a_full_disk_training_goes_on_from_the_backup(tmp_path):
    limit = small_disk.limited(30)
    with pytest.raises(OSError, match="Can't write"):
        try:
            fit(Full(limit), keras.callbacks.BackupAndRestore(tmp_path))
        finally:
            limit.__exit__(None, None, None)
    assert os.listdir(tmp_path) == ["epoch-1-batch-0.backup"]
    history = keras.callbacks.History()
    fit(history, keras.callbacks.BackupAndRestore(tmp_path))
    assert history.epoch == [0, 1, 2]


def test_a_full_disk_leaves_the_rows_where_a_column_comes(tmp_path):
    logger = keras.callbacks.CSVLogger(tmp_path / "a.csv")
    logger.on_train_begin()
    logger.on_epoch_end(0, {"loss": 1.0})
    before = (tmp_path / "a.csv").read_bytes()
    with small_disk.limited(len(before)):
        with pytest.raises(OSError, match="space left") as raised:
            logger.on_epoch_end(1, {"loss": 1.0, "val_loss": 2.0})
    assert raised.value.errno == errno.EFBIG
    assert (tmp_path / "a.csv").read_bytes() == before


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_a_folder_that_may_not_be_written_ends_training(make, tmp_path):
    with small_disk.forbidden(tmp_path):
        with pytest.raises(PermissionError, match="Expected"):
            fit(make(tmp_path))
    assert os.listdir(tmp_path) == []
