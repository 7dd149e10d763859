"""Tests of `build` and `compute_output_shape` with a shape an argument."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

import keras

QUERY = tf.ones((2, 5, 3))
VALUE = tf.ones((2, 7, 4))


@keras.saving.register_keras_serializable("shapes_by_name")
class Match(keras.layers.Layer):
    """Scores of each query and value, after maps to one width."""

    def build(self, query_shape, value_shape):
        self.given = {"query": query_shape, "value": value_shape}
        self.query = self.add_weight("query", (query_shape[-1], 6))
        self.value = self.add_weight("value", (value_shape[-1], 6))

    def call(self, query, value):
        return tf.matmul(query @ self.query, value @ self.value, False, True)

    def compute_output_shape(self, query_shape, value_shape):
        return (*query_shape[:2], value_shape[1])


def by_position(layer):
    return layer(QUERY, VALUE)


def by_name(layer):
    return layer(value=VALUE, query=QUERY)


def in_a_graph(layer):
    return tf.function(layer)(QUERY, value=VALUE)


@pytest.mark.parametrize("call", [by_position, by_name, in_a_graph])
def test_build_gets_the_shape_of_each_argument_by_its_name(call):
    layer = Match()
    assert call(layer).shape == (2, 5, 7)
    assert layer.given == {"query": (2, 5, 3), "value": (2, 7, 4)}
    assert isinstance(layer.given["value"], tf.TensorShape)


def test_a_symbolic_call_hands_the_shapes_on_too():
    layer = Match()
    inputs = keras.Input((5, 3)), keras.Input((None, 4))
    outputs = layer(inputs[0], value=inputs[1])
    assert outputs.shape.as_list() == [None, 5, None]
    assert layer.given["value"].as_list() == [None, None, 4]
    model = keras.Model(inputs, outputs)
    np.testing.assert_allclose(model([QUERY, VALUE]), layer(QUERY, VALUE))


def test_a_dynamic_layer_tells_its_shape_from_those_of_its_arguments():
    layer = Match(dynamic=True)
    outputs = layer(keras.Input((5, 3)), keras.Input((7, 4)))
    assert outputs.shape.as_list() == [None, 5, 7]


def test_several_shapes_are_in_the_build_config_by_name():
    layer = Match()
    layer.build((None, 5, 3), value_shape=(None, 7, 4))
    config = layer.get_build_config()
    assert config == {
        "shapes_dict": {
            "query_shape": (None, 5, 3),
            "value_shape": (None, 7, 4),
        }
    }
    copy = Match()
    copy.build_from_config(config)
    assert [w.shape for w in copy.weights] == [w.shape for w in layer.weights]


def test_a_saved_model_builds_its_layer_of_two_arguments(tmp_path):
    inputs = keras.Input((5, 3)), keras.Input((7, 4))
    model = keras.Model(inputs, Match()(*inputs))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(loaded([QUERY, VALUE]), model([QUERY, VALUE]))


@pytest.mark.parametrize("named", ["sequence_shape", "input_shape"])
def test_one_shape_of_keras_3_is_that_of_the_input_whatever_its_name(named):
    layer = keras.layers.Dense(2)
    shapes = {named: [None, 3], "mask_shape": [None]}
    layer.build_from_config({"shapes_dict": shapes})
    assert layer.kernel.shape == (3, 2)


class Steps(keras.layers.Layer):
    def build(self, input_shape, state_shape="none given"):
        self.given = (input_shape, state_shape)

    def call(self, sequence, state=None):
        return sequence


def test_an_argument_that_is_not_given_leaves_its_parameter_at_the_default():
    layer = Steps()
    layer(QUERY)
    assert layer.given == ((2, 5, 3), "none given")
    assert layer.get_build_config() == {"input_shape": (2, 5, 3)}
    layer = Steps()
    layer(QUERY, state=[VALUE, VALUE])
    assert layer.given == ((2, 5, 3), [(2, 7, 4), (2, 7, 4)])


class Second(Match):
    def build(self, value_shape):
        super().build(value_shape, value_shape)

    def call(self, query, value):
        return query


def test_a_build_of_one_shape_gets_that_of_the_first_argument():
    layer = Second()
    layer(QUERY, VALUE)
    assert layer.given["value"] == (2, 5, 3)
    assert layer.get_build_config() == {"input_shape": (2, 5, 3)}


@keras.saving.register_keras_serializable("shapes_by_name")
class Both(keras.Model):
    def __init__(self):
        super().__init__()
        self.one, self.other = keras.layers.Dense(2), keras.layers.Dense(2)

    def call(self, x, y, mask=None, training=None):
        return self.one(x) + self.other(y)


def test_a_model_of_two_arguments_is_built_by_their_shapes(tmp_path):
    model = Both()
    keras_3s = {"x_shape": [None, 3], "y_shape": [None, 4]}
    model.build_from_config({"shapes_dict": keras_3s})
    assert model.other.kernel.shape == (4, 2)
    x, y = tf.ones((5, 3)), tf.ones((5, 4))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(loaded(x, y), model(x, y))


@keras.saving.register_keras_serializable("shapes_by_name")
class Around(keras.layers.Wrapper):
    def call(self, query, value):
        return 2 * self.layer(query, value)


@keras.saving.register_keras_serializable("shapes_by_name")
class AroundOthers(keras.layers.Wrapper):
    """Hands on what bears other names."""

    def call(self, left, right):
        return 2 * self.layer(left, right)


@pytest.mark.parametrize("call", [by_position, in_a_graph])
@pytest.mark.parametrize("kind", [Around, AroundOthers])
def test_a_wrapper_of_a_layer_of_two_inputs_builds_it(kind, call, tmp_path):
    around = kind(Match())
    outputs = call(lambda query, value: around(query, value))
    np.testing.assert_allclose(outputs, 2 * around.layer(QUERY, VALUE))
    inputs = keras.Input((5, 3)), keras.Input((7, 4))
    model = keras.Model(inputs, around(*inputs))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(loaded([QUERY, VALUE]), outputs)


@keras.saving.register_keras_serializable("shapes_by_name")
class Shifts(keras.layers.Layer):
    """Its `build` needs no shape."""

    def build(self):
        super().build(None)
        self.shift = self.add_weight("shift", (), initializer="ones")

    def call(self, inputs):
        return inputs + self.shift


@keras.saving.register_keras_serializable("shapes_by_name")
class ShiftsTwice(Shifts):
    def build(self):
        super().build()
        self.other = self.add_weight("other", (), initializer="ones")

    def call(self, inputs):
        return super().call(inputs) + self.other


class Only(keras.layers.Wrapper):
    def call(self, inputs):
        return self.layer(inputs)


@pytest.mark.parametrize("kind, shift", [(Shifts, 1), (ShiftsTwice, 2)])
def test_build_may_have_no_parameters(kind, shift, tmp_path):
    by_call, by_hand, inside, in_file = kind(), kind(), kind(), kind()
    by_hand.build()
    assert by_hand.built and len(by_hand.weights) == shift
    model = keras.Sequential([keras.Input((5, 3)), in_file])
    for layer in (by_call, by_hand, Only(inside), model):
        np.testing.assert_allclose(layer(QUERY), QUERY + shift)
    in_file.set_weights([4.0] * shift)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(loaded(QUERY), QUERY + 4 * shift)
