"""Tests of pooling."""

import numpy as np
import pytest
import tensorflow as tf

from keras import layers

IMAGE = np.arange(16, dtype="float32").reshape(1, 4, 4, 1)


def test_max_pooling_keeps_the_largest_of_each_window():
    outputs = layers.MaxPooling2D()(IMAGE)
    np.testing.assert_array_equal(outputs[0, ..., 0], [[5, 7], [13, 15]])


def test_average_pooling_keeps_the_mean_of_each_window():
    outputs = layers.AveragePooling2D()(IMAGE)
    expected = [[2.5, 4.5], [10.5, 12.5]]
    np.testing.assert_array_equal(outputs[0, ..., 0], expected)


def test_padding_does_not_count_in_the_mean():
    outputs = layers.AveragePooling2D(3, padding="same")(np.ones((1, 4, 4, 1)))
    np.testing.assert_array_equal(outputs, np.ones((1, 2, 2, 1)))


def test_windows_touch_unless_strides_are_given():
    assert layers.MaxPooling1D(3).strides == (3,)
    assert layers.MaxPooling1D(3, 2).strides == (2,)


def test_global_pooling_takes_all_places():
    x = tf.random.normal((2, 3, 4, 5))
    np.testing.assert_allclose(
        layers.GlobalAveragePooling2D()(x), np.mean(x, (1, 2)), atol=1e-6
    )
    np.testing.assert_array_equal(
        layers.GlobalMaxPooling2D(keepdims=True)(x),
        np.max(x, (1, 2), keepdims=True),
    )


def test_masked_steps_do_not_count_in_the_global_mean():
    x = tf.constant([[[1.0], [2.0], [9.0]]])
    mask = tf.constant([[True, True, False]])
    layer = layers.GlobalAveragePooling1D()
    np.testing.assert_array_equal(layer(x, mask=mask), [[1.5]])


def test_the_global_mean_of_a_row_of_padding_is_zero():
    layer, x = layers.GlobalAveragePooling1D(), tf.ones((2, 3, 2))
    mask = tf.constant([[False] * 3, [True, False, True]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        means = layer(x, mask=mask)
    np.testing.assert_array_equal(means, [[0.0, 0.0], [1.0, 1.0]])
    gradient = tape.gradient(means, x)[..., 0]
    np.testing.assert_array_equal(gradient, tf.cast(mask, tf.float32) / 2)


def test_one_layer_may_pool_images_of_several_sizes():
    layer = layers.MaxPooling2D()
    assert layer(np.ones((1, 4, 4, 1))).shape == (1, 2, 2, 1)
    assert layer(np.ones((1, 6, 6, 3))).shape == (1, 3, 3, 3)


def test_aliases_are_the_same_classes():
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert layers.AvgPool2D is layers.AveragePooling2D
    assert layers.GlobalAvgPool2D is layers.GlobalAveragePooling2D
    assert layers.GlobalMaxPool2D is layers.GlobalMaxPooling2D


REFUSED = {
    "pool_size": ({"pool_size": 0}, "at least 1. Received: pool_size=0"),
    "strides": ({"strides": 0}, "at least 1. Received: strides=0"),
    "padding": ({"padding": "causal"}, "'valid', 'same'. .*'causal'"),
    "data_format": ({"data_format": "last"}, "'channels_last'.*'last'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_max_pooling_refuses(case):
    arguments, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        layers.MaxPooling2D(**arguments)


def test_a_window_larger_than_the_image_is_refused():
    with pytest.raises(ValueError, match=r"at least \(7, 7\).*5, 5, 1"):
        layers.MaxPooling2D(7)(layers.Input((5, 5, 1)))


def test_an_image_without_channels_is_refused():
    with pytest.raises(ValueError, match=r"3 axes.*exactly 4.*\(1, 5, 5\)"):
        layers.MaxPooling2D()(tf.ones((1, 5, 5)))
