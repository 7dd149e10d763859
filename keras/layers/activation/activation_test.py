"""Tests of the activations that are layers."""

import numpy as np
import pytest
import tensorflow as tf

from keras import layers

X = np.array([-2.0, -0.5, 0.5, 2.0, 9.0], "float32")


def test_relu_has_a_cap_a_slope_and_a_threshold():
    outputs = layers.ReLU(max_value=6, negative_slope=0.1, threshold=1)(X)
    np.testing.assert_allclose(outputs, [-0.3, -0.15, -0.05, 2, 6], rtol=1e-6)


def test_relu_has_no_cap_unless_told():
    np.testing.assert_array_equal(layers.ReLU()(X), [0, 0, 0.5, 2, 9])


def test_relu_has_plain_numbers_in_its_config():
    config = layers.ReLU(6).get_config()
    assert config["max_value"] == 6.0
    assert type(config["max_value"]) is type(config["threshold"]) is float


def test_leaky_relu_has_a_slope():
    outputs = layers.LeakyReLU(0.5)(X)
    np.testing.assert_array_equal(outputs, [-1, -0.25, 0.5, 2, 9])


def test_elu_bends_towards_minus_alpha():
    outputs = layers.ELU(0.5)(X)
    expected = np.where(X > 0, X, 0.5 * np.expm1(X))
    np.testing.assert_allclose(outputs, expected, rtol=1e-5)


def test_thresholded_relu_drops_the_threshold_itself():
    outputs = layers.ThresholdedReLU(2.0)(X)
    np.testing.assert_array_equal(outputs, [0, 0, 0, 0, 9])


def test_prelu_learns_a_slope_a_feature():
    layer = layers.PReLU()
    layer.build((None, 5))
    layer.set_weights([[0.0, 1.0, 2.0, 3.0, 4.0]])
    np.testing.assert_array_equal(layer(-X[None])[0], [2, 0.5, -1, -6, -36])


def test_prelu_shares_slopes_along_axes():
    layer = layers.PReLU(shared_axes=[1, 2])
    layer(tf.ones((2, 3, 4, 5)))
    assert layer.alpha.shape == (1, 1, 5)
    assert layer(tf.ones((2, 7, 8, 5))).shape == (2, 7, 8, 5)


def test_prelu_refuses_an_axis_of_unknown_size_unless_shared():
    with pytest.raises(ValueError, match="Expected known sizes"):
        layers.PReLU()(layers.Input((None, 4)))
    shared = layers.PReLU(shared_axes=[1])
    assert shared(layers.Input((None, 4))).shape == (None, None, 4)


def test_softmax_sums_to_one_over_its_axes():
    x = tf.random.normal((2, 3, 4))
    outputs = layers.Softmax(axis=(1, 2))(x)
    np.testing.assert_allclose(np.sum(outputs, (1, 2)), [1, 1], rtol=1e-5)


@pytest.mark.parametrize("robust_masking", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_softmax_gives_masked_places_nothing(robust_masking, dtype):
    layer = layers.Softmax(robust_masking=robust_masking, dtype=dtype)
    mask = tf.constant([[True, False, True]])
    outputs = layer(tf.zeros((1, 3)), mask=mask)
    np.testing.assert_array_equal(outputs, [[0.5, 0, 0.5]])


def test_robust_masking_holds_whatever_the_others_are():
    x = tf.constant([[-2e9, 2e9]])
    mask = tf.constant([[True, False]])
    plain = layers.Softmax()
    robust = layers.Softmax(robust_masking=True)
    np.testing.assert_array_equal(plain(x, mask=mask), [[0, 1]])
    np.testing.assert_array_equal(robust(x, mask=mask), [[1, 0]])
    assert "robust_masking" not in plain.get_config()
    assert robust.get_config()["robust_masking"]


@pytest.mark.parametrize(
    "layer_class,name",
    [
        (layers.ReLU, "max_value"),
        (layers.ReLU, "negative_slope"),
        (layers.ReLU, "threshold"),
        (layers.LeakyReLU, "alpha"),
        (layers.ELU, "alpha"),
        (layers.ThresholdedReLU, "theta"),
    ],
)
def test_negative_settings_are_refused(layer_class, name):
    with pytest.raises(ValueError, match=f"at least 0. Received: {name}=-1"):
        layer_class(**{name: -1})


def test_a_setting_of_none_is_refused():
    with pytest.raises(ValueError, match="Received: alpha=None"):
        layers.LeakyReLU(None)


def test_the_slope_of_leaky_relu_has_two_names():
    layer = layers.LeakyReLU(negative_slope=0.5)
    np.testing.assert_array_equal(layer(X), layers.LeakyReLU(0.5)(X))
    assert layer.negative_slope == layer.alpha == 0.5
    config = layer.get_config()
    assert config["alpha"] == 0.5
    assert "negative_slope" not in config
    read = layers.LeakyReLU.from_config(
        {"name": "x", "trainable": True, "negative_slope": 0.25}
    )
    assert read.alpha == 0.25
