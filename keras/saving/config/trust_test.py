"""What a config that nobody trusts may take."""

import json
import zipfile

import numpy as np
import pytest

import keras
from keras.saving.config import trust
from keras.saving.values import variable_budget


def stack(units):
    """Returns the description of a model, as a file would have it."""
    layers = [keras.layers.Dense(1, input_shape=(10,))]
    text = keras.Sequential(layers).to_json()
    described = json.loads(text)
    described["config"]["layers"][-1]["config"]["units"] = units
    return described


def graph(units):
    x = keras.Input((10,))
    described = json.loads(keras.Model(x, keras.layers.Dense(1)(x)).to_json())
    described["config"]["layers"][-1]["config"]["units"] = units
    return described


def built_layer(units):
    layer = keras.layers.Dense(1)
    layer.build((None, 10))
    described = keras.saving.serialize_keras_object(layer)
    described["config"]["units"] = units
    return described


READERS = {
    "model_from_json": lambda d: keras.models.model_from_json(json.dumps(d)),
    "model_from_config": keras.models.model_from_config,
    "deserialize": keras.layers.deserialize,
    "deserialize_keras_object": keras.saving.deserialize_keras_object,
}


@pytest.mark.parametrize("described", [stack, graph, built_layer])
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_config_that_asks_for_gigabytes_is_refused(described, read):
    with pytest.raises(ValueError, match=r"2,147,483,648.*safe_mode=False"):
        read(described(2**28))


@pytest.mark.parametrize(
    "described, cls", [(stack, keras.Sequential), (graph, keras.Model)]
)
def test_from_config_that_is_asked_for_gigabytes_refuses(described, cls):
    with pytest.raises(ValueError, match=r"Received: shape=\(10, 268435456\)"):
        cls.from_config(described(2**28)["config"])


def test_layers_count_together(monkeypatch):
    monkeypatch.setattr(trust, "MOST_WITHOUT_VALUES", 11 * 4 * 2)
    layers = [keras.layers.Dense(1, input_shape=(10,)) for _ in range(3)]
    config = keras.Sequential(layers[:1]).get_config()
    assert keras.Sequential.from_config(config).count_params() == 11
    config["layers"] += stack(12)["config"]["layers"][1:]
    with pytest.raises(ValueError, match="Expected at most 88. Received"):
        keras.Sequential.from_config(config)


def test_who_trusts_a_config_may_have_it_as_large_as_it_is(monkeypatch):
    monkeypatch.setattr(trust, "MOST_WITHOUT_VALUES", 10)
    again = keras.models.model_from_config(graph(3), safe_mode=False)
    assert again.count_params() == 33


class Own(keras.Model):
    def __init__(self, units):
        super().__init__()
        self.dense = keras.layers.Dense(units)
        self.dense.build((None, units))

    def call(self, inputs):
        return self.dense(inputs)


@pytest.mark.parametrize("make", [lambda: Own(3), lambda: made(stack)])
def test_a_clone_is_as_large_as_its_model(make, monkeypatch):
    model = make()
    monkeypatch.setattr(trust, "MOST_WITHOUT_VALUES", 10)
    clone = keras.models.clone_model(model)
    assert [w.shape for w in clone.weights] == [w.shape for w in model.weights]


def made(described):
    return keras.models.model_from_config(described(3))


def test_a_file_s_own_limit_counts_for_what_is_in_it(monkeypatch, tmp_path):
    monkeypatch.setattr(trust, "MOST_WITHOUT_VALUES", 10)
    model = keras.Sequential([keras.layers.Dense(3, input_shape=(10,))])
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(again.weights[0], model.weights[0])


@pytest.mark.parametrize(
    "metric",
    [
        keras.metrics.AUC(num_thresholds=3),
        keras.metrics.PrecisionAtRecall(0.5, num_thresholds=3),
    ],
)
def test_thresholds_count_before_they_are_made(metric, tmp_path):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse", metrics=[metric])
    model.save(tmp_path / "a.keras")
    with zipfile.ZipFile(tmp_path / "a.keras") as given:
        members = {name: given.read(name) for name in given.namelist()}
    old, new = b'"num_thresholds": 3', b'"num_thresholds": 1234567890'
    assert old in members["config.json"]
    members["config.json"] = members["config.json"].replace(old, new)
    with zipfile.ZipFile(tmp_path / "b.keras", "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    with pytest.raises(keras.saving.ModelFileError, match="1234567890"):
        keras.models.load_model(tmp_path / "b.keras")


def test_filters_of_a_layer_count_before_they_are_made():
    layer = keras.layers.STFTSpectrogram(frame_length=8, fft_length=8)
    layer.build((None, 64, 1))
    described = keras.saving.serialize_keras_object(layer)
    described["config"].update(frame_length=10**5, fft_length=10**5)
    described["build_config"] = {"input_shape": (None, 10**6, 1)}
    with pytest.raises(ValueError, match="100000, 50001"):
        keras.saving.deserialize_keras_object(described)


def test_a_layer_of_filters_is_as_large_as_its_variables(monkeypatch, tmp_path):
    monkeypatch.setattr(variable_budget, "SMALL", 0)
    layer = keras.layers.STFTSpectrogram("real", 64, fft_length=128)
    model = keras.Sequential([keras.Input((256, 1)), layer])
    model.save(tmp_path / "a.keras")
    again = keras.models.load_model(tmp_path / "a.keras")
    assert again.count_params() == model.count_params()


def locally_connected(implementation, length, **config):
    """Reads the description of a layer that was built for so many inputs."""
    layer = keras.layers.LocallyConnected1D(1, 1, implementation=implementation)
    layer.build((None, 5, 1))
    described = keras.saving.serialize_keras_object(layer)
    described["config"].update(config)
    described["build_config"] = {"input_shape": (None, length, 1)}
    return keras.saving.deserialize_keras_object(described)


@pytest.mark.parametrize("implementation", [1, 2, 3])
def test_connections_count_before_they_are_made(implementation):
    with pytest.raises(ValueError, match=f"2,147,483,648.*{10**11}"):
        locally_connected(implementation, 10**11)


@pytest.mark.parametrize("implementation", [1, 3])
def test_inputs_that_no_place_sees_take_no_room(implementation):
    layer = locally_connected(implementation, 10**12, strides=(10**12,))
    assert layer.count_params() == 2


def test_who_asks_for_room_and_gets_none_takes_none():
    def refuse(num_bytes, shape):
        raise ValueError(f"{num_bytes} bytes. Received: shape={shape}.")

    with trust.at_most(100, refuse):
        with pytest.raises(ValueError, match=r"101 bytes.*shape=\(101,\)"):
            trust.require_room(101, (101,))
        trust.require_room(100, (100,))
