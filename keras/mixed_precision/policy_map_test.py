"""Policies by the paths of layers."""

import re

import numpy as np
import pytest

import keras
from keras import dtype_policies

BY_NAME = {"(.*/)?hidden": "mixed_bfloat16"}


@pytest.fixture(autouse=True)
def restored():
    yield
    keras.mixed_precision.set_global_policy(None)


@pytest.fixture
def policies():
    return dtype_policies.DTypePolicyMap("float32", BY_NAME)


class Model(keras.Model):
    def __init__(self):
        super().__init__(name="model")
        self.hidden = keras.layers.Dense(4, name="hidden")
        self.top = keras.layers.Dense(1, name="top")

    def call(self, x):
        return self.top(self.hidden(x))


def test_an_equal_path_comes_first_then_an_expression_then_the_default():
    found = dtype_policies.DTypePolicyMap(
        "float64", {"a/.*": "float16", "a/b": "bfloat16"}
    )
    assert [found[p].name for p in ("a/b", "a/c", "a", "c")] == [
        "bfloat16",
        "float16",
        "float64",
        "float64",
    ]
    assert (found.compute_dtype, found.name) == ("float64", "map_float64")


def test_a_layer_takes_the_policy_of_its_path_when_it_is_built(policies):
    layer = keras.layers.Dense(2, dtype=policies, name="hidden")
    assert layer.compute_dtype == "float32"
    layer.build((None, 3))
    assert layer.compute_dtype == "bfloat16"
    assert layer.kernel.dtype == "float32"


def test_a_layer_without_weights_takes_it_when_it_is_called(policies):
    layer = keras.layers.ReLU(dtype=policies, name="hidden")
    assert layer(np.ones((1, 2), "float32")).dtype == "bfloat16"


def test_a_path_has_the_names_of_the_layers_around():
    keras.mixed_precision.set_global_policy(
        dtype_policies.DTypePolicyMap(None, {"model/top": "float64"})
    )
    model = Model()
    model(np.ones((2, 3), "float32"))
    assert model.top.kernel.name == "model/top/kernel:0"
    assert model.top.compute_dtype == "float64"
    assert model.hidden.compute_dtype == "float32"


def test_a_model_of_graphs_goes_by_the_global_map(policies):
    keras.mixed_precision.set_global_policy(policies)
    inputs = keras.Input((3,))
    hidden = keras.layers.Dense(4, name="hidden")(inputs)
    outputs = keras.layers.Dense(1, name="top")(hidden)
    assert (hidden.dtype, outputs.dtype) == ("bfloat16", "float32")
    model = keras.Model(inputs, outputs)
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0)
    assert model(np.ones((4, 3))).dtype == "float32"


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_a_file_has_each_layer_with_its_own_policy(policies, ending, tmp_path):
    keras.mixed_precision.set_global_policy(policies)
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(4, name="hidden"),
            keras.layers.Dense(1, name="top"),
        ]
    )
    path = str(tmp_path / f"model{ending}")
    model.save(path)
    keras.mixed_precision.set_global_policy(None)
    loaded = keras.models.load_model(path)
    names = [layer.dtype_policy.name for layer in loaded.layers]
    assert names == ["mixed_bfloat16", "float32"]


def test_a_layer_that_makes_others_keeps_the_map_in_its_config():
    policies = dtype_policies.DTypePolicyMap(
        "float32", {"heads/query": "mixed_bfloat16"}
    )
    layer = keras.layers.MultiHeadAttention(1, 2, name="heads", dtype=policies)
    x = np.ones((1, 3, 2), "float32")
    outputs = layer(x, x)
    again = type(layer).from_config(layer.get_config())
    assert again(x, x).dtype == outputs.dtype == "float32"
    assert again._query_dense.compute_dtype == "bfloat16"
    assert again._key_dense.compute_dtype == "float32"


@pytest.mark.parametrize("name", ["LSTM", "GRU", "SimpleRNN", "ConvLSTM1D"])
def test_the_cell_that_a_layer_makes_computes_in_its_types(policies, name):
    sizes = (2, 2) if name.startswith("Conv") else (2,)
    layer = getattr(keras.layers, name)(*sizes, dtype=policies, name="hidden")
    x = np.ones((1, 2, 3, 1)[: 4 if len(sizes) > 1 else 3], "float32")
    assert layer(x).dtype == layer.cell.compute_dtype == "bfloat16"


def test_one_layer_of_mixed_float16_has_the_loss_scaled():
    policies = {".*top": "mixed_float16"}
    keras.mixed_precision.set_global_policy(
        dtype_policies.DTypePolicyMap("float32", policies)
    )
    model = Model()
    model.compile("sgd", "mse")
    assert isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)


@pytest.mark.parametrize("default", [None, "mixed_float16"])
def test_a_map_comes_back_from_what_files_hold(default):
    policies = dtype_policies.DTypePolicyMap(default, BY_NAME)
    described = dtype_policies.serialize(policies)
    assert dtype_policies.deserialize(described) == policies
    assert dtype_policies.get(described)["hidden"].name == "mixed_bfloat16"
    # Keras 3 writes one of its own like this.
    assert list(described["config"]["policy_map"].values()) == [
        {
            "module": "keras",
            "class_name": "DTypePolicy",
            "config": {"name": "mixed_bfloat16"},
            "registered_name": None,
        }
    ]


def test_a_map_is_a_dict(policies):
    policies["top"] = "float16"
    assert list(policies) == ["(.*/)?hidden", "top"]
    assert "top" in policies and len(policies) == 2
    del policies["top"]
    assert policies["top"] == policies.default_policy
    assert policies == dtype_policies.DTypePolicyMap("float32", BY_NAME)
    assert policies != dtype_policies.DTypePolicyMap("float32")


@pytest.mark.parametrize(
    "default, policies, error, message",
    [
        (None, ["a"], TypeError, "Expected a dict. Received: policy_map=['a']"),
        (None, {1: "float32"}, TypeError, "Expected text. Received: path=1"),
        (None, {"(": "float32"}, ValueError, "Received: path='('"),
        (None, {"a": "flaot32"}, ValueError, "name='flaot32'"),
        (None, {"a": 3}, TypeError, "Received: name=3"),
        (
            dtype_policies.DTypePolicyMap("float32"),
            None,
            ValueError,
            "Expected a policy of all layers",
        ),
    ],
)
def test_what_is_no_map_is_refused(default, policies, error, message):
    with pytest.raises(error, match=re.escape(message)):
        dtype_policies.DTypePolicyMap(default, policies)


def test_two_policies_for_one_layer_are_refused(policies):
    with pytest.raises(ValueError, match="Expected a new path.*hidden"):
        policies["(.*/)?hidden"] = "float16"
    policies["hid.*"] = "float16"
    with pytest.raises(ValueError, match="one expression that matches 'hidd"):
        keras.layers.Dense(1, dtype=policies, name="hidden").build((None, 1))


def test_a_layer_that_keras_3_quantized_is_refused():
    config = {"mode": "int8", "source_name": "float32"}
    described = {"class_name": "QuantizedDTypePolicy", "config": config}
    with pytest.raises(ValueError, match="quantized aren't read"):
        dtype_policies.deserialize(described)
