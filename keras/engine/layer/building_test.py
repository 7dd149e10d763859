"""When a layer is built, and for which shapes."""

import numpy as np
import pytest
import tensorflow as tf

import keras


class Scale(keras.layers.Layer):
    """inputs * scale, with a constructor argument and no `get_config`."""

    def __init__(self, start=1.0, **kwargs):
        super().__init__(**kwargs)
        self.first_value = start

    def build(self, input_shape):
        self.scale = self.add_weight(
            "scale",
            input_shape[-1:],
            initializer=keras.initializers.Constant(self.first_value),
        )

    def call(self, inputs):
        return inputs * self.scale


def test_build_is_called_once_with_a_tensor_shape():
    class Watch(keras.layers.Layer):
        shapes = []

        def build(self, input_shape):
            self.shapes.append(input_shape)

    layer = Watch()
    layer(tf.ones((2, 3)))
    layer(tf.ones((5, 3)))
    assert layer.shapes == [tf.TensorShape([2, 3])]
    assert isinstance(layer.shapes[0], tf.TensorShape)


def test_build_by_hand_takes_tuples_and_marks_the_layer_as_built():
    layer = Scale()
    assert not layer.built
    layer.build((None, 3))
    assert layer.built
    assert layer.get_build_config() == {"input_shape": (None, 3)}


def test_a_built_layer_is_not_built_again_by_a_call():
    layer = Scale()
    layer.build((None, 3))
    scale = layer.scale
    layer(tf.ones((2, 3)))
    assert layer.scale is scale
    assert len(layer.weights) == 1


def test_build_gets_a_shape_for_each_input():
    class Two(keras.layers.Layer):
        def build(self, input_shape):
            self.widths = [shape[-1] for shape in input_shape]

        def call(self, inputs):
            return inputs[0]

    layer = Two()
    layer([tf.ones((2, 3)), tf.ones((2, 4))])
    assert list(layer.widths) == [3, 4]


def test_build_gets_a_dict_of_shapes_for_a_dict():
    class Named(keras.layers.Layer):
        def build(self, input_shape):
            self.width = input_shape["a"][-1]

        def call(self, inputs):
            return inputs["b"]

    layer = Named()
    layer({"a": tf.ones((2, 3)), "b": tf.ones((2, 4))})
    assert layer.width == 3
    assert layer.get_build_config()["input_shape"]["b"] == (2, 4)


def test_a_failed_build_leaves_the_layer_unbuilt():
    class Fails(keras.layers.Layer):
        def build(self, input_shape):
            raise OSError("no data")

    layer = Fails()
    with pytest.raises(OSError, match="no data"):
        layer(tf.ones((2, 3)))
    assert not layer.built


def test_a_subclass_may_call_build_of_its_base_with_another_shape():
    class Wide(keras.layers.Dense):
        def build(self, input_shape):
            super().build((None, 7))

    layer = Wide(2)
    layer.build((None, 3))
    assert layer.kernel.shape == (7, 2)
    assert layer.get_build_config() == {"input_shape": (None, 3)}


def test_build_from_config_makes_the_same_variables():
    layer = Scale(2.0)
    layer.build_from_config({"input_shape": [None, 3]})
    np.testing.assert_array_equal(layer.scale, [2, 2, 2])


def test_variables_made_inside_a_tf_function_outlive_it():
    layer = Scale(3.0)
    function = tf.function(layer)
    np.testing.assert_array_equal(function(tf.ones((1, 2))), [[3, 3]])
    np.testing.assert_array_equal(layer.scale, [3, 3])
