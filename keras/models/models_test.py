"""Models cloned, and made of their configuration."""

import json

import numpy as np
import pytest
import tensorflow as tf

import keras


def shared_twice():
    x, y = keras.Input((3,), name="x"), keras.Input((3,), name="y")
    shared = keras.layers.Dense(3, name="shared")
    of_x, of_y = shared(x), shared(y)
    # The second call comes first on the way back from the outputs.
    return keras.Model([x, y], {"a": of_y - of_x, "b": tf.nn.relu(of_x)[:, 1:]})


def same_numbers(one, other, *inputs):
    other.set_weights(one.get_weights())
    inputs = inputs[0] if len(inputs) == 1 else list(inputs)
    for a, b in zip(
        tf.nest.flatten(one(inputs)), tf.nest.flatten(other(inputs))
    ):
        np.testing.assert_array_equal(a, b)


class Own(keras.Model):
    def __init__(self, units):
        super().__init__()
        self.dense = keras.layers.Dense(units)

    def call(self, inputs):
        return self.dense(inputs)


# Cloning.


def test_a_clone_computes_the_same_with_the_same_weights():
    model = shared_twice()
    clone = keras.models.clone_model(model)
    assert [w.shape for w in clone.weights] == [w.shape for w in model.weights]
    same_numbers(model, clone, tf.ones((2, 3)), 2 * tf.ones((2, 3)))


def test_a_clone_has_the_names_and_the_configuration_of_the_model():
    model = shared_twice()
    clone = keras.models.clone_model(model)
    assert clone.get_config() == model.get_config()
    assert clone.get_layer("shared") is not model.get_layer("shared")


def test_a_clone_starts_with_weights_of_its_own():
    model = keras.Sequential([keras.layers.Dense(9, input_shape=(9,))])
    clone = keras.models.clone_model(model)
    assert clone.weights[0] is not model.weights[0]
    assert not np.array_equal(clone.weights[0], model.weights[0])


def test_inner_models_are_cloned_with_all_that_is_in_them():
    inner = keras.Sequential([keras.layers.Dense(3, input_shape=(3,))])
    x = keras.Input((3,))
    model = keras.Model(x, inner(keras.Model(x, inner(x))(x)))
    clone = keras.models.clone_model(model)
    same_numbers(model, clone, tf.ones((1, 3)))
    assert len(clone.weights) == 2
    assert clone.get_layer(inner.name) is not inner


def test_a_sequential_clone_is_as_built_as_the_model():
    model = keras.Sequential([keras.layers.Dense(2)])
    assert not keras.models.clone_model(model).built
    model(tf.ones((1, 3)))
    clone = keras.models.clone_model(model)
    assert clone.name == model.name
    same_numbers(model, clone, tf.ones((1, 3)))


def test_lambdas_keep_their_functions():
    factor = object()  # what no file could hold
    scale = keras.layers.Lambda(lambda t: (t * 2, factor)[0], name="twice")
    model = keras.Sequential([keras.Input((3,)), scale])
    clone = keras.models.clone_model(model)
    assert clone.get_layer("twice").function is scale.function
    same_numbers(model, clone, tf.ones((1, 3)))


def test_functions_and_classes_need_not_be_registered():
    class Ones(keras.initializers.Initializer):
        def __call__(self, shape, dtype=None):
            return tf.ones(shape, dtype)

    def half(t):
        return t / 2

    for activation in (half, lambda t: t / 4):
        layer = keras.layers.Dense(
            2, activation, kernel_initializer=Ones(), input_shape=(3,)
        )
        clone = keras.models.clone_model(keras.Sequential([layer]))
        assert clone.layers[0].activation is activation
        assert isinstance(clone.layers[0].kernel_initializer, Ones)


def test_a_clone_function_makes_every_layer_but_the_inputs():
    seen = []

    def wider(layer):
        seen.append(layer.name)
        config = layer.get_config()
        return type(layer).from_config({**config, "units": 7})

    x = keras.Input((3,))
    dense = keras.layers.Dense(4, name="dense")
    clone = keras.models.clone_model(
        keras.Model(x, dense(x)), clone_function=wider
    )
    assert (seen, clone.output_shape) == (["dense"], (None, 7))


@pytest.mark.parametrize("nest", [lambda x, y: [x, y], lambda x, y: (x, y)])
def test_a_clone_begins_with_the_tensors_given(nest):
    x, y = keras.Input((3,), 5, name="p"), keras.Input((3,), 5, name="q")
    clone = keras.models.clone_model(shared_twice(), nest(x, y))
    assert clone.inputs[0] is x and clone.inputs[1] is y
    assert clone.output_shape["a"] == (5, 3)


def test_tensors_are_given_by_the_inputs_names_too():
    x, y = keras.Input((3,)), keras.Input((3,))
    clone = keras.models.clone_model(shared_twice(), {"y": y, "x": x})
    assert clone.inputs[0] is x


