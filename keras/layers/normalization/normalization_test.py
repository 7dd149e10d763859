"""Tests of the normalisations of single rows."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers


def example(shape, dtype="float32"):
    return np.random.default_rng(0).normal(2, 3, shape).astype(dtype)


@pytest.mark.parametrize("axis", [-1, [1, 2], [2, 1], 1])
def test_layer_normalization_gives_rows_of_mean_0_and_variance_1(axis):
    outputs = layers.LayerNormalization(axis, epsilon=1e-6)(example((2, 3, 4)))
    axes = tuple(np.atleast_1d(axis))
    np.testing.assert_allclose(np.mean(outputs, axes), 0, atol=1e-5)
    np.testing.assert_allclose(np.var(outputs, axes), 1, atol=1e-4)


def test_axes_of_layer_normalization_are_a_list_once_it_is_built():
    layer = layers.LayerNormalization()
    layer.build((None, 5, 3))
    assert list(layer.axis) == [2]


def test_ragged_rows_are_normalised_over_their_features():
    layer = layers.LayerNormalization(epsilon=1e-6)
    x = example((5, 4))
    outputs = layer(tf.RaggedTensor.from_row_lengths(x, [2, 0, 3]))
    assert outputs.row_lengths().numpy().tolist() == [2, 0, 3]
    expected = layers.LayerNormalization(epsilon=1e-6)(x)
    np.testing.assert_allclose(outputs.flat_values, expected, rtol=1e-6)


def test_a_ragged_axis_has_no_mean():
    layer = layers.LayerNormalization(axis=[1, 2])
    layer.build((None, 3, 4))
    x = tf.RaggedTensor.from_row_lengths(example((5, 4)), [2, 0, 3])
    with pytest.raises(ValueError, match=r"Expected axes above 1.*\[1, 2\]"):
        layer(x)


@pytest.mark.parametrize(
    "layer",
    [
        layers.LayerNormalization(dtype="mixed_float16"),
        layers.LayerNormalization(dtype="float16"),
        layers.GroupNormalization(2, dtype="mixed_float16"),
        layers.RMSNormalization(dtype="mixed_float16"),
        layers.UnitNormalization(dtype="float16"),
    ],
    ids=lambda layer: type(layer).__name__ + layer.dtype_policy.name,
)
def test_squares_beyond_float16_are_summed(layer):
    # Row 49: 1000 ** 2 is above float16's largest number.
    x = example((3, 64)) * 1000
    outputs = layer(x)
    assert outputs.dtype == tf.float16
    full = type(layer).from_config({**layer.get_config(), "dtype": "float32"})
    expected = full(x).numpy()
    # Half a step of float16 in inputs and outputs.
    np.testing.assert_allclose(outputs, expected, rtol=2e-3, atol=2e-3)


def test_groups_are_normalised_one_by_one():
    x = example((2, 5, 6))
    outputs = layers.GroupNormalization(3, epsilon=1e-6)(x)
    parted = np.reshape(outputs, (2, 5, 3, 2))
    np.testing.assert_allclose(parted.mean((1, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(parted.var((1, 3)), 1, atol=1e-4)


def test_masked_steps_do_not_count_in_a_group():
    x = example((2, 5, 4))
    mask = tf.sequence_mask([3, 0], 5)
    layer = layers.GroupNormalization(2)
    outputs = layer(x, mask=mask)
    np.testing.assert_allclose(outputs[0, :3], layer(x[:1, :3])[0], atol=1e-5)
    # Of no step there is neither mean nor variance.
    np.testing.assert_allclose(outputs[1], x[1], rtol=1e-3)


def test_a_mask_of_an_embedding_reaches_the_groups():
    model = keras.Sequential(
        [
            layers.Embedding(9, 4, mask_zero=True),
            layers.GroupNormalization(2),
        ]
    )
    short, padded = np.array([[1, 2]]), np.array([[1, 2, 0, 0]])
    np.testing.assert_allclose(model(padded)[:, :2], model(short), atol=1e-6)


def test_a_subclass_normalises_groups_its_own_way():
    class Doubled(layers.GroupNormalization):
        def _apply_normalization(self, **arguments):
            return 2 * super()._apply_normalization(**arguments)

        def _create_broadcast_shape(self, input_shape):
            assert input_shape.shape == (3,)
            return super()._create_broadcast_shape(input_shape)

    x = example((2, 5, 4))
    expected = 2 * layers.GroupNormalization(2)(x)
    np.testing.assert_allclose(Doubled(2)(x), expected, rtol=1e-6)


def test_a_row_of_zeros_has_no_direction():
    outputs = layers.UnitNormalization()(np.zeros((2, 3)))
    np.testing.assert_array_equal(outputs, np.zeros((2, 3)))
