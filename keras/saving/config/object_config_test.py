"""Objects become plain data and come back; nothing else does."""

import json

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import saving
from keras.saving.config import object_config, public_names

DENSE = {
    "module": "keras.layers",
    "class_name": "Dense",
    "config": {"units": 3, "activation": "relu"},
    "registered_name": None,
}


def back(obj):
    described = json.loads(json.dumps(saving.serialize_keras_object(obj)))
    return saving.deserialize_keras_object(described)


def test_a_layer_keeps_its_arguments():
    layer = keras.layers.Dense(
        3, "relu", kernel_regularizer=keras.regularizers.L2(0.5), name="d"
    )
    assert back(layer).get_config() == layer.get_config()


def test_a_description_names_the_public_module():
    described = saving.serialize_keras_object(keras.layers.Dense(3))
    assert described["module"] == "keras.layers"
    assert described["class_name"] == "Dense"
    assert described["registered_name"] is None


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 0.5, "text", b"\xff", slice(1, None, 2), Ellipsis],
)
def test_a_plain_value_comes_back(value):
    assert back(value) == value


def test_an_array_comes_back():
    array = np.arange(6, dtype="int16").reshape(2, 3)
    returned = back(array)
    assert returned.dtype == array.dtype
    np.testing.assert_array_equal(returned, array)


@pytest.mark.parametrize("dtype", [str, object])
def test_an_array_of_texts_comes_back(dtype):
    array = np.array([["a", "b\u00e9b"], ["", "c"]], dtype)
    np.testing.assert_array_equal(back(array), array)


@pytest.mark.parametrize("texts", ["a", ["a", "b\u00e9b"], [["a"], [""]]])
def test_a_tensor_of_texts_comes_back(texts):
    tensor = tf.constant(texts)
    np.testing.assert_array_equal(back(tensor), tensor)


@pytest.mark.parametrize(
    "array",
    [
        np.array([1, "a"], object),
        np.array([b"a"]),
        np.ones(2, "complex64"),
        np.ones(2, [("a", "i4")]),
        np.ma.array([1, 2], mask=[0, 1]),
    ],
    ids=lambda array: array.dtype.name,
)
def test_an_array_that_a_file_cannot_hold_is_refused_when_it_is_written(array):
    with pytest.raises(TypeError, match="as plain data.*Received: .*array"):
        saving.serialize_keras_object(array)


def test_a_tensor_comes_back():
    returned = back(tf.constant([1.5, 2.0]))
    assert isinstance(returned, tf.Tensor)
    np.testing.assert_array_equal(returned, [1.5, 2.0])


@pytest.mark.parametrize("shape", [(0, 3), (2, 0, 5)])
def test_an_array_of_no_values_keeps_its_shape(shape):
    found = object_config.plain([np.zeros(shape, "int32"), tf.zeros(shape)])
    array, tensor = object_config.revive(json.loads(json.dumps(found)))
    assert array.shape == tuple(tensor.shape) == shape
    assert array.dtype == "int32"


def test_a_shape_that_is_not_that_of_its_values_is_refused():
    found = object_config.plain(np.zeros((0, 3)))
    found["config"].update(value=1.0, shape=[10**6])
    with pytest.raises(ValueError, match="no values"):
        object_config.revive(found)


def test_a_shape_and_a_type_become_plain():
    assert object_config.plain(tf.TensorShape([1, None])) == (1, None)
    assert object_config.plain(tf.float16) == "float16"
    assert object_config.plain(np.float32) == "float32"


def test_a_built_in_function_becomes_its_name():
    assert object_config.plain(keras.activations.relu) == "relu"
    assert object_config.plain(tf.nn.relu) == "relu"


def test_a_built_in_function_comes_back():
    assert back(keras.activations.relu) is keras.activations.relu


def test_an_object_without_a_config_is_refused():
    with pytest.raises(TypeError, match="get_config.*Received: <object"):
        saving.serialize_keras_object(object())


@pytest.mark.parametrize(
    "module",
    [
        "keras.layers",
        "keras.src.layers.core.dense",
        "tf_keras.src.layers.core.dense",
        "tensorflow.python.keras.layers.core",
        "keras.api._v2.keras.layers",
    ],
)
def test_a_module_of_any_keras_leads_to_our_class(module):
    config = {**DENSE, "module": module}
    assert type(saving.deserialize_keras_object(config)) is keras.layers.Dense


def test_a_class_name_and_a_config_are_enough():
    config = {"class_name": "Dense", "config": {"units": 2}}
    assert saving.deserialize_keras_object(config).units == 2


def test_arguments_of_other_versions_that_say_nothing_are_left_out():
    config = {"units": 2, "quantization_config": None, "lora_rank": None}
    made = saving.deserialize_keras_object({**DENSE, "config": config})
    assert made.units == 2


def test_arguments_of_other_versions_that_say_something_are_refused():
    config = {"units": 2, "quantization_config": {"block_size": 4}}
    with pytest.raises(TypeError, match="quantization_config"):
        saving.deserialize_keras_object({**DENSE, "config": config})


