"""A disk that is full or may not be written: an error, and the older file."""

import errno
import os

import numpy as np
import pytest

import keras
from keras.testing import small_disk

_GIB = 2**30
SAVES = {
    ".keras": lambda m, p: m.save(f"{p}/a.keras"),
    ".h5": lambda m, p: m.save(f"{p}/a.h5"),
    ".weights.h5": lambda m, p: m.save_weights(f"{p}/a.weights.h5"),
    "Keras 2's weights": lambda m, p: m.save_weights(f"{p}/a.h5"),
    "shards": lambda m, p: m.save_weights(
        f"{p}/a.weights.json", max_shard_size=50_000 / _GIB
    ),
    "checkpoint": lambda m, p: m.save_weights(f"{p}/a"),
    "folder": lambda m, p: keras.saving.save_model(m, f"{p}/a", zipped=False),
    "SavedModel": lambda m, p: m.save(f"{p}/a", save_format="tf"),
    "export": lambda m, p: m.export(f"{p}/a", verbose=False),
}


@pytest.fixture(scope="module")
def model():
    layers = [keras.layers.Dense(100, input_shape=(100,)) for _ in range(2)]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    return model


def content(folder):
    """Returns what is in a folder: paths, and the files' bytes."""
    paths = sorted(folder.rglob("*"))
    return {path: path.is_file() and path.read_bytes() for path in paths}


def failed(act, *arguments):
    """Returns the error of the system that an act ends with."""
    with pytest.raises(OSError, match="Can't write .*Expected") as raised:
        act(*arguments)
    return raised.value


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_full_disk_leaves_the_older_file(save, model, tmp_path):
    save(model, tmp_path)
    before = content(tmp_path)
    model.set_weights([np.random.normal(size=w.shape) for w in model.weights])
    for num_bytes in (0, 30_000):
        with small_disk.limited(num_bytes):
            error = failed(save, model, tmp_path)
        assert error.errno == errno.EFBIG
        assert os.path.dirname(error.filename) == str(tmp_path)
        assert content(tmp_path) == before


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_folder_that_may_not_be_written_is_told(save, model, tmp_path):
    with small_disk.forbidden(tmp_path):
        error = failed(save, model, tmp_path)
    assert error.errno == errno.EACCES
    assert error.filename.startswith(str(tmp_path))
    assert content(tmp_path) == {}


@pytest.mark.parametrize(
    "error", [OSError(errno.EIO, "?"), KeyboardInterrupt()]
)
@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_an_end_that_fails_leaves_the_older_file(
    save, error, model, tmp_path, monkeypatch
):
    save(model, tmp_path)
    before = content(tmp_path)

    def fail(handle):
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(type(error)):
        save(model, tmp_path)
    assert content(tmp_path) == before
