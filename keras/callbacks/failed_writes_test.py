"""Callbacks that can't write end training, and what was written stays."""

import errno
import os

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.callbacks import summaries
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
    "board": lambda p: keras.callbacks.TensorBoard(f"{p}/logs"),
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


class Watched(keras.layers.Dense):
    """Writes a summary in each step."""

    def call(self, inputs):
        tf.summary.scalar("mean", tf.reduce_mean(inputs))
        return super().call(inputs)


class OwnSteps(keras.Model):
    def make_train_function(self, force=False):
        step = tf.function(lambda data: self.train_step(next(data)))
        self.train_function = step
        return step


def watched(kind=keras.Sequential):
    inputs = keras.Input((40,))
    model = keras.Model(inputs, Watched(40)(inputs))
    if kind is OwnSteps:
        model = OwnSteps(inputs, model.outputs)
    model.compile("sgd", "mse")
    return model


def records(folder):
    """Returns how many summaries can be read, of each file."""
    paths = sorted(map(str, folder.rglob("events*")))
    return [sum(1 for _ in tf.data.TFRecordDataset(path)) for path in paths]


def no_summary_is_written():
    return not bool(tf.summary.scalar("after", 1.0, step=0))


@pytest.mark.parametrize("kind", [keras.Model, OwnSteps])
@pytest.mark.parametrize(
    "options",
    [
        {"update_freq": 1},
        {"histogram_freq": 1, "write_images": True},
        {"embeddings_freq": 1},
        {"profile_batch": (41, 42)},
    ],
)
def test_a_full_disk_ends_training_whatever_tensorboard_writes(
    options, kind, tmp_path
):
    """A step writes more than waits in memory: ten summaries."""
    model = watched(kind)
    board = keras.callbacks.TensorBoard(tmp_path, **options)
    limit = small_disk.limited(30)
    rows = np.ones((160, 40), "float32")
    with pytest.raises(OSError, match="Can't write it: File too large"):
        try:
            model.fit(
                rows, rows, batch_size=4, epochs=3, verbose=0,
                callbacks=[Full(limit), board],
                validation_data=(rows, rows),
            )  # fmt: skip
        finally:
            limit.__exit__(None, None, None)
    assert all(number >= 3 for number in records(tmp_path))
    # The next training has nothing of this one's.
    assert no_summary_is_written()
    watched(kind).fit(rows, rows, verbose=0, callbacks=[board])
    assert len(records(tmp_path)) == 3


def test_an_evaluation_that_cannot_be_written_is_told(tmp_path):
    model = watched()
    board = keras.callbacks.TensorBoard(tmp_path)
    board.set_model(model)
    for _ in range(2):
        with small_disk.limited(0), pytest.raises(OSError, match="too large"):
            model.evaluate(X, X, verbose=0, callbacks=[board])
        assert no_summary_is_written()
    model.evaluate(X, X, verbose=0, callbacks=[board])


def test_a_full_disk_is_no_end_of_data(tmp_path):
    """TensorFlow has one error for both, and rows would be left out."""
    model = watched()
    rows = np.ones((160, 40), "float32")
    writer = tf.summary.create_file_writer(str(tmp_path))
    with small_disk.limited(0):
        with pytest.raises(tf.errors.OutOfRangeError, match="too large"):
            with summaries.to(writer, tf.Variable(0, dtype="int64")):
                model.predict(rows, batch_size=4, verbose=0)


def test_every_callback_closes_its_files_though_another_cannot():
    closed = []

    class Broken(keras.callbacks.Callback):
        def on_train_abort(self, error):
            closed.append(error)
            raise OSError("mine")

        def on_epoch_end(self, epoch, logs=None):
            raise ValueError("first")

    with pytest.raises(OSError, match="mine") as raised:
        fit(Broken(), Broken())
    assert [str(error) for error in closed] == ["first"] * 2
    assert raised.value.__context__ is closed[0]


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_a_folder_that_may_not_be_written_ends_training(make, tmp_path):
    with small_disk.forbidden(tmp_path):
        with pytest.raises(PermissionError, match="Expected"):
            fit(make(tmp_path))
    assert os.listdir(tmp_path) == []
