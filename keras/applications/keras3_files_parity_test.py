"""Files of Keras 3's architectures are read; it writes them when run as one."""

import importlib
import pathlib
import sys

import numpy as np
import pytest

ASKED = {"weights": None, "input_shape": (32, 32, 3), "classes": 4}
IMAGES = np.random.default_rng(0).uniform(0, 255, (1, 32, 32, 3))
FILES = ("a.weights.h5", "a.h5", "a.keras")


def model_of(k):
    return k.applications.MobileNetV3Small(
        classifier_activation=None, dropout_rate=0, **ASKED
    )


def write(folder):
    k = importlib.import_module("keras")
    assert k.__version__.startswith("3.")
    k.utils.set_random_seed(1)
    model = model_of(k)
    np.save(folder / "found.npy", model.predict(IMAGES, verbose=0))
    model.save_weights(folder / FILES[0])
    for name in FILES[1:]:
        model.save(folder / name)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory, run_beside_ours):
    folder = tmp_path_factory.mktemp("keras3")
    run_beside_ours(folder, __file__, folder)
    return folder


def check(model, theirs):
    expected = np.load(theirs / "found.npy")
    found = model.predict(IMAGES.astype("float32"), verbose=0)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, 1e-4, 1e-5 * scale)


@pytest.mark.parametrize("name", FILES)
def test_values_are_read(name, theirs):
    model = model_of(importlib.import_module("keras"))
    model.load_weights(theirs / name)
    check(model, theirs)


@pytest.mark.parametrize("name", FILES[1:])
def test_a_whole_model_needs_no_custom_objects(name, theirs):
    # row 211
    keras = importlib.import_module("keras")
    check(keras.saving.load_model(theirs / name, compile=False), theirs)


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]))
