"""Configurations of users' classes that write no `get_config`."""

import functools
import json

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.array([[-1.0, 2.0]], "float32")


class Applies(keras.layers.Layer):
    def __init__(self, functions, **kwargs):
        super().__init__(**kwargs)
        self.functions = functions

    def call(self, inputs):
        for function in tf.nest.flatten(self.functions):
            inputs = function(inputs)
        return inputs


def thrice(x):
    return 3 * x


def model_of(functions):
    inputs = keras.Input((2,))
    return keras.Model(inputs, Applies(functions)(inputs))


@pytest.mark.parametrize(
    ("functions", "result"),
    [
        (tf.nn.relu, [0, 2]),
        (keras.activations.relu, [0, 2]),
        ([tf.nn.relu, thrice], [0, 6]),
        ({"first": thrice, "then": keras.layers.ReLU()}, [0, 6]),
    ],
    ids=["tf", "keras", "list", "dict"],
)
def test_a_function_given_to_a_users_layer_is_a_function_in_a_copy(
    functions, result, tmp_path
):
    model = model_of(functions)
    model.save(tmp_path / "a.keras")
    known = {"Applies": Applies, "thrice": thrice}
    loaded = keras.models.load_model(tmp_path / "a.keras", known)
    with keras.saving.custom_object_scope(known):
        cloned = keras.models.clone_model(model)
    for copy in (loaded, cloned):
        np.testing.assert_array_equal(copy(X)[0], result)


@pytest.mark.parametrize(
    "function",
    [np.tanh, functools.partial(thrice), object(), [{"deep": np.tanh}]],
    ids=["ufunc", "partial", "object", "nest"],
)
def test_what_cannot_be_described_asks_for_a_get_config(function):
    with pytest.raises(NotImplementedError, match="Received: functions="):
        Applies(function).get_config()


@pytest.mark.parametrize(
    "name",
    """abs square math.log math.erf nn.crelu nn.softplus
    linalg.norm signal.rfft reduce_sum squeeze transpose
    experimental.numpy.sum""".split(),
)
def test_a_function_of_tensorflows_is_found_by_its_public_name(name, tmp_path):
    function = functools.reduce(getattr, name.split("."), tf)
    model = keras.Sequential([keras.Input((2,)), Applies(function)])
    described = json.loads(json.dumps(model.layers[0].get_config()))
    found = Applies.from_config(described).functions
    np.testing.assert_array_equal(found(X), function(X))
    model.save(tmp_path / "a.keras")
    known = {"Applies": Applies}
    loaded = keras.models.load_model(tmp_path / "a.keras", known)
    np.testing.assert_array_equal(loaded(X), model(X))


@pytest.mark.parametrize(
    "function",
    [tf.print, tf.io.read_file, tf.py_function, tf.random.set_seed],
    ids=["print", "read_file", "py_function", "set_seed"],
)
def test_a_function_that_no_file_may_name_is_refused_when_it_is_saved(
    function,
):
    with pytest.raises(NotImplementedError, match="only computes.*Received"):
        Applies(function).get_config()


def test_a_file_cannot_name_what_does_more_than_compute():
    for name in ("tf.io.write_file", "tf.py_function", "tf.raw_ops.Abs"):
        described = {"module": "builtins", "class_name": "function"}
        with pytest.raises(ValueError, match=name.removeprefix("tf.")):
            keras.saving.deserialize_keras_object(described | {"config": name})


def test_text_given_to_a_users_layer_stays_text():
    layer = Applies("relu")
    assert Applies.from_config(layer.get_config()).functions == "relu"


class TakesNoBase(keras.layers.Layer):
    def __init__(self, factor, shift=1):
        super().__init__(trainable=False, name="mine")
        self.factor, self.shift = factor, shift

    def call(self, inputs):
        return inputs * self.factor + self.shift


def test_a_config_leaves_out_what_the_constructor_refuses(tmp_path):
    layer = TakesNoBase(3)
    assert layer.get_config() == {"factor": 3, "shift": 1}
    model = keras.Sequential([keras.Input((2,)), layer])
    model.save(tmp_path / "a.keras")
    known = {"TakesNoBase": TakesNoBase}
    loaded = keras.models.load_model(tmp_path / "a.keras", known)
    for copy in (loaded, keras.models.clone_model(model)):
        np.testing.assert_array_equal(copy(X), [[-2, 7]])


def test_a_subclass_of_a_built_in_layer_need_not_take_its_arguments():
    class Three(keras.layers.Dense):
        def __init__(self, use_bias=False):
            super().__init__(3, use_bias=use_bias)

    assert Three().get_config() == {"use_bias": False}
    assert Three.from_config(Three(True).get_config()).use_bias