def test_a_tensor_in_the_middle_of_a_model_gets_an_input_of_its_own():
    middle = keras.layers.Dense(3)(keras.Input((4,)))
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
    clone = keras.models.clone_model(model, middle)
    assert clone.input_shape == (None, 3)
    assert clone.input_names[0].startswith("input_wrapper_for_")


def test_constants_and_frozen_layers_are_cloned():
    x = keras.Input((2,))
    frozen = keras.layers.Dense(2, trainable=False)
    model = keras.Model(x, frozen(x) * tf.constant([1.0, 2.0]) + 1)
    clone = keras.models.clone_model(model)
    assert clone.trainable_weights == []
    same_numbers(model, clone, tf.ones((1, 2)))


def test_a_long_chain_is_cloned_without_recursion():
    x = y = keras.Input((1,))
    for _ in range(1200):
        y = keras.layers.Activation("relu")(y)
    clone = keras.models.clone_model(keras.Model(x, y))
    assert len(clone.layers) == 1201


def test_a_subclass_is_cloned_by_its_configuration():
    clone = keras.models.clone_model(Own(3))
    assert isinstance(clone, Own) and clone.dense.units == 3


def test_a_subclass_that_no_configuration_makes_is_refused():
    class Odd(Own):
        def get_config(self):
            return {"size": 3}

    with pytest.raises(TypeError, match="Give Odd a `get_config`"):
        keras.models.clone_model(Odd(3))


@pytest.mark.parametrize(
    "wrong",
    [
        {"input_tensors": [keras.Input((3,))]},
        {"clone_function": lambda layer: layer},
    ],
)
def test_the_inside_of_a_subclass_is_not_to_be_changed(wrong):
    with pytest.raises(ValueError, match="has its calls in Python code"):
        keras.models.clone_model(Own(3), **wrong)


def test_what_is_no_model_no_function_or_no_layer_is_refused():
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
    with pytest.raises(ValueError, match="only a model can be cloned"):
        keras.models.clone_model(keras.layers.Dense(2))
    with pytest.raises(ValueError, match="Received: clone_function=3"):
        keras.models.clone_model(model, clone_function=3)
    with pytest.raises(TypeError, match="returned no layer"):
        keras.models.clone_model(model, clone_function=lambda layer: 3)


def test_wrong_tensors_are_refused():
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
    with pytest.raises(ValueError, match="Expected 1. Received: 2"):
        keras.models.clone_model(model, [keras.Input((3,))] * 2)
    with pytest.raises(TypeError, match="is no tensor"):
        keras.models.clone_model(model, 1.0)


# Configurations.


def test_a_model_comes_back_from_its_json():
    model = shared_twice()
    back = keras.models.model_from_json(model.to_json())
    same_numbers(model, back, tf.ones((2, 3)), 2 * tf.ones((2, 3)))


def test_json_of_keras_2_makes_a_model():
    config = {
        "class_name": "Sequential",
        "keras_version": "2.2.4",
        "config": {
            "name": "sequential",
            "layers": [
                {
                    "class_name": "Dense",
                    "config": {"units": 2, "batch_input_shape": [None, 3]},
                }
            ],
        },
    }
    text = json.dumps({**config, "backend": "tensorflow"})
    assert keras.models.model_from_json(text).output_shape == (None, 2)


def test_custom_objects_name_the_user_s_functions():
    def half(t):
        return t / 2

    model = keras.Sequential([keras.layers.Dense(2, half, input_shape=(3,))])
    text = model.to_json()
    back = keras.models.model_from_json(text, {"half": half})
    assert back.layers[0].activation is half
    with pytest.raises(ValueError, match="half"):
        keras.models.model_from_json(text)


def test_a_model_is_made_once_where_its_loss_is_unknown():
    made = []

    class Counted(keras.layers.Dense):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            made.append(self)

    model = keras.Sequential([Counted(1, input_shape=(3,))])
    model.compile("sgd", lambda a, b: a - b)
    with pytest.warns(UserWarning, match="it isn't compiled"):
        back = keras.models.model_from_json(
            model.to_json(), {"Counted": Counted}
        )
    assert made == [model.layers[0], back.layers[0]] and not back.compiled


def test_code_in_json_runs_for_those_who_trust_it_only_row_56():
    scale = keras.layers.Lambda(lambda t: t * 2, input_shape=(3,))
    text = keras.Sequential([scale]).to_json()
    with pytest.raises(ValueError, match="safe_mode=False"):
        keras.models.model_from_json(text)
    back = keras.models.model_from_json(text, safe_mode=False)
    np.testing.assert_array_equal(back(tf.ones((1, 3))), [[2, 2, 2]])


def test_what_describes_no_model_is_refused():
    with pytest.raises(TypeError, match="config of type list"):
        keras.models.model_from_config([])
    with pytest.raises(ValueError, match=r"Received: keys \['layers', 'name'"):
        keras.models.model_from_config({"name": "x", "layers": []})
    with pytest.raises(ValueError, match="the text isn't JSON"):
        keras.models.model_from_json("{")


def test_yaml_is_refused():
    with pytest.raises(RuntimeError, match="model_from_json"):
        keras.models.model_from_yaml("")
