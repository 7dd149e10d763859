"""Tests of the layers that only rearrange."""

import numpy as np
import pytest
import tensorflow as tf

from keras import layers


def test_flatten_keeps_the_batch_axis():
    x = np.arange(24).reshape(2, 3, 4)
    np.testing.assert_array_equal(layers.Flatten()(x), x.reshape(2, 12))


def test_flatten_puts_channels_last():
    x = np.arange(12).reshape(1, 2, 3, 2)
    outputs = layers.Flatten("channels_first")(x)
    np.testing.assert_array_equal(
        outputs, x.transpose(0, 2, 3, 1).reshape(1, 12)
    )


def test_flatten_of_an_unknown_axis_has_an_unknown_size():
    layer = layers.Flatten()
    assert layer(layers.Input((2, None, 3))).shape == (None, None)
    spec = tf.TensorSpec((None, None, 3))
    graph = tf.function(layer).get_concrete_function(spec)
    assert graph(tf.ones((2, 5, 3))).shape == (2, 15)


@pytest.mark.parametrize("shape", [(0, 3, 4), (2, 0, 4)])
def test_flatten_takes_empty_tensors(shape):
    outputs = layers.Flatten()(np.zeros(shape))
    assert outputs.shape == (shape[0], shape[1] * shape[2])


def test_reshape_finds_the_size_left():
    x = np.arange(24).reshape(2, 3, 4)
    outputs = layers.Reshape((-1, 2))(x)
    np.testing.assert_array_equal(outputs, x.reshape(2, 6, 2))


def test_reshape_of_an_unknown_axis_has_an_unknown_size():
    layer = layers.Reshape((-1, 2))
    assert layer(layers.Input((None, 4))).shape == (None, None, 2)
    assert layer(np.zeros((3, 5, 4))).shape == (3, 10, 2)


def test_reshape_to_scalars():
    assert layers.Reshape(())(layers.Input((1,))).shape == (None,)
    assert layers.Reshape(())(np.zeros((4, 1))).shape == (4,)


def test_reshape_takes_an_empty_batch():
    assert layers.Reshape((2, -1))(np.zeros((0, 6))).shape == (0, 2, 3)


def test_reshape_refuses_two_unknown_sizes():
    with pytest.raises(ValueError, match=r"at most one -1.*\(-1, -1\)"):
        layers.Reshape((-1, -1))


@pytest.mark.parametrize("target_shape", [(5,), (4, -1), (0, -1)])
def test_reshape_refuses_sizes_that_do_not_fit(target_shape):
    layer = layers.Reshape(target_shape)
    with pytest.raises(ValueError, match="Expected 6 elements a row"):
        layer(layers.Input((2, 3)))


def test_an_area_inside_a_pixel_is_the_pixel_and_has_a_gradient():
    x = tf.Variable(np.random.default_rng(1).random((1, 2, 3, 1), "float32"))
    with tf.GradientTape() as tape:
        y = layers.UpSampling2D((3, 2), interpolation="area")(x)
    # TensorFlow's sums nine ninths.
    np.testing.assert_allclose(y, tf.image.resize(x, (6, 6), "area"), rtol=1e-6)
    np.testing.assert_array_equal(tape.gradient(y, x), tf.fill(x.shape, 6.0))


def test_an_unknown_axis_is_upsampled_and_cropped_when_it_runs():
    layer = layers.Cropping1D((1, 0))
    spec = tf.TensorSpec((None, None, 2))
    graph = tf.function(lambda x: layer(layers.UpSampling1D(3)(x)))
    outputs = graph.get_concrete_function(spec)(tf.ones((2, 4, 2)))
    assert outputs.shape == (2, 11, 2)


def test_sizes_that_are_not_known_stay_so_in_symbols():
    x = layers.Input((None, None, 1))
    y = layers.ZeroPadding2D(((1, 0), (2, 1)))(x)
    assert y.shape == (None, None, None, 1)
    assert layers.UpSampling2D(2, interpolation="bicubic")(y).shape == y.shape


def test_interpolation_of_ints_gives_floats():
    layer = layers.UpSampling2D(interpolation="bilinear")
    x = np.array([0, 1], "int32").reshape(1, 1, 2, 1)
    np.testing.assert_allclose(layer(x)[0, 0, :, 0], [0, 0.25, 0.75, 1])
    assert layer(layers.Input((1, 2, 1), dtype="int32")).dtype == tf.float32


@pytest.mark.parametrize("interpolation", ["bicubic", "lanczos3", "gaussian"])
def test_interpolation_of_halves_has_a_gradient(interpolation):
    layer = layers.UpSampling2D(interpolation=interpolation, dtype="float16")
    x = tf.cast(tf.random.normal((1, 2, 3, 1)), tf.float16)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x)
    assert y.dtype == tape.gradient(y, x).dtype == tf.float16


@pytest.mark.parametrize("ndim", [1, 2, 3])
def test_more_is_not_cropped_than_there_is_of_a_size_told_late(ndim):
    layer = getattr(layers, f"Cropping{ndim}D")(3)
    layer.build((None, *[None] * ndim, 2))
    x = tf.ones((1, *[6] * ndim, 2))
    with pytest.raises(ValueError, match="axis of size 6, cropping="):
        layer(x)
    assert layer(tf.ones((1, *[7] * ndim, 2))).shape[1] == 1


def test_a_scalar_has_no_rows_to_reshape():
    with pytest.raises(ValueError, match=r"at least 1.*shape=\(\)"):
        layers.Reshape((1,))(tf.constant(3.0))
