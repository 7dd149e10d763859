"""`predict` writes its outputs once, and `predict_iter` holds a batch only."""
# Alone: the peak of a process is never forgotten.
# bazel: alone=true

import numpy as np
import pytest
import tensorflow as tf

import keras

_ROWS, _UNITS = 25_000, 1000
_BYTES = _ROWS * _UNITS * 4
X = np.arange(_ROWS * 2, dtype="float32").reshape(_ROWS, 2)


def kilobytes(name):
    """Returns a line of what Linux says of the process's memory."""
    with open("/proc/self/status") as file:
        lines = dict(line.split(":", 1) for line in file)
    return int(lines[name].split()[0])


def peak_of(function):
    """Returns how far memory rises above where it starts, in bytes."""
    before = kilobytes("VmRSS")
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # The peak is counted anew.
    result = function()
    return 1024 * (kilobytes("VmHWM") - before), result


@pytest.fixture(scope="module")
def model():
    layers = [keras.layers.Dense(_UNITS, kernel_initializer="ones")]
    model = keras.Sequential([keras.Input((2,)), *layers])
    for kind in SOURCES.values():  # Traces, and starts TensorFlow's threads.
        model.predict(kind(X[:640]), verbose=0)
    return model


def unknown_size(x):
    data = tf.data.Dataset.from_tensor_slices(x).filter(lambda row: True)
    return data.batch(32)


SOURCES = {
    "array": lambda x: x,
    "dataset": lambda x: tf.data.Dataset.from_tensor_slices(x).batch(32),
    "unknown size": unknown_size,
}


# 8 MB more: what runs of batches, the pipeline and the allocator take.
@pytest.mark.parametrize("kind", ["array", "dataset"])
def test_the_peak_is_1_1_times_outputs_of_known_size_row_39(model, kind):
    data = SOURCES[kind](X)
    peak, found = peak_of(lambda: model.predict(data, verbose=0))
    np.testing.assert_array_equal(found[:, 7], X.sum(1))
    assert found.nbytes == _BYTES
    assert peak < 1.1 * _BYTES + 8 * 2**20


def test_outputs_of_unknown_size_take_little_more(model):
    data = unknown_size(X)
    peak, found = peak_of(lambda: model.predict(data, verbose=0))
    assert found.nbytes == _BYTES
    assert found.base is None
    assert peak < 1.3 * _BYTES + 8 * 2**20


def test_streaming_takes_the_memory_of_batches(model):
    def total():
        return sum(part.sum() for part in model.predict_iter(X))

    peak, found = peak_of(total)
    assert found == pytest.approx(X.sum(dtype="float64") * _UNITS, rel=1e-4)
    assert peak < _BYTES / 4
