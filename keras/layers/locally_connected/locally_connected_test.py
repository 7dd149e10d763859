"""Tests of locally connected layers."""

import numpy as np
import pytest
import tensorflow as tf

from keras import layers


def test_each_place_has_a_filter_of_its_own():
    layer = layers.LocallyConnected1D(1, 2, use_bias=False)
    layer.build((None, 4, 1))
    kernel = np.arange(6.0).reshape(3, 2, 1)
    layer.set_weights([kernel])
    outputs = layer(np.array([[[1.0], [2.0], [3.0], [4.0]]]))
    np.testing.assert_array_equal(outputs[0, :, 0], [2.0, 13.0, 32.0])


@pytest.mark.parametrize("implementation", [2, 3])
def test_all_ways_to_keep_the_weights_can_say_the_same(implementation):
    x = np.random.default_rng(1).normal(size=(2, 4, 5, 3)).astype("float32")
    one = layers.LocallyConnected2D(2, (3, 2), use_bias=False)
    other = layers.LocallyConnected2D(
        2, (3, 2), use_bias=False, implementation=implementation
    )
    expected = one(x)
    other.build(x.shape)
    kernel, full = one.get_weights()[0], np.zeros((4, 5, 3, 2, 4, 2))
    for row, column in np.ndindex(2, 4):
        window = kernel[row * 4 + column].reshape(3, 2, 3, 2)
        full[row : row + 3, column : column + 2, :, row, column] = window
    if implementation == 3:
        pairs = full.reshape(60, 16).T
        full = pairs[pairs != 0]
    other.set_weights([full])
    np.testing.assert_allclose(other(x), expected, rtol=1e-5, atol=1e-5)


def test_an_unknown_size_is_refused():
    with pytest.raises(ValueError, match=r"known, .*Received: .*None, None, 3"):
        layers.LocallyConnected1D(2, 3)(layers.Input((None, 3)))


@pytest.mark.parametrize("implementation", [1, 2, 3])
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_a_built_layer_is_called_in_a_graph_that_knows_no_sizes(
    implementation, data_format
):
    options = {"implementation": implementation, "data_format": data_format}
    if implementation == 1:
        options["data_format"] = "channels_last"
    layer = layers.LocallyConnected1D(2, 3, **options)
    x = np.random.default_rng(0).normal(size=(2, 7, 7)).astype("float32")
    expected = layer(x)
    anything = tf.TensorSpec((None, None, None))
    call = tf.function(layer.call, input_signature=[anything])
    np.testing.assert_allclose(call(x), expected, rtol=1e-6)


def test_an_input_without_channels_is_refused():
    with pytest.raises(ValueError, match=r"above 0.*shape=\(4, 2, 0\)"):
        layers.LocallyConnected1D(3, 1)(tf.zeros((4, 2, 0)))


@pytest.mark.parametrize("implementation", [1, 2, 3])
def test_another_size_than_it_was_built_for_is_refused(implementation):
    layer = layers.LocallyConnected1D(2, 3, implementation=implementation)
    layer(tf.ones((1, 6, 3)))
    with pytest.raises(ValueError, match=r"axis 1 .*Expected 6.*\(1, 7, 3\)"):
        layer(tf.ones((1, 7, 3)))
