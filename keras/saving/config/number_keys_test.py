"""Dicts whose keys are numbers come back from a file as they were."""

import json

import numpy as np
import pytest

import keras

register = keras.saving.register_keras_serializable("number_keys")
TABLE = {0: 2.0, 1: 5.0, "all": [{True: 1, 2.5: {None: 3, 7: 4}}]}


@register
class Factor(keras.layers.Layer):
    def __init__(self, table, **kwargs):
        super().__init__(**kwargs)
        self.factor = table.get(1, 1.0)

    def call(self, inputs):
        return inputs * self.factor


@register
class Telling(Factor):
    def get_config(self):
        return {**super().get_config(), "table": dict(TABLE)}


@pytest.mark.parametrize("name", ["m.keras", "m.h5", "m"])
@pytest.mark.parametrize("kind", [Factor, Telling])
def test_a_dict_with_whole_numbers_comes_back_from_each_format(
    kind, name, tmp_path
):
    model = keras.Sequential([keras.Input((1,)), kind(TABLE, name="f")])
    model.save(tmp_path / name)
    loaded = keras.models.load_model(tmp_path / name)
    assert repr(loaded.get_layer("f").get_config()["table"]) == repr(TABLE)
    np.testing.assert_array_equal(loaded(np.ones((1, 1))), [[5.0]])


def test_what_others_read_is_as_it_was():
    config = keras.saving.serialize_keras_object(Factor({1: 2.0}))
    assert json.loads(json.dumps(config))["config"]["table"] == {"1": 2.0}
    assert "number_keys" not in keras.saving.serialize_keras_object(Factor({}))


def test_two_keys_that_are_one_text_are_refused():
    layer = Factor({1: 2.0, "1": 3.0})
    with pytest.raises(ValueError, match="Factor.*keys 1 and '1' in table"):
        keras.saving.serialize_keras_object(layer)
