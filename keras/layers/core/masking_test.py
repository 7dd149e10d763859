"""Tests of the layer that marks padding."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers

X = np.array([[[1, 0], [0, 0], [0, 2]], [[-1, -1], [0, 0], [0, 0]]], "float32")


def mask_of(tensor):
    return tensor._keras_mask.numpy().tolist()


def test_a_step_is_padding_if_all_its_features_are():
    outputs = layers.Masking()(X)
    assert mask_of(outputs) == [[True, False, True], [True, False, False]]
    np.testing.assert_array_equal(outputs, X)


def test_padding_becomes_zero():
    outputs = layers.Masking(mask_value=-1)(X)
    assert mask_of(outputs) == [[True, True, True], [False, True, True]]
    np.testing.assert_array_equal(outputs[1], np.zeros((3, 2)))


def test_padding_may_be_another_number_a_feature():
    x = np.array([[[1.0, -9.0], [0.0, -9.0]]], "float32")
    assert mask_of(layers.Masking([0.0, -9.0])(x)) == [[True, False]]


def test_a_mask_that_came_in_is_replaced_as_in_keras_2():
    first = layers.Masking()(X)
    assert mask_of(layers.Masking(-1)(first))[0] == [True, True, True]


def test_a_model_under_mixed_precision_compares_what_it_was_given():
    # 1001 is 1000 in bfloat16.
    x = tf.constant([[[1000.0], [1001.0]]])
    layer = layers.Masking(1000.0, dtype="mixed_bfloat16")
    assert mask_of(layer(x)) == [[False, True]]


def test_infinite_padding_becomes_zero():
    x = tf.constant([[[np.inf], [1.0]]])
    layer = layers.Masking(float("inf"))
    np.testing.assert_array_equal(layer(x), [[[0.0], [1.0]]])


def test_a_model_tells_the_mask_to_the_layers_after_it():
    inputs = keras.Input((3, 2))
    masked = layers.Masking()(inputs)
    outputs = layers.GlobalAveragePooling1D()(masked)
    found = keras.Model(inputs, outputs)(X)
    np.testing.assert_allclose(found, [[0.5, 1.0], [-1.0, -1.0]])


@pytest.mark.parametrize("value", [np.nan, [np.nan, 0.0]])
def test_padding_may_be_no_number(value):
    x = tf.constant([[[np.nan, np.nan], [1.0, np.nan], [np.nan, 0.0]]])
    layer = keras.layers.Masking(value)
    masked = 0 if value is np.nan else 2
    expected = [step != masked for step in range(3)]
    np.testing.assert_array_equal(layer.compute_mask(x), [expected])
    np.testing.assert_array_equal(layer(x)[0, masked], [0.0, 0.0])
    again = keras.layers.Masking.from_config(layer.get_config())
    np.testing.assert_array_equal(again.compute_mask(x), [expected])


def test_ragged_rows_stay_ragged():
    x = tf.RaggedTensor.from_row_lengths(X.reshape(6, 2), [2, 0, 4])
    outputs = layers.Masking(-1)(x)
    assert outputs.to_list() == [
        [[1, 0], [0, 0]],
        [],
        [[0, 2], [0, 0], [0, 0], [0, 0]],
    ]
    masks = [[True, True], [], [True, False, True, True]]
    assert outputs._keras_mask.to_list() == masks


def test_features_may_be_a_ragged_axis():
    x = tf.ragged.constant([[1.0, 5.0], [5.0], [], [5.0, 2.0]])
    outputs = layers.Masking(5.0)(x)
    assert outputs.to_list() == [[1, 5], [0], [], [5, 2]]
    assert mask_of(outputs) == [True, False, False, True]


def test_nothing_marks_no_padding():
    with pytest.raises(TypeError, match="no number.*mask_value=None"):
        layers.Masking(None)
