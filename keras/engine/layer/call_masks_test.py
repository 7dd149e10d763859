"""Masks in a layer's call: given, taken, passed on, made."""

import numpy as np
import pytest
import tensorflow as tf

import keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"


class MaskUser(keras.layers.Layer):
    def call(self, inputs, mask=None):
        return tf.cast(mask, "float32") if mask is not None else -inputs[..., 0]


def embedded():
    layer = keras.layers.Embedding(5, 2, mask_zero=True)
    return layer(tf.constant([[1, 2, 0]]))


def test_a_mask_travels_with_its_tensor():
    np.testing.assert_array_equal(MaskUser()(embedded()), [[1, 1, 0]])


def test_a_given_mask_comes_before_the_tensors_own():
    mask = tf.constant([[False, True, True]])
    found = MaskUser()(embedded(), mask=mask)
    np.testing.assert_array_equal(found, [[0, 1, 1]])


def test_a_layer_that_supports_masking_passes_the_mask_on():
    class Passes(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.supports_masking = True

        def call(self, inputs):
            return inputs * 2

    np.testing.assert_array_equal(MaskUser()(Passes()(embedded())), [[1, 1, 0]])


def test_a_layer_that_does_not_support_masking_drops_the_mask():
    class Drops(keras.layers.Layer):
        def call(self, inputs):
            return inputs * 2

    with pytest.warns(UserWarning, match="Drops layer .* ends here"):
        dropped = Drops()(embedded())
    assert dropped.__dict__.get("_keras_mask") is None


def test_compute_mask_makes_the_mask_of_the_output():
    class Shorter(keras.layers.Layer):
        def call(self, inputs):
            return inputs[:, 1:]

        def compute_mask(self, inputs, mask=None):
            return mask[:, 1:]

    np.testing.assert_array_equal(MaskUser()(Shorter()(embedded())), [[1, 0]])


def test_masks_hold_inside_a_tf_function_row_24():
    layer = keras.layers.Embedding(5, 2, mask_zero=True)
    user = MaskUser()
    function = tf.function(lambda ids: user(layer(ids)))
    np.testing.assert_array_equal(function(tf.constant([[1, 0]])), [[1, 0]])


def test_masks_hold_in_a_functional_model():
    ids = keras.Input((None,), dtype="int32")
    x = keras.layers.Embedding(5, 2, mask_zero=True)(ids)
    x = keras.layers.Dropout(0.5)(x)
    model = keras.Model(ids, MaskUser()(x))
    found = model(tf.constant([[3, 0, 1]]))
    np.testing.assert_array_equal(found, [[1, 0, 1]])
