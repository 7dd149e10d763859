"""At most two traces for any run of batch sizes or lengths (row 45)."""

import gc
import logging

import numpy as np
import pytest
import tensorflow as tf

import keras

__name__ = "users_code"
SIZES = ((7, 3), (1, 1), (33, 32), (40, 8), (5, 32), (64, 13), (2, 1))
LENGTHS = (4, 6, 5, 9, 2, 1, 8)


class Counting(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.traces = 0

    def call(self, inputs):
        if not tf.executing_eagerly():
            self.traces += 1
        return inputs * 1.0


def new_model():
    layers = [Counting(), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((None, 3)), *layers])
    model.compile("sgd", "mse")
    model.layers[0].traces = 0  # Without that of building.
    return model


def batches(x, y, size):
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(size)


def generated(x, y, size):
    for start in range(0, len(x), size):
        yield x[start : start + size], y[start : start + size]


USES = {
    "fit": lambda m, x, y, size: m.fit(x, y, size, verbose=0),
    "fit data": lambda m, *data: m.fit(batches(*data), verbose=0),
    "fit generator": lambda m, *data: m.fit(generated(*data), verbose=0),
    "evaluate": lambda m, x, y, size: m.evaluate(x, y, size, verbose=0),
    "evaluate data": lambda m, *data: m.evaluate(batches(*data), verbose=0),
    "predict": lambda m, x, y, size: m.predict(x, size, verbose=0),
    "predict data": lambda m, *data: m.predict(batches(*data), verbose=0),
    "predict_iter": lambda m, x, y, size: list(m.predict_iter(x, size)),
    "train_on_batch": lambda m, x, y, size: m.train_on_batch(x, y),
    "test_on_batch": lambda m, x, y, size: m.test_on_batch(x, y),
    "predict_on_batch": lambda m, x, y, size: m.predict_on_batch(x),
}


def traces(use, lengths):
    model = new_model()
    for (rows, size), length in zip(SIZES, lengths):
        x = np.ones((rows, length, 3), "float32")
        use(model, x, x[..., :2], size)
    return model.layers[0].traces


@pytest.mark.parametrize("name", USES)
def test_any_sizes_of_batches_take_one_trace(name):
    assert traces(USES[name], [4] * len(SIZES)) == 1


@pytest.mark.parametrize("name", USES)
def test_any_lengths_take_two_traces_at_most(name):
    assert traces(USES[name], LENGTHS) <= 2


def test_no_warning_of_retracing_for_many_models_and_lengths(caplog):
    caplog.set_level(logging.WARNING, logger="tensorflow")
    tf.get_logger().propagate = True
    for length in range(1, 9):
        model, x = new_model(), np.ones((9, length, 3), "float32")
        for name in ("fit", "predict data", "predict_iter"):
            USES[name](model, x, x[..., :2], 4)
        del model
        gc.collect()  # A new function may get the address of an old one.
    assert "retracing" not in caplog.text
