"""What Rescaling makes of numbers."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras


@pytest.mark.parametrize(
    "dtype", ["uint8", "int64", "bool", "float16", "float32", "float64"]
)
@pytest.mark.parametrize("scale", [2.0, 1 / 3, [0.5, 2.0], np.array([1, 2])])
def test_numbers_are_those_of_keras_2(dtype, scale):
    """Row 122: any type comes in, and the layer's type comes out."""
    x = tf.cast([[0, 1], [7, 100]], dtype)
    found, expected = (
        k.layers.Rescaling(scale, offset=-1)(x) for k in (keras, tf_keras)
    )
    assert found.dtype == expected.dtype == tf.float32
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["int32", "float32", "float64"])
def test_numbers_above_float16_are_rescaled(dtype):
    """Row 116."""
    layer = keras.layers.Rescaling(1e-5, dtype="mixed_float16")
    x = tf.constant([100000, 300000], dtype)
    for call in (layer, tf.function(layer)):
        y = call(x)
        assert y.dtype == tf.float16
        np.testing.assert_array_equal(y, [1, 3])


def test_a_model_of_half_precision_around_it_costs_nothing():
    """Row 116: the model casts its inputs first."""

    class Around(keras.Model):
        def __init__(self):
            super().__init__(dtype="mixed_float16")
            self.rescaling = keras.layers.Rescaling(1e-5, dtype="mixed_float16")

        def call(self, x):
            return self.rescaling(x)

    y = Around()(tf.constant([[100000.0, 300000.0]]))
    np.testing.assert_array_equal(y, [[1, 3]])


def test_a_scale_of_several_axes_widens_the_output():
    layer = keras.layers.Rescaling(np.ones((2, 1)))
    assert layer.compute_output_shape((3,)) == (2, 3)
    assert layer(tf.ones(3)).shape == (2, 3)


def test_ragged_numbers_stay_so():
    layer = keras.layers.Rescaling(2.0, 1.0)
    x = tf.ragged.constant([[1, 2], [3]])
    assert layer(x).to_list() == [[3.0, 5.0], [7.0]]


def test_sparse_numbers_are_refused():
    layer = keras.layers.Rescaling(2.0)
    with pytest.raises(TypeError, match="Received: SparseTensor"):
        layer(tf.sparse.from_dense([[1.0]]))


@pytest.mark.parametrize("scale", [[1.0, 2.0], np.array([1.0, 2.0])])
def test_several_scales_come_back_from_a_file(scale, tmp_path):
    """Row 118: a list is an array again."""
    layer = keras.layers.Rescaling(scale, offset=tf.constant([1.0, 0.0]))
    model = keras.Sequential([keras.Input((2,)), layer])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    x = np.array([[1.0, 2.0]])
    assert again(x).numpy().tolist() == model(x).numpy().tolist() == [[2, 4]]


def test_a_data_set_is_mapped():
    data = tf.data.Dataset.from_tensor_slices(np.uint8([[0, 255]]))
    rows = data.map(keras.layers.Rescaling(1 / 255))
    assert next(iter(rows)).numpy().tolist() == [0.0, 1.0]
