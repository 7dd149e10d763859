"""Tests of the memory that data takes: freed after use, streamed when big."""
# Alone: the peak of a process is never forgotten.
# bazel: alone=true

import gc
import resource
import weakref

import h5py
import numpy as np
import pytest

import keras
from keras.engine.data import device_memory, stored_rows, validation_split

MIB = 2**20


class Pairs(keras.utils.Sequence):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        return np.ones((4, 3)), np.ones((4, 1))


def generator():
    while True:
        yield np.ones((4, 3)), np.ones((4, 1))


def small_model():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize("make", [Pairs, generator])
def test_data_is_freed_after_training(make):
    model, data = small_model(), make()
    told = weakref.ref(data)
    model.fit(data, epochs=2, steps_per_epoch=2, verbose=0)
    model.evaluate(data, steps=2, verbose=0)
    del data
    gc.collect()
    assert told() is None


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize("shuffle", [False, True])
def test_an_array_that_is_too_big_for_the_device_streams(monkeypatch, shuffle):
    # Row 38: the host's peak is the array and a few batches, each 2 MiB. The
    # array is float64, which a step takes as float32.
    limit = 64 * MIB
    monkeypatch.setattr(
        device_memory, "fits_on_device", lambda nbytes: nbytes <= limit
    )
    model = small_model()
    model.optimizer.learning_rate = 1e-6
    x, y = np.ones((4096, 8192)), np.ones((4096, 1))  # 256 MiB
    arguments = {"batch_size": 64, "shuffle": shuffle, "verbose": 0}
    model.fit(x[:1024:8], y[:1024:8], **arguments)
    model.fit(x[:2048], y[:2048], **arguments)
    before = peak_bytes()
    fitted = model.fit(x, y, **arguments)
    assert peak_bytes() - before < 32 * MIB
    assert np.isfinite(fitted.history["loss"][0])


# Files.


class Counting:
    """A stored array that counts the rows that are read of it."""

    def __init__(self, stored):
        self.stored = stored
        self.rows = 0
        self.shape, self.dtype = stored.shape, stored.dtype
        self.size = stored.size

    def __getitem__(self, rows):
        read = self.stored[rows]
        self.rows += len(read)
        return read


Counting.__module__ = "h5py.stand_in"


@pytest.fixture
def stored(tmp_path, monkeypatch):
    monkeypatch.setattr(stored_rows, "STORED_BYTES", 1)
    with h5py.File(tmp_path / "rows.h5", "w") as file:
        yield Counting(file.create_dataset("x", data=np.arange(20.0)))


def test_splitting_off_validation_data_reads_no_row_of_a_file(stored):
    labels = np.arange(20)
    train, rest = validation_split.split_validation(stored, labels, None, 0.25)
    assert stored.rows == 0
    assert train[0].shape == (15,) and rest[0].shape == (5,)
    np.testing.assert_array_equal(train[0][3:7], [3, 4, 5, 6])
    np.testing.assert_array_equal(rest[0][3:99], [18, 19])
    np.testing.assert_array_equal(rest[0][np.array([0, 4])], [15, 19])
    assert stored.rows == 8


def test_a_part_of_a_file_trains_and_the_rest_validates(stored):
    class Seen(keras.Model):
        def __init__(self):
            super().__init__()
            self.rows = {"train": [], "test": []}

        def train_step(self, data):
            self.rows["train"] += data[0].numpy().tolist()
            np.testing.assert_array_equal(*data)
            return {"loss": 0.0}

        def test_step(self, data):
            self.rows["test"] += data[0].numpy().tolist()
            return {"loss": 0.0}

    model = Seen()
    model.compile(run_eagerly=True)
    model.fit(
        stored, np.arange(20), validation_split=0.25, batch_size=4, verbose=0
    )
    assert sorted(model.rows["train"]) == list(range(15))
    assert model.rows["test"] == list(range(15, 20))
