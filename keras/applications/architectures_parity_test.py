"""Architectures are tf_keras's: layers, values' order and shapes, outputs."""

import numpy as np
import pytest
import tf_keras

from keras import applications

# Some of the families, with the sizes of images; all are built by the nightly
# test.
SMALL = {
    "VGG16": 32,
    "ResNet50": 32,
    "MobileNetV2": 32,
    "MobileNetV3Small": 32,
    "EfficientNetB0": 32,
    "InceptionV3": 75,
    "RegNetY002": 32,
    "ConvNeXtTiny": 32,
}


def both(name, size, **kwargs):
    made = []
    for package in (applications, tf_keras.applications):
        tf_keras.backend.clear_session()
        build = getattr(package, name)
        kwargs = {"weights": None, "input_shape": (size, size, 3), **kwargs}
        made.append(build(**kwargs))
    return made


def expect_same(name, size, tmp_path, **kwargs):
    ours, theirs = both(name, size, **kwargs)
    assert ours.name == theirs.name
    assert ours.count_params() == theirs.count_params()
    generated = ("input_", "tf.", "add", "concatenate", "conv2d", "batch_norm")
    for one, other in zip(ours.layers, theirs.layers, strict=True):
        assert type(one).__name__ == type(other).__name__
        if not other.name.startswith(generated):
            assert one.name.split("_")[0] == other.name.split("_")[0]
        assert one.output_shape == other.output_shape
    for one, other in zip(ours.weights, theirs.weights, strict=True):
        assert one.shape == other.shape, other.name
        assert one.name.rpartition("/")[2] == other.name.rpartition("/")[2]
    rng = np.random.default_rng(0)
    values = [
        rng.uniform(0.5, 1.5, v.shape)
        if "variance" in v.name or "gamma" in v.name
        else rng.normal(size=v.shape)
        * (2 / max(np.prod(v.shape[:-1]), 9)) ** 0.5
        for v in theirs.weights
    ]
    theirs.set_weights(values)
    path = str(tmp_path / "values.h5")
    theirs.save_weights(path)
    ours.load_weights(path)
    images = rng.uniform(0, 255, (2, size, size, 3)).astype("float32")
    found, wanted = ours(images).numpy(), theirs(images).numpy()
    scale = np.abs(wanted).max()
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5 * scale)


@pytest.mark.parametrize("name", SMALL)
def test_an_architecture_is_theirs(name, tmp_path):
    # Scores would be 0 and 1, whatever comes before them.
    expect_same(
        name,
        SMALL[name],
        tmp_path,
        classes=10,
        classifier_activation=None,
    )


@pytest.mark.parametrize("pooling", [None, "avg", "max"])
def test_without_the_classifier_too(pooling, tmp_path):
    expect_same(
        "MobileNetV2",
        48,
        tmp_path,
        include_top=False,
        pooling=pooling,
        alpha=0.35,
    )