V1 = tf.compat.v1.initializers
TENSORFLOWS = {
    "normal": (tf.random_normal_initializer(0.5, 0.0), 0.5),
    "constant": (tf.constant_initializer(3.0), 3),
    "array": (tf.constant_initializer(np.full((2, 3), 4)), 4),
    "list": (tf.constant_initializer([[5.0] * 3] * 2), 5),
    "zeros": (tf.zeros_initializer(), 0),
    "ones": (tf.ones_initializer(), 1),
    "v1 normal": (V1.truncated_normal(0.5, 0.0), 0.5),
    "v1 constant": (V1.constant(3.0, dtype=tf.float32), 3),
    "v1 zeros": (V1.zeros(), 0),
    "ours of an array": (keras.initializers.Constant(np.full((2, 3), 6)), 6),
    "ours of a tensor": (keras.initializers.Constant(tf.fill((2, 3), 7)), 7),
}


@pytest.mark.parametrize("name", TENSORFLOWS)
def test_an_initializer_of_tensorflows_comes_back_as_one_of_keras(
    name, tmp_path
):
    given, value = TENSORFLOWS[name]
    dense = keras.layers.Dense(3, kernel_initializer=given)
    model = keras.Sequential([keras.Input((2,)), dense])
    model.save(tmp_path / "a.keras")
    for made in (
        keras.models.load_model(tmp_path / "a.keras"),
        keras.models.model_from_json(model.to_json()),
        keras.Sequential.from_config(model.get_config()),
        keras.models.clone_model(model),
    ):
        found = made.layers[0].kernel_initializer
        assert isinstance(found, keras.initializers.Initializer)
        np.testing.assert_array_equal(found((2, 3)), np.full((2, 3), value))


def test_a_get_config_of_ones_own_gets_all_that_the_base_says():
    class Own(TakesNoBase):
        def get_config(self):
            config = super().get_config()
            return {"factor": 2, "named": config.pop("name")}

    assert Own(2).get_config() == {"factor": 2, "named": "mine"}


class Scales(keras.layers.Layer):
    """Changes what it's given, and takes one argument without a name for it."""

    def __init__(self, factors, options, **kwargs):
        self.shift = kwargs.pop("shift", 0)
        super().__init__(**kwargs)
        self.factor = float(np.prod(factors)) * options.pop("more", 1)

    def call(self, inputs):
        return inputs * self.factor + self.shift


def test_a_config_has_what_a_constructor_was_given_and_not_what_became_of_it():
    factors, array = [2.0], np.array([3.0])
    made = [Scales(factors, {"more": 5}), Scales(array, {})]
    factors.append(7.0)
    array[:] = 0.0
    for layer, expected in zip(made, [10.0, 3.0]):
        again = Scales.from_config(layer.get_config())
        assert layer.factor == again.factor == expected


def test_a_config_has_what_a_constructor_takes_out_of_its_others(tmp_path):
    layer = Scales([2.0], {}, shift=4, name="a", input_shape=(2,))
    assert layer.get_config()["shift"] == 4
    assert "input_shape" not in layer.get_config()
    model = keras.Sequential([layer])
    model.save(tmp_path / "a.h5")
    read = keras.models.load_model(tmp_path / "a.h5", {"Scales": Scales})
    np.testing.assert_array_equal(read(X), 2 * X + 4)


class Nameless(keras.layers.Layer):
    def __init__(self, *factors, **kwargs):
        super().__init__(**kwargs)
        self.factor = float(np.prod(factors))


class HandsOn(keras.layers.Dense):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


class HandsOnToLoss(keras.losses.Loss):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


def test_values_without_a_name_ask_for_a_get_config():
    told = r"Nameless: values of `\*args`.* `get_config`.*\(2.0, 3.0\)"
    with pytest.raises(NotImplementedError, match=told):
        Nameless(2.0, 3.0).get_config()
    assert "factors" not in Nameless().get_config()
    # Those that another constructor has got are its own.
    assert HandsOn(3, "relu").get_config()["units"] == 3
    assert HandsOnToLoss("sum").get_config()["reduction"] == "sum"


def test_older_words_of_a_built_in_layer_are_not_said_twice():
    with pytest.warns(DeprecationWarning, match="units=3"):
        layer = HandsOn(output_dim=3, init="zeros", input_dim=2)
    again = HandsOn.from_config(layer.get_config())
    assert again.units == 3
