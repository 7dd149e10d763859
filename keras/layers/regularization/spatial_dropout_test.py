"""Tests of the dropouts of whole feature maps."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers

CASES = [
    (layers.SpatialDropout1D, {}, (40, 5, 20), (1,)),
    (layers.SpatialDropout2D, {}, (40, 3, 2, 20), (1, 2)),
    (
        layers.SpatialDropout2D,
        {"data_format": "channels_first"},
        (40, 20, 3, 2),
        (2, 3),
    ),
    (layers.SpatialDropout3D, {}, (40, 3, 2, 2, 20), (1, 2, 3)),
    (
        layers.SpatialDropout3D,
        {"data_format": "channels_first"},
        (40, 20, 3, 2, 2),
        (2, 3, 4),
    ),
]
every = pytest.mark.parametrize("layer_class,settings,shape,axes", CASES)


@every
def test_a_map_is_dropped_as_a_whole(layer_class, settings, shape, axes):
    layer = layer_class(0.25, seed=1, **settings)
    outputs = layer(tf.ones(shape), training=True).numpy()
    assert (outputs.min(axes) == outputs.max(axes)).all()
    # 800 maps: five standard deviations are 0.08.
    assert abs(np.mean(outputs == 0) - 0.25) < 0.08
    assert set(np.unique(outputs)) == {0, np.float32(1 / 0.75)}


@every
def test_inference_passes_the_input_on(layer_class, settings, shape, axes):
    x = tf.ones(shape)
    np.testing.assert_array_equal(layer_class(0.5, **settings)(x), x)


def test_they_are_dropouts_as_in_keras_2():
    assert isinstance(layers.SpatialDropout1D(0.5), layers.Dropout)


def test_a_file_has_the_data_format_that_held_when_it_was_made():
    keras.backend.set_image_data_format("channels_first")
    try:
        config = layers.SpatialDropout2D(0.5).get_config()
    finally:
        keras.backend.set_image_data_format("channels_last")
    copy = layers.SpatialDropout2D.from_config(config)
    assert copy.data_format == "channels_first"


def test_a_file_of_keras_2_names_no_noise_shape():
    config = {"rate": 0.5, "noise_shape": None, "seed": None}
    assert layers.SpatialDropout1D.from_config(config).rate == 0.5
