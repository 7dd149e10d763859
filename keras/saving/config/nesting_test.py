"""Descriptions that are nested without end are refused in a sentence."""

import json

import pytest

import keras
from keras import saving

DEPTHS = [201, 2_000, 100_000]


def nested(depth, inner):
    described = inner
    for _ in range(depth):
        config = {"name": "m", "layers": [described]}
        described = {"class_name": "Sequential", "config": config}
    return described


@pytest.mark.parametrize("depth", DEPTHS)
def test_deep_json_is_refused(depth):
    head = '{"class_name": "Sequential", "config": {"layers": ['
    text = head * depth + "]}}" * depth
    with pytest.raises(ValueError, match="nested too deeply|RecursionError"):
        keras.models.model_from_json(text)


@pytest.mark.parametrize("depth", DEPTHS)
def test_deep_configs_are_refused(depth):
    deep = nested(depth, None)
    for make in (
        saving.deserialize_keras_object,
        keras.models.model_from_config,
        keras.layers.deserialize,
        lambda d: keras.Sequential.from_config(d["config"]),
    ):
        with pytest.raises(ValueError, match="at most 200 levels"):
            make(deep)


def test_a_config_that_contains_itself_is_refused():
    config = nested(1, None)
    config["config"]["layers"].append(config)
    with pytest.raises(ValueError, match="nested too deeply"):
        saving.deserialize_keras_object(config)


def test_forty_models_in_one_another_are_read():
    layer = {"class_name": "Activation", "config": {"activation": "relu"}}
    text = json.dumps(nested(40, layer))
    assert keras.models.model_from_json(text).name == "m"


def test_what_could_not_be_read_is_not_written(tmp_path):
    model = keras.Sequential([keras.Input((2,))])
    for _ in range(70):
        model = keras.Sequential([model])
    with pytest.raises(ValueError, match="nested too deeply"):
        model.save(tmp_path / "m.keras")
    assert list(tmp_path.iterdir()) == []
