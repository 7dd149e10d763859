"""Every architecture comes back from each kind of file by itself."""
# bazel: tags=nightly size=large

import inspect

import numpy as np
import pytest
import tf_keras

import keras

SIZES = {"Xception": 71, "InceptionV3": 75, "InceptionResNetV2": 75}
NAMES = [
    name
    for name, value in vars(tf_keras.applications).items()
    if inspect.isfunction(value)
]


@pytest.mark.parametrize("ending", [".keras", ".h5", ""])
@pytest.mark.parametrize("name", NAMES)
def test_an_architecture_needs_no_custom_objects(name, ending, tmp_path):
    # row 211
    size = SIZES.get(name, 32)
    shape = (size, size, 3)
    model = getattr(keras.applications, name)(
        weights=None, input_shape=shape, include_top=False
    )
    model.save(tmp_path / f"a{ending}")
    read = keras.saving.load_model(tmp_path / f"a{ending}")
    assert type(read) is type(model)
    images = np.random.default_rng(0).uniform(0, 255, (1, *shape))
    images = images.astype("float32")
    expected = model(images).numpy()
    scale = np.abs(expected).max()
    np.testing.assert_allclose(read(images), expected, 1e-4, 1e-5 * scale)
    again = keras.models.model_from_json(model.to_json())
    again.set_weights(model.get_weights())
    np.testing.assert_allclose(again(images), expected, 1e-4, 1e-5 * scale)
