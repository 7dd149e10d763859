"""A user's class or function that a file names is told, with two ways out."""

import json
import warnings
import zipfile

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import saving

X = np.ones((4, 3), "float32")
FILES = {".keras": {}, ".h5": {}, "folder": {"zipped": False}}


class Doubling(keras.layers.Layer):
    def call(self, x):
        return 2 * x


def raised(x):
    return tf.nn.relu(x) + 1.0


class Squared(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return (y_true - y_pred) ** 2


def far(y_true, y_pred):
    return tf.abs(y_true - y_pred)


CASES = {
    "Doubling": ([Doubling()], "mse", None),
    "raised": ([keras.layers.Dense(3, raised)], "mse", None),
    "Squared": ([keras.layers.Dense(3)], Squared(), None),
    "far": ([keras.layers.Dense(3)], "mse", [far]),
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", CASES)
def test_what_is_not_known_is_named_with_two_ways_out(name, file, tmp_path):
    layers, loss, metrics = CASES[name]
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile("sgd", loss, metrics=metrics)
    model.fit(X, X, verbose=0)
    path = tmp_path / f"m{file}"
    model.save(path, **FILES[file])
    with pytest.raises(saving.ModelFileError) as error:
        keras.models.load_model(path)
    told = error.value.reason
    assert f"Received: '{name}'" in told and len(told) < 400
    assert "register_keras_serializable" in told and "builtins" not in told
    assert f"custom_objects={{'{name}': ...}}" in told
    own = {name: globals()[name]}
    found = keras.models.load_model(path, custom_objects=own)
    np.testing.assert_array_equal(found.predict(X), model.predict(X))


class Own(keras.layers.Layer):
    """Arguments are called as some of ours that say nothing at None or 0."""

    def __init__(self, lora_rank=4, jit_compile=True, inner_optimizer=1, **k):
        super().__init__(**k)
        self.given = (lora_rank, jit_compile, inner_optimizer)
        self.lora_rank, self.jit_compile, self.inner_optimizer = self.given

    def call(self, x):
        return x


@pytest.mark.parametrize("file", FILES)
def test_arguments_of_a_users_class_stay_whatever_they_are_called(
    file, tmp_path
):
    model = keras.Sequential([keras.Input((3,)), Own(0, False, "none")])
    model.save(tmp_path / f"a{file}", **FILES[file])
    again = saving.load_model(tmp_path / f"a{file}", {"Own": Own})
    assert again.layers[-1].given == (0, False, "none")


class Placed(keras.layers.Layer):
    """Takes what the base has for the shape of a model's input as its own."""

    def __init__(self, batch_input_shape="wide", **kwargs):
        super().__init__(**kwargs)
        self.given = batch_input_shape

    def call(self, x):
        return x


class Popped(keras.layers.Layer):
    def __init__(self, **kwargs):
        self.given = kwargs.pop("batch_input_shape", "wide")
        super().__init__(**kwargs)

    def call(self, x):
        return x

    def get_config(self):
        return {**super().get_config(), "batch_input_shape": self.given}


class HandedOn(Placed):
    def __init__(self, batch_input_shape, **kwargs):
        super().__init__(batch_input_shape, **kwargs)
        self.batch_input_shape = batch_input_shape


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Placed, "tall"),
        (Placed, (None, 3)),
        (Popped, "tall"),
        (HandedOn, (5, 3)),
    ],
)
@pytest.mark.parametrize("file", FILES)
def test_a_users_shape_stays_though_the_base_has_one_of_its_name(
    file, kind, value, tmp_path
):
    model = keras.Sequential([keras.Input((3,)), kind(batch_input_shape=value)])
    model.save(tmp_path / f"a{file}", **FILES[file])
    own = {kind.__name__: kind}
    again = saving.load_model(tmp_path / f"a{file}", own)
    found = again.layers[-1].given
    assert (found if isinstance(value, str) else tuple(found)) == value


def test_the_shape_that_an_input_layer_says_is_in_no_file(tmp_path):
    layers = [Doubling(batch_input_shape=(None, 3)), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    assert "batch_input_shape" in layers[0].get_config()
    model.save(tmp_path / "a.keras")
    with zipfile.ZipFile(tmp_path / "a.keras") as file:
        config = json.loads(file.read("config.json"))["config"]
    says = ["batch_input_shape" in x["config"] for x in config["layers"]]
    assert says == [True, False, False]


class Huber(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return 1000.0 + 0.0 * y_pred


@pytest.mark.parametrize("save_format", ["h5", "tf"])
def test_a_users_loss_that_is_called_like_ours_is_told(save_format, tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", Huber())
    with pytest.warns(UserWarning, match="Received: 'Huber', not registered"):
        model.save(tmp_path / "a", save_format=save_format)


def relu(x):
    return 10.0 * x


@pytest.mark.parametrize("file", FILES)
def test_a_users_function_that_is_called_like_ours_is_told(file, tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, relu)])
    with pytest.warns(UserWarning, match="one name.*Received: {'relu'"):
        model.save(tmp_path / f"a{file}", **FILES[file])


def test_nothing_is_told_of_names_where_nothing_is_written():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, relu)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.get_config()
        model.to_json()


@pytest.mark.parametrize("name", ["a.keras", "a.h5", "folder"])
def test_a_registered_class_is_found_by_the_name_that_errors_tell(
    name, tmp_path
):
    class Told(keras.layers.Layer):
        def call(self, x):
            return x

    saving.register_keras_serializable("own_names_test")(Told)
    model = keras.Sequential([keras.Input((3,)), Told()])
    model.save(tmp_path / name)
    del saving.get_custom_objects()["own_names_test>Told"]
    again = saving.load_model(tmp_path / name, {"Told": Told})
    assert isinstance(again.layers[-1], Told)