def test_a_class_of_a_foreign_module_is_not_imported():
    config = {**DENSE, "module": "subprocess", "class_name": "Popen"}
    with pytest.raises(ValueError, match="custom_objects"):
        saving.deserialize_keras_object(config)


@pytest.mark.parametrize("name", ["get_file", "load_model", "deserialize"])
def test_a_function_that_does_more_than_compute_is_no_function(name):
    config = {"module": "keras.utils", "class_name": "function", "config": name}
    with pytest.raises(ValueError, match=f"Received: '{name}'"):
        saving.deserialize_keras_object(config)


@pytest.mark.parametrize("name", ["load_model", "Input", "deserialize"])
def test_a_function_is_never_called_as_a_class(name):
    config = {**DENSE, "module": "keras.models", "class_name": name}
    with pytest.raises(ValueError, match="Unknown class"):
        saving.deserialize_keras_object(config)


def test_a_misspelt_class_gets_the_nearest_names():
    with pytest.raises(ValueError, match="'Dense'"):
        saving.deserialize_keras_object({**DENSE, "class_name": "Dnese"})


class Mine(keras.layers.Layer):
    def __init__(self, size=1, **kwargs):
        super().__init__(**kwargs)
        self.size = size


@pytest.mark.parametrize("name", ["Mine", "Mine" * 30])
def test_an_unknown_class_is_named_with_both_ways_to_mend_it_row_58(name):
    described = saving.serialize_keras_object(Mine(2))
    described["class_name"] = described["registered_name"] = name
    if name != "Mine":
        described["module"] = "some.package." * 20
    with pytest.raises(ValueError) as caught:
        saving.deserialize_keras_object(described)
    message = str(caught.value)
    for part in ("'Mine", "register_keras_serializable", "custom_objects"):
        assert part in message
    assert len(message) < 400


def test_a_passed_class_is_found():
    described = saving.serialize_keras_object(Mine(2))
    made = saving.deserialize_keras_object(described, {"Mine": Mine})
    assert made.size == 2


@saving.register_keras_serializable("object_config_test")
class Registered(Mine):
    pass


def test_a_registered_class_is_found():
    described = saving.serialize_keras_object(Registered(3))
    assert described["registered_name"] == "object_config_test>Registered"
    assert described["module"] is None
    assert back(Registered(3)).size == 3


def test_a_users_class_that_is_called_like_ours_is_not_taken_for_ours():
    Twin = type("Dense", (Mine,), {"__module__": "somewhere"})
    with pytest.raises(ValueError, match="isn't Keras's"):
        back(Twin(2))


def test_a_lambda_is_refused_unless_it_is_trusted():
    described = saving.serialize_keras_object(lambda x: x + 1)
    with pytest.raises(ValueError, match="safe_mode=False"):
        saving.deserialize_keras_object(described)
    made = saving.deserialize_keras_object(described, safe_mode=False)
    assert made(1) == 2


@pytest.mark.parametrize("unset", [None, 0, ""])
def test_only_false_itself_turns_the_safe_mode_off(unset):
    described = saving.serialize_keras_object(lambda x: x)
    with pytest.raises(ValueError, match="safe_mode=False"):
        saving.deserialize_keras_object(described, safe_mode=unset)


def test_a_layer_met_twice_is_one_layer_again():
    inner = keras.layers.Dense(2)
    first, second = back([inner, inner])
    assert first is second


def test_every_class_of_the_list_can_be_made_from_a_config():
    for namespace in public_names.CLASS_NAMESPACES:
        assert namespace.startswith("keras.")


def test_a_class_of_keras_and_a_users_of_its_name_are_told_apart():
    class Dense(keras.layers.Dense):
        def call(self, inputs):
            return 7 * super().call(inputs)

    layers = [keras.layers.Dense(2, "relu"), Dense(2), keras.layers.ReLU()]
    described = saving.serialize_keras_object(layers)
    ours, users, _ = saving.deserialize_keras_object(
        described, {"Dense": Dense}
    )
    assert (type(ours), type(users)) == (keras.layers.Dense, Dense)
    # What Keras 2 wrote doesn't say whose it is: the caller does.
    older = {"class_name": "Dense", "config": {"units": 2}}
    given = saving.deserialize_keras_object(older, {"Dense": Dense})
    assert type(given) is Dense
    # Nor do we have all that another Keras calls its own.
    other = {**DENSE, "class_name": "Denser"}
    given = saving.deserialize_keras_object(other, {"Denser": Dense})
    assert type(given) is Dense


def times(factor):
    def act(inputs):
        return inputs * factor

    return act


def acting(*functions):
    layers = [keras.layers.Activation(each) for each in functions]
    return keras.Sequential([keras.Input((1,)), *layers])


@pytest.mark.parametrize("name", ["m.keras", "m.h5"])
def test_two_functions_of_one_name_are_told_on_saving(name, tmp_path):
    with pytest.warns(UserWarning, match="name of its own.*'act'"):
        acting(times(2.0), times(5.0)).save(tmp_path / name)
    same = times(2.0)
    acting(same, same, times(2.0)).save(tmp_path / name)
