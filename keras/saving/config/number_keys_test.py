"""Dicts whose keys are numbers come back from a file as they were."""

import json
import re

import numpy as np
import pytest

import keras
from keras.testing import op_models

register = keras.saving.register_keras_serializable("number_keys")
FORMATS = ["m.keras", "m.h5", "m"]
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


def model_of(table, kind=None):
    layer = (kind or Factor)(table, name="f")
    return keras.Sequential([keras.Input((1,)), layer])


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", [Factor, Telling])
def test_a_dict_with_whole_numbers_comes_back_from_each_format(
    kind, name, tmp_path
):
    model = model_of(TABLE, kind)
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


def test_numbers_of_numpy_are_equal_ones_of_python():
    table = {np.int64(0): 1.0, np.float32(2.5): 2.0, np.bool_(True): 3.0}
    again = op_models.reloaded(model_of({"all": table}))
    kept = again.get_layer("f").get_config()["table"]["all"]
    assert repr(kept) == "{0: 1.0, 2.5: 2.0, True: 3.0}"
    assert kept == table


@pytest.mark.parametrize("key", [(1, 2), b"a", frozenset({1})], ids=repr)
def test_a_key_without_a_form_is_refused_before_a_file_is_touched(
    key, tmp_path
):
    model = model_of({"all": [{key: 2.0}]})
    match = re.escape("Factor 'f': a file has no form for a key of a dict. ")
    told = re.escape(f"Received: the key {key!r} of type {type(key).__name__}")
    for write in (
        *(lambda name=n: model.save(tmp_path / name) for n in FORMATS),
        model.to_json,
    ):
        with pytest.raises(TypeError, match=f"{match}.*{told} in table/all/0"):
            write()
    assert not list(tmp_path.iterdir())
    assert model.to_json(skipkeys=True)
    assert key in cloned_table(model)["all"][0]


def cloned_table(model):
    clone = keras.models.clone_model(model)
    return clone.get_layer("f").get_config()["table"]


def test_a_part_that_no_file_can_tell_is_in_a_saved_model_without_config(
    tmp_path,
):
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = Factor({(1, 2): 3.0})

        def call(self, inputs):
            return self.inner(inputs)

    model = Own()
    model(np.ones((1, 1)))
    model.save(tmp_path / "m")
    assert (tmp_path / "m" / "saved_model.pb").is_file()
