"""Errors of writing have the number and the file that Python's have."""

import errno

import pytest
import tensorflow as tf

import keras
from keras.saving.files import write_error


@pytest.mark.parametrize(
    ("cause", "kind", "number"),
    [
        (OSError(errno.ENOSPC, "full"), OSError, errno.ENOSPC),
        (PermissionError(errno.EACCES, "no"), PermissionError, errno.EACCES),
        (OSError("text alone"), OSError, errno.EIO),
        (
            tf.errors.NotFoundError(None, None, "gone"),
            FileNotFoundError,
            errno.ENOENT,
        ),
        (
            tf.errors.FailedPreconditionError(None, None, "a file"),
            NotADirectoryError,
            errno.ENOTDIR,
        ),
        (
            tf.errors.FailedPreconditionError(None, None, "a; Is a directory"),
            IsADirectoryError,
            errno.EISDIR,
        ),
        (tf.errors.UnknownError(None, None, "what"), OSError, errno.EIO),
    ],
)
def test_the_number_and_the_kind_are_those_of_the_cause(cause, kind, number):
    error = write_error.of("a.csv", "It can't be written. Received", cause)
    assert type(error) is kind
    assert (error.errno, error.filename) == (number, "a.csv")
    assert "It can't be written. Received: 'a.csv'" in str(error)


CALLBACKS = {
    "model": lambda p: keras.callbacks.ModelCheckpoint(f"{p}/m.keras"),
    "backup": lambda p: keras.callbacks.BackupAndRestore(f"{p}/backup"),
    "csv": lambda p: keras.callbacks.CSVLogger(f"{p}/log.csv"),
    "board": lambda p: keras.callbacks.TensorBoard(f"{p}/logs"),
}


@pytest.mark.parametrize("make", CALLBACKS.values(), ids=CALLBACKS)
def test_a_callback_that_cannot_write_says_which_file_and_why(make, tmp_path):
    (tmp_path / "file").write_text("no folder")
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    x = tf.ones((2, 2))
    with pytest.raises(OSError, match="Expected") as raised:
        callbacks = [make(tmp_path / "file")]
        model.fit(x, x[:, :1], callbacks=callbacks, verbose=0)
    assert raised.value.errno in (errno.ENOTDIR, errno.EEXIST)
    assert raised.value.filename.startswith(str(tmp_path / "file"))
