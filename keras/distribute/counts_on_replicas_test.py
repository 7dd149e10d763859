"""Metrics that count in whole numbers, on two replicas."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

ROWS = np.ones((7, 3), "float32")


class Rows(keras.metrics.Metric):
    def __init__(self, name="rows", **options):
        super().__init__(name, **options)
        self.count = self.add_weight(
            name="count", initializer="zeros", dtype="int32"
        )

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.count.assign_add(tf.shape(y_true)[0])

    def result(self):
        return self.count


class JudgeEachBatch(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        self.model.evaluate(ROWS, ROWS[:, :1], verbose=0)


@pytest.fixture(scope="module")
def model():
    with two_replicas.strategy().scope():
        model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
        model.compile("sgd", "mse", [Rows()])
    return model


def counted(model, callback):
    fitted = model.fit(ROWS, ROWS[:, :1], 3, verbose=0, callbacks=[callback])
    return fitted.history["rows"]


def test_a_backup_within_the_epoch_counts_on(model, tmp_path):
    backup = keras.callbacks.BackupAndRestore(tmp_path, save_freq=1)
    assert counted(model, backup) == [7]


def test_judging_within_the_epoch_counts_on(model):
    assert counted(model, JudgeEachBatch()) == [7]


def test_a_file_has_the_count_of_all(model):
    metric = next(m for m in model.metrics if m.name == "rows")
    metric.load_own_variables({"0": np.int32(7)})
    assert metric.result().numpy() == 7
