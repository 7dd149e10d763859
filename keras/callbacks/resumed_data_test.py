"""Training that goes on takes the data that it'd have come to.

The program has other seeds at its restart, as one that sets none.
"""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.data import stored_rows
from keras.testing import two_replicas

X = np.random.default_rng(0).normal(size=(23, 3)).astype("float32")
Y = X.sum(1, keepdims=True)


class CutOff(keras.callbacks.Callback):
    """Ends training by an error before a step; -1 lets it go on."""

    def __init__(self, step=14):
        super().__init__()
        self.step = step

    def on_train_batch_begin(self, batch, logs=None):
        if self.model.optimizer.iterations == self.step:
            raise ConnectionError


class Rows(keras.utils.Sequence):
    """Batches by number."""

    def __len__(self):
        return 6

    def __getitem__(self, index):
        rows = slice(4 * index, 4 * index + 4)
        return X[rows], Y[rows]


def compiled():
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("adam", "mse")
    model.set_weights([np.full((3, 1), 0.5), np.zeros(1)])
    return model


def came_to(x, callbacks, seed, made=compiled, **options):
    tf.random.set_seed(seed)
    model = made()
    options = {"epochs": 4, "verbose": 0, **options}
    history = model.fit(x, callbacks=callbacks, **options).history
    return model.get_weights(), history


def check(folder, data, freq=4, beside=(), **options):
    """Holds a training that was cut off against one that wasn't."""
    whole = keras.callbacks.BackupAndRestore(folder / "whole", freq)
    expected = came_to(data(), [whole, CutOff(-1), *beside], 1, **options)
    safe = keras.callbacks.BackupAndRestore(folder / "cut", freq)
    with pytest.raises(ConnectionError):
        came_to(data(), [safe, CutOff(), *beside], 1, **options)
    found = came_to(data(), [safe, CutOff(-1), *beside], 2, **options)
    for mine, its in zip(found[0], expected[0], strict=True):
        np.testing.assert_array_equal(mine, its)
    assert found[1] == expected[1]


def replicated():
    """Returns a model with what each replica knows of its own rows."""
    with two_replicas.strategy().scope():
        model = keras.Sequential(
            [
                keras.layers.BatchNormalization(input_shape=(3,)),
                keras.layers.Dense(1, kernel_initializer="ones"),
            ]
        )
        model.compile("adam", "mse", ["mae"])
    return model


@pytest.mark.parametrize(("freq", "steps"), [("epoch", None), (4, 5)])
def test_replicas_go_on_in_the_orders_of_before_row_28(tmp_path, freq, steps):
    options = {"batch_size": 4, "y": Y, "steps_per_epoch": steps}
    check(tmp_path, lambda: X, freq, made=replicated, **options)


def test_a_sequence_goes_on_in_the_orders_of_before_row_28(tmp_path):
    check(tmp_path, Rows)


def test_a_rate_that_follows_from_the_last_follows_once_row_28(tmp_path):
    halved = keras.callbacks.LearningRateScheduler(lambda _, rate: rate / 2)
    check(tmp_path, Rows, beside=[halved])


def test_sparse_rows_go_on_in_the_orders_of_before_row_28(tmp_path):
    check(tmp_path, lambda: tf.sparse.from_dense(X), y=Y, batch_size=4)


def test_rows_on_the_disk_go_on_in_the_orders_of_before_row_28(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(stored_rows, "STORED_BYTES", 1)
    np.save(tmp_path / "x.npy", X)

    def data():
        return np.load(tmp_path / "x.npy", mmap_mode="r")

    check(tmp_path / "backup", data, y=Y, batch_size=4)


def test_a_generator_that_validates_goes_on_where_it_was_row_28(tmp_path):
    def validation():
        for number in range(8):
            yield X[:3] + number, Y[:3]

    def ended(callbacks):
        data = tf.data.Dataset.from_tensor_slices((X, Y)).batch(4)
        options = {"validation_data": validation(), "validation_steps": 2}
        return came_to(data, callbacks, 1, **options)[1]

    expected = ended([CutOff(-1)])
    safe = keras.callbacks.BackupAndRestore(tmp_path)
    with pytest.raises(ConnectionError):
        ended([safe, CutOff()])
    assert ended([safe, CutOff(-1)]) == expected
