"""What Keras 3 added to initializers, and shapes that only a run knows."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import initializers


def test_fourier_kernels_are_numpys_transform():
    signal = np.random.default_rng(0).normal(size=64)
    real, imag = (
        initializers.STFT(side, None)((64, 1, 33), "float64").numpy()[:, 0]
        for side in ("real", "imag")
    )
    expected = np.fft.rfft(signal)
    np.testing.assert_allclose(signal @ real, expected.real, atol=1e-11)
    np.testing.assert_allclose(signal @ imag, expected.imag, atol=1e-11)


@pytest.mark.parametrize("periodic", [False, True])
@pytest.mark.parametrize(
    "name,function", [("hann", np.hanning), ("hamming", np.hamming)]
)
def test_windows_are_numpys(name, function, periodic):
    layer = initializers.STFT("real", name, None, periodic)
    found = layer((8, 1, 5), "float64")[:, 0, 0]
    # NumPy's are symmetric: a longer one's start is periodic.
    expected = function(9)[:8] if periodic else function(8)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_scalings_have_unit_power_or_sum():
    density = initializers.STFT(scaling="density")((16, 1, 9), "float64")
    spectrum = initializers.STFT(scaling="spectrum")((16, 1, 9), "float64")
    np.testing.assert_allclose(np.sum(density[:, 0, 0] ** 2), 1)
    np.testing.assert_allclose(np.sum(spectrum[:, 0, 0]), 1)


def test_a_window_may_be_given_and_goes_through_a_file():
    window = [1.0, 2.0, 3.0, 4.0]
    mine = initializers.STFT(window=window, scaling=None)
    again = initializers.deserialize(initializers.serialize(mine))
    found = again((4, 2, 3))
    np.testing.assert_allclose(found[:, 1, 0], window)


@pytest.mark.parametrize(
    "settings,shape,match",
    [
        ({"side": "left"}, None, "'real', 'imag'.*side='left'"),
        ({"scaling": "x"}, None, "'density'.*scaling='x'"),
        ({"window": "x"}, None, "'hann'.*weights.*window='x'"),
        ({"window": [1.0]}, (4, 1, 3), r"\(4,\).*window of shape \(1,\)"),
        ({}, (4, 3), r"samples, channels.*shape=\(4, 3\)"),
        ({}, (4, 1, 1), "2 frequencies"),
    ],
)
def test_what_is_no_transform_is_refused(settings, shape, match):
    with pytest.raises(ValueError, match=match):
        initializers.STFT(**settings)(shape)


def test_fans_may_be_any_axes():
    mine = initializers.VarianceScaling(
        2.0, "fan_avg", "uniform", 1, input_axes=[0, 2], output_axes=[1]
    )
    largest = np.abs(mine((10, 40, 3))).max()
    limit = np.sqrt(3 * 2 / 35)
    # 1,200 even draws come within two hundredths of the limit.
    assert 0.98 * limit < largest <= limit
    again = initializers.deserialize(initializers.serialize(mine))
    np.testing.assert_array_equal(again((4, 3, 2)), mine((4, 3, 2)))


def test_axes_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="input_axes.*whole.*Received.*'a'"):
        initializers.HeNormal(input_axes="a")


@pytest.mark.parametrize(
    "name,new",
    [
        ("IdentityInitializer", "Identity"),
        ("OrthogonalInitializer", "Orthogonal"),
        ("STFTInitializer", "STFT"),
        ("stft", "STFT"),
    ],
)
def test_further_names_mean_the_same(name, new):
    assert getattr(initializers, name) is getattr(initializers, new)
    assert type(initializers.get(name)) is getattr(initializers, new)


ANY_SHAPE = ["zeros", "ones", "constant", "random_normal", "random_uniform"]


@pytest.mark.parametrize("name", [*ANY_SHAPE, "truncated_normal"])
def test_a_size_may_be_known_in_the_run_only(name):
    make = initializers.get(name)
    graph = tf.function(
        lambda x: (make(tf.shape(x)), make([tf.shape(x)[0], 4])),
        input_signature=[tf.TensorSpec((None, 3))],
    )
    whole, mixed = graph(tf.zeros((2, 3)))
    assert (whole.shape, mixed.shape) == ((2, 3), (2, 4))


@pytest.mark.parametrize("name", ["zeros", "he_normal", "orthogonal", "normal"])
@pytest.mark.parametrize("shape", [(None, 3), tf.TensorShape(None), (-1, 2)])
def test_an_unknown_size_is_refused(name, shape):
    make = initializers.get(name)
    expected = f"{type(make).__name__}.*known sizes.*Received: shape="
    with pytest.raises(ValueError, match=expected):
        make(shape)


def test_fans_that_only_a_run_knows_are_refused():
    make = keras.initializers.GlorotUniform()
    graph = tf.function(
        lambda x: make(tf.shape(x)),
        input_signature=[tf.TensorSpec((None, 3))],
    )
    with pytest.raises(ValueError, match="GlorotUniform.*known sizes"):
        graph(tf.zeros((2, 3)))
    assert make(tf.constant([2, 3])).shape == (2, 3)
