"""Every architecture has tf_keras's layers and values, and loads its files."""
# bazel: tags=nightly size=large

import inspect

import numpy as np
import pytest
import tf_keras

from keras import applications

SIZES = {"Xception": 71, "InceptionV3": 75, "InceptionResNetV2": 75}
NAMES = [
    name
    for name, value in vars(tf_keras.applications).items()
    if inspect.isfunction(value)
]


@pytest.mark.parametrize("name", NAMES)
def test_an_architecture_is_theirs(name, tmp_path):
    size = SIZES.get(name, 32)
    asked = {"weights": None, "input_shape": (size, size, 3), "classes": 10}
    asked["classifier_activation"] = None
    tf_keras.backend.clear_session()
    theirs = getattr(tf_keras.applications, name)(**asked)
    ours = getattr(applications, name)(**asked)
    assert ours.count_params() == theirs.count_params()
    for one, other in zip(ours.layers, theirs.layers, strict=True):
        assert type(one).__name__ == type(other).__name__
        assert one.output_shape == other.output_shape
    theirs.save_weights(tmp_path / "values.h5")
    ours.load_weights(tmp_path / "values.h5")
    for one, other in zip(ours.weights, theirs.weights, strict=True):
        np.testing.assert_array_equal(one, other)
    images = np.random.default_rng(0).uniform(0, 255, (2, size, size, 3))
    images = images.astype("float32")
    found, wanted = ours(images).numpy(), theirs(images).numpy()
    scale = np.abs(wanted).max()
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5 * scale)
