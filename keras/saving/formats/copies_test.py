"""A file of a whole model is written and read without copies of its values."""
# Alone: the peak of a process is never forgotten.
# bazel: alone=true

import pathlib

import numpy as np
import pytest

import keras
from keras.saving.values import layer_weights

SIDE = 3000
# Two layers, of float32.
WEIGHTS = 2 * SIDE * SIDE * 4
PATHS = ["a.keras", "a.h5", "a"]


def kilobytes(name):
    status = pathlib.Path("/proc/self/status").read_text()
    [line] = [one for one in status.splitlines() if one.startswith(name)]
    return int(line.split()[1])


def peak(act):
    """Returns how much more memory than before an act takes, and its result."""
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    before = kilobytes("VmRSS")
    result = act()
    return 1024 * (kilobytes("VmHWM") - before), result


def big(**options):
    stack = [keras.layers.Dense(SIDE, **options) for _ in range(2)]
    return keras.Sequential([keras.Input((SIDE,)), *stack])


@pytest.mark.parametrize("name", PATHS)
def test_peaks_are_the_weights(name, tmp_path):
    """At most 1.2 times: in memory once, beside what is read or written."""
    path = f"{tmp_path}/{name}"
    small = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
    small.save(f"{tmp_path}/small{name}")
    keras.models.load_model(f"{tmp_path}/small{name}")
    model = big()
    extra, _ = peak(lambda: model.save(path))
    assert extra < 0.2 * WEIGHTS
    wanted = [np.copy(value) for value in model.get_weights()]
    # The model stays: what is freed and not given back would be taken again.
    extra, found = peak(lambda: keras.models.load_model(path))
    assert extra < 1.2 * WEIGHTS
    for one, other in zip(found.get_weights(), wanted, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", PATHS)
def test_what_was_read_and_written_is_changed_apart(name, tmp_path):
    """Training writes into a variable; no file and no other one sees it."""
    model = big(kernel_initializer="ones")
    path = f"{tmp_path}/{name}"
    model.save(path)
    first, second = (keras.models.load_model(path) for _ in range(2))
    for each in (model, first):
        for variable in each.weights:
            variable.assign_add(np.ones(variable.shape))
    for variable, other in zip(second.weights, first.weights, strict=True):
        assert np.all(other == variable + 1)
    third = keras.models.load_model(path)
    for variable, other in zip(second.weights, third.weights, strict=True):
        assert np.all(variable == other)


def test_one_array_for_two_variables_is_not_shared():
    """Nothing gives one twice today; two variables of one memory would."""
    array = np.zeros((300, 300), "float32")
    layer = keras.layers.Dense(300)
    layer.build((None, 300))
    other = keras.layers.Dense(300)
    other.build((None, 300))
    layer_weights._assign([(layer.kernel, array), (other.kernel, array)])
    layer.kernel.assign_add(np.ones((300, 300)))
    assert np.all(other.kernel == 0.0)
