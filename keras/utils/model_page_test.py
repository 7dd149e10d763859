"""`model_to_html`: what is in the file. `model_page_browser_test.py` looks."""

import json
import re

import numpy as np
import pytest

import keras
from keras.utils import model_page, model_structure

layers = keras.layers


def written(model, tmp_path):
    keras.utils.model_to_html(model, tmp_path / "model.html")
    return (tmp_path / "model.html").read_text(encoding="utf-8")


def data(model):
    """What a browser reads."""
    found = model_page.page_data(model_structure.read(model))
    return json.loads(json.dumps(found, allow_nan=False))


def stack(*parts, **arguments):
    return keras.Sequential([keras.Input((4,)), *parts], **arguments)


def test_the_page_holds_no_address_that_a_browser_would_fetch(tmp_path):
    text = written(stack(layers.Dense(2)), tmp_path)
    assert "default-src 'none'" in text
    assert re.findall(r"<link|<img|\ssrc=|@import|url\((?!#)", text) == []


def test_the_licence_of_the_layout_comes_along(tmp_path):
    text = written(stack(layers.Dense(2)), tmp_path)
    assert "Copyright (c) 2012-2014 Chris Pettitt" in text
    assert "The above copyright notice and this permission notice" in text


def test_no_name_ends_the_script_that_it_stands_in(tmp_path):
    odd = "</script><script>alert(1)</script><!--"
    text = written(stack(layers.Dense(2, name=odd), name=odd), tmp_path)
    assert text.count("</script>") == 3
    assert "alert(1)<" not in text
    assert "<!--" not in text


def test_each_part_tells_its_numbers_and_bytes():
    _, _, normal = data(stack(layers.BatchNormalization(name="n")))["parts"]
    found = [normal[key] for key in ("trainable", "fixed", "size")]
    assert found == [8, 8, 64]
    assert [w["shape"] for w in normal["weights"]] == [[4]] * 4


class Tokens(layers.Layer):
    def build(self, shape):
        self.token = self.add_weight(name="token", shape=(3,))
        self.first, self.second = layers.Dense(4), layers.Dense(4)

    def call(self, inputs):
        return self.second(self.first(inputs))


def test_a_weight_stands_with_the_innermost_layer_that_has_it():
    _, _, outer, first, _ = data(stack(Tokens(name="tokens")))["parts"]
    assert [weight["shape"] for weight in outer["weights"]] == [[3]]
    assert [weight["shape"] for weight in first["weights"]] == [[4, 4], [4]]
    assert outer["trainable"] == 3 + 2 * 20


def test_a_model_that_is_used_twice_stands_there_once():
    inner = stack(layers.Dense(4), name="inner")
    x = keras.Input((4,))
    found = data(keras.Model(x, inner(inner(x))))
    assert len(found["structures"]) == 2
    assert [part["name"] for part in found["parts"]].count("inner") == 1


def test_a_config_is_there_with_all_that_was_given():
    dense = data(stack(layers.Dense(2, activation="tanh")))["parts"][-1]
    assert dense["config"]["activation"] == "tanh"
    assert (
        dense["config"]["kernel_initializer"]["class_name"] == "GlorotUniform"
    )


class Odd(layers.Layer):
    def get_config(self):
        return {
            "array": np.arange(3),
            "infinite": float("inf"),
            "missing": float("nan"),
            "number": np.float32(0.5),
            "kind": np.dtype("int8"),
            1: (True, None),
        }


def test_a_config_of_any_values_is_told():
    config = data(stack(Odd()))["parts"][-1]["config"]
    assert config == {
        "array": [0, 1, 2],
        "infinite": "inf",
        "missing": "nan",
        "number": 0.5,
        "kind": "int8",
        "1": [True, None],
    }


def test_a_long_list_is_cut_and_its_length_told():
    words = [f"w{i}" for i in range(1000)]
    model = keras.Sequential(
        [keras.Input((), dtype="string"), layers.StringLookup(vocabulary=words)]
    )
    shown = data(model)["parts"][-1]["config"]["vocabulary"]
    assert shown[:2] == ["w0", "w1"]
    assert shown[-1] == "and 936 more"


class Wordless(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def get_config(self):
        raise NotImplementedError("no config")


def test_a_layer_without_a_config_says_why():
    part = data(stack(Wordless(3)))["parts"][-1]
    assert part["config"] == {}
    assert part["problem"] == "get_config: NotImplementedError: no config"


def test_what_is_no_model_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"model_to_html: .*Received: model=3"):
        keras.utils.model_to_html(3, tmp_path / "model.html")
    assert not (tmp_path / "model.html").exists()


def test_a_model_without_a_shape_is_refused(tmp_path):
    model = keras.Sequential([layers.Dense(1)])
    with pytest.raises(ValueError, match="model_to_html: .*built=False"):
        keras.utils.model_to_html(model, tmp_path / "model.html")
