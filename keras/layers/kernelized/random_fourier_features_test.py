"""Tests of random features."""

import numpy as np
import pytest
import tensorflow as tf

from keras import initializers, layers
from keras.layers import experimental

KERNELS = {
    "gaussian": lambda d, scale: np.exp(-np.sum(d**2, -1) / (2 * scale**2)),
    "laplacian": lambda d, scale: np.exp(-np.sum(abs(d), -1) / scale),
}


@pytest.mark.parametrize("kind", KERNELS)
def test_products_of_features_approximate_the_kernel(kind):
    count, scale = 40_000, 2.0
    layer = experimental.RandomFourierFeatures(count, kind, scale)
    x = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
    y = layer(x).numpy()
    found = y @ y.T * 2 / count
    expected = KERNELS[kind](x[:, None] - x, scale)
    # Six deviations of a mean of so many.
    np.testing.assert_allclose(found, expected, atol=6 / np.sqrt(count))


@pytest.mark.parametrize(
    ("kind", "scale"),
    [
        ("Gaussian", 2.0),
        ("laplacian", 1.0),
        (initializers.RandomNormal(), 1.0),
    ],
    ids=["gaussian", "laplacian", "another"],
)
def test_scale_is_that_of_the_kernel_unless_given(kind, scale):
    layer = experimental.RandomFourierFeatures(2, kind)
    layer.build((None, 8))
    assert layer.scale == scale
    np.testing.assert_array_equal(layer.kernel_scale, [scale])


@pytest.mark.parametrize("trainable", [False, True])
def test_nothing_but_the_scale_is_ever_trained(trainable):
    layer = experimental.RandomFourierFeatures(2, trainable=trainable)
    layer.build((None, 8))
    found = [layer.kernel_scale] if trainable else []
    assert [id(w) for w in layer.trainable_weights] == [*map(id, found)]


def test_a_seed_of_the_process_draws_the_same_features():
    def drawn():
        tf.random.set_seed(3)
        return experimental.RandomFourierFeatures(4, "laplacian")(np.eye(3))

    np.testing.assert_array_equal(drawn(), drawn())


def test_its_symbolic_output_has_its_type():
    layer = experimental.RandomFourierFeatures(4, dtype="mixed_float16")
    assert layer(layers.Input((3,))).dtype == "float16"


def test_an_input_without_features_is_refused():
    layer = experimental.RandomFourierFeatures(3)
    with pytest.raises(ValueError, match=r"above 0.*shape=\(4, 0\)"):
        tf.function(layer)(tf.zeros((4, 0)))
