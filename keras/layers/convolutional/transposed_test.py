"""Tests of transposed convolutions."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from keras import layers
from keras.testing import two_replicas

OF_NDIM = {
    1: layers.Conv1DTranspose,
    2: layers.Conv2DTranspose,
    3: layers.Conv3DTranspose,
}


def scattered(x, kernel, strides, dilations, places, before):
    """The definition: each input adds its filters to the output."""
    ndim = len(strides)
    y = np.zeros((x.shape[0], *places, kernel.shape[-2]))
    inside = itertools.product(
        np.ndindex(*x.shape[1:-1]), np.ndindex(*kernel.shape[:ndim])
    )
    for p, o in inside:
        q = np.multiply(p, strides) + np.multiply(o, dilations) - before
        if (q >= 0).all() and (q < places).all():
            y[(slice(None), *q)] += np.einsum(
                "bc,fc->bf", x[(slice(None), *p)], kernel[o]
            )
    return y


CASES = {
    # row 101: dilation, unequal and over volumes, is neither refused nor lost.
    "unequal": ((5, 4), {"dilation_rate": (1, 2)}, (7, 8), 0),
    "equal": ((5, 4), {"dilation_rate": 2}, (9, 8), 0),
    "volumes": ((3, 4, 5), {"dilation_rate": 2}, (7, 8, 9), 0),
    "sequences": ((5,), {"dilation_rate": 3}, (11,), 0),
    "same": ((5, 4), {"dilation_rate": (1, 2), "padding": "same"}, (5, 4), 1),
    "strides too": ((3, 4), {"dilation_rate": 2, "strides": 2}, (9, 11), 0),
    "strides elsewhere": (
        (3, 4),
        {"dilation_rate": (1, 2), "strides": (2, 1)},
        (7, 8),
        0,
    ),
    "output_padding": ((3, 4), {"strides": 2, "output_padding": 1}, (8, 10), 0),
    "first": (
        (5, 4),
        {"dilation_rate": (1, 2), "data_format": "channels_first"},
        (7, 8),
        0,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_input_adds_its_filters_to_the_output(case):
    sizes, arguments, places, before = CASES[case]
    layer = OF_NDIM[len(sizes)](3, 3, **arguments)
    x = np.random.default_rng(1).normal(size=(2, *sizes, 2)).astype("float32")
    is_first = layer.data_format == "channels_first"
    given = np.moveaxis(x, -1, 1) if is_first else x
    y = layer(given)
    assert layer.compute_output_shape(given.shape) == y.shape
    if case == "same":
        before = np.array([1, 2])
    expected = scattered(
        x,
        layer.kernel.numpy(),
        layer.strides,
        layer.dilation_rate,
        places,
        np.broadcast_to(before, len(places)),
    )
    found = np.moveaxis(y.numpy(), 1, -1) if is_first else y
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_dilation_of_volumes_is_in_a_config_only_where_it_says_more():
    plain = layers.Conv3DTranspose(2, 3).get_config()
    assert "dilation_rate" not in plain
    dilated = layers.Conv3DTranspose(2, 3, dilation_rate=2)
    copy = layers.Conv3DTranspose.from_config(dilated.get_config())
    assert copy.dilation_rate == (2, 2, 2)


def test_a_transposed_convolution_is_a_convolution_too():
    for ndim, layer_class in OF_NDIM.items():
        plain = getattr(layers, f"Conv{ndim}D")
        assert issubclass(layer_class, plain)
        assert getattr(layers, f"Convolution{ndim}DTranspose") is layer_class


def test_transposing_undoes_the_shape_of_a_convolution():
    for padding, size in itertools.product(("valid", "same"), range(5, 9)):
        x = layers.Input((size, size, 1))
        y = layers.Conv2D(2, 3, 2, padding)(x)
        left = 1 - size % 2
        back = layers.Conv2DTranspose(1, 3, 2, padding, output_padding=left)
        assert back(y).shape == x.shape


def test_an_own_transposed_convolution_gets_the_kernel():
    class Doubled(layers.Conv2DTranspose):
        def convolution_op(self, inputs, kernel):
            return super().convolution_op(inputs, 2 * kernel)

    plain, doubled = layers.Conv2DTranspose(2, 3), Doubled(2, 3)
    x = tf.random.normal((1, 4, 4, 1))
    plain(x), doubled(x)
    doubled.set_weights(plain.get_weights())
    np.testing.assert_allclose(doubled(x), 2 * plain(x), atol=1e-5)


@pytest.mark.parametrize("ndim", [1, 2, 3])
@pytest.mark.parametrize("free", [4, None])
@pytest.mark.parametrize("arguments", [{"strides": 2}, {"dilation_rate": 2}])
def test_a_replicas_no_rows_have_the_right_shapes(ndim, free, arguments):
    layer = OF_NDIM[ndim](2, 3, **arguments)
    sizes = (4, free, 5)[:ndim]
    layer.build((None, *sizes, 3))

    @tf.function(input_signature=[tf.TensorSpec((None, *sizes, 3))])
    def graph(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x)
        return y, tape.gradient(y, [x, *layer.trainable_weights])

    for rows in (0, 2):
        x = tf.ones((rows, *(4, 4, 5)[:ndim], 3))
        with two_replicas.strategy().scope():
            y, gradients = graph(x)
        assert y.shape == layer.compute_output_shape(x.shape)
        assert gradients[0].shape == x.shape
        if not rows:
            assert not any(gradient.numpy().any() for gradient in gradients)
