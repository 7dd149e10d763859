"""Configs of models in models: JSON goes both ways with tf_keras."""

import json

import numpy as np
import pytest
import tf_keras

import keras


def sequential(package):
    """A stack that learns its shape when it's called."""
    return package.Sequential([package.layers.Dense(3, name="d")], name="s")


def functional(package):
    """A model with a stack inside."""
    x = package.Input((3,), name="j")
    return package.Model(x, sequential(package)(x), name="f")


def used_once(package, inner, x):
    """One call."""
    return inner(x)


def only_second_used(package, inner, x):
    """Two calls, the first outside of the model."""
    inner(x)
    return inner(x)


def used_in_a_chain(package, inner, x):
    """Three calls, the second of which goes through another layer."""
    y = inner(package.layers.ReLU()(inner(x)))
    return package.layers.Add()([y, inner(y)])


INNER = [sequential, functional]
USES = [used_once, only_second_used, used_in_a_chain]
PACKAGES = [keras, tf_keras]


def model_of(package, inner, use):
    package.backend.clear_session()
    x = package.Input((3,), name="x")
    return package.Model(x, use(package, inner(package), x))


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize("use", USES)
def test_calls_have_keras_2_s_numbers(inner, use):
    ours, theirs = (
        model_of(package, inner, use).get_config() for package in PACKAGES
    )
    assert ours["output_layers"] == theirs["output_layers"]
    assert [la["inbound_nodes"] for la in ours["layers"]] == [
        la["inbound_nodes"] for la in theirs["layers"]
    ]


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("writer", PACKAGES, ids=["ours", "tf_keras"])
@pytest.mark.parametrize("reader", PACKAGES, ids=["ours", "tf_keras"])
def test_models_in_models_go_both_ways(tmp_path, inner, use, writer, reader):
    model = model_of(writer, inner, use)
    read = reader.models.model_from_json(model.to_json())
    read.set_weights(model.get_weights())
    path = tmp_path / "model.keras"
    model.save(path)
    x = np.arange(6, dtype="float32").reshape(2, 3)
    for again in (read, reader.models.load_model(path)):
        np.testing.assert_allclose(again(x), model(x), rtol=1e-5)


def test_functional_models_are_functional_in_json():
    config = json.loads(model_of(keras, functional, used_once).to_json())
    inner = config["config"]["layers"][1]
    assert [config["class_name"], inner["class_name"]] == ["Functional"] * 2


def test_an_inner_model_with_a_config_of_its_own_is_counted_as_keras_2_does():
    class Inner(keras.Model):
        """Tells its size only."""

        def __init__(self, size, **kwargs):
            x = keras.Input((size,))
            super().__init__(x, keras.layers.Dense(size)(x), **kwargs)
            self.size = size

        def get_config(self):
            """Returns the constructor's arguments."""
            return {"size": self.size, "name": self.name}

    x = keras.Input((3,))
    model = keras.Model(x, Inner(3, name="s")(x))
    config = model.get_config()
    assert config["output_layers"] == [["s", 1, 0]]
    again = keras.Model.from_config(config, {"Inner": Inner})
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(again(np.eye(3)), model(np.eye(3)))
