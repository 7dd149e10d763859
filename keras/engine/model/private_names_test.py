"""Code that knows Keras 2's models by private names walks and replays them."""
# bazel: deps=//keras

import copy
import pickle

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.linspace(-1, 1, 6, dtype="float32").reshape(2, 3)


def shared_model():
    """A model with a layer that is called twice, and two outputs."""
    inputs = keras.Input((3,), name="x")
    shared = keras.layers.Dense(3, name="shared")
    first = shared(inputs)
    added = keras.layers.Add(name="added")([first, shared(first)])
    head = keras.layers.Dense(1, name="head")(added)
    return keras.Model(inputs, {"h": head, "a": added})


def names(parts):
    return [part.name for part in parts]


def test_layers_are_flattened_parents_first():
    deep = keras.layers.Dense(1, name="deep", input_shape=(3,))
    inner = keras.Sequential([deep], name="mid")
    relu = keras.layers.ReLU(name="relu")
    model = keras.Sequential([keras.Input((3,), name="i"), inner, relu])
    model._name = "top"
    wanted = ["top", "i", "mid", "deep_input", "deep", "relu"]
    assert names(model._flatten_layers()) == wanted
    flat = model._flatten_layers(recursive=False, include_self=False)
    assert names(flat) == ["i", "mid", "relu"]
    assert names(model._layers) == ["i", "mid", "relu"]
    assert model._self_tracked_trackables == model._layers


def test_parts_of_a_subclassed_model_stand_as_they_were_assigned():
    class Own(keras.Model):
        def __init__(self):
            super().__init__(name="own")
            dense = keras.layers.Dense
            self.many = [dense(1, name="a"), {"k": dense(1, name="b")}]
            self.one = dense(1, name="c")
            self.sizes = [1, 2]

    model = Own()
    assert names(model._layers) == ["a", "b", "c"]
    assert names(model._flatten_layers()) == ["own", "a", "b", "c"]
    assert model._self_tracked_trackables == [model.many, model.one]


def test_models_tell_their_kind():
    functional = keras.Sequential([keras.Input((3,)), keras.layers.ReLU()])
    unknown = keras.Sequential([keras.layers.ReLU()])
    kinds = [m._is_graph_network for m in (functional, unknown, keras.Model())]
    assert kinds == [True, False, False]
    assert not functional._is_compiled
    functional.compile("sgd", "mse")
    assert functional._is_compiled
    assert functional._build_input_shape == (None, 3)


def test_nodes_stand_by_their_depths():
    model = shared_model()
    found = {
        depth: [(node.layer.name, node.index) for node in nodes]
        for depth, nodes in model._nodes_by_depth.items()
    }
    assert list(found) == [4, 3, 2, 1, 0]
    assert found[4] == [("x", 0)] and found[0] == [("head", 0)]
    assert found[3] == [("shared", 0)] and found[2] == [("shared", 1)]
    by_layer = model._layers_by_depth
    assert {d: names(layers) for d, layers in by_layer.items()} == {
        4: ["x"],
        3: ["shared"],
        1: ["added"],
        0: ["head"],
    }
    assert model._network_nodes == {
        "x_ib-0",
        "shared_ib-0",
        "shared_ib-1",
        "added_ib-0",
        "head_ib-0",
    }


def test_terms_of_the_loss_are_nearer_than_what_they_follow_from():
    model = shared_model()
    model.add_loss(tf.reduce_mean(model.output["h"]))
    depths = model._nodes_by_depth
    assert [node.layer.name for node in depths[-1]] == ["tf.math.reduce_mean"]
    assert len(depths[-2]) == 1 and min(depths) == -2
    copied = copy.deepcopy(model)
    assert copied._nodes_by_depth.keys() == depths.keys()
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_allclose(again(X)["h"], model(X)["h"])
    assert again._nodes_by_depth[0][0].layer is again.get_layer("head")


def test_inputs_and_outputs_are_told():
    model = shared_model()
    head, added = model.get_layer("head"), model.get_layer("added")
    entry = model.get_layer("x")
    assert model._input_layers == [entry]
    assert model._output_layers == [added, head]
    assert model._input_coordinates == [(entry, 0, 0)]
    assert model._output_coordinates == [(added, 0, 0), (head, 0, 0)]
    assert model._nested_inputs is model.input
    assert model._nested_outputs == model.output
    assert model._feed_inputs[0] is model.input
    assert model._feed_input_names == ["x"]
    assert model._feed_input_shapes == [(None, 3)]


def test_a_model_is_replayed_node_by_node():
    model = shared_model()
    used = model._tensor_usage_count
    values = {}

    def keep(key, value):
        values[key] = [value] * used[key]

    (given,) = model._flatten_to_reference_inputs({"x": X.astype("float64")})
    (symbol,) = model._feed_inputs
    given = model._conform_to_reference_input(given, ref_input=symbol)
    assert given.dtype == tf.float32
    keep(str(id(symbol)), given)
    for depth in sorted(model._nodes_by_depth, reverse=True):
        for node in model._nodes_by_depth[depth]:
            if node.is_input:
                continue
            args, kwargs = node.map_arguments(values)
            outputs = tf.nest.flatten(node.layer(*args, **kwargs))
            for key, value in zip(node.flat_output_ids, outputs):
                keep(key, value)
    wanted = model(X)
    for name, tensor in model._nested_outputs.items():
        value = values[str(id(tensor))].pop()
        np.testing.assert_array_equal(value, wanted[name])
    assert all(not left for left in values.values())


GRAPH_NAMES = (
    "_nodes_by_depth",
    "_layers_by_depth",
    "_network_nodes",
    "_input_layers",
    "_output_layers",
    "_input_coordinates",
    "_output_coordinates",
    "_nested_inputs",
    "_nested_outputs",
    "_feed_inputs",
    "_feed_input_names",
    "_feed_input_shapes",
    "_tensor_usage_count",
)


@pytest.mark.parametrize("name", GRAPH_NAMES)
def test_a_model_without_a_graph_has_no_such_attribute(name):
    stack = keras.Sequential([keras.layers.Dense(1)])
    assert not hasattr(stack, name)
    with pytest.raises(AttributeError, match="made of symbolic tensors"):
        getattr(keras.Model(), name)
    stack(X)
    assert hasattr(stack, name)


class Own(keras.Model):
    """A subclassed model."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(2)

    def call(self, x, more=None):
        return self.dense(x if more is None else x + more)


def test_types_of_a_call_are_told():
    model = Own()
    assert model._get_save_spec() is None
    assert model._saved_model_inputs_spec is None
    assert model._saved_model_arg_spec is None
    model(X, more=X)
    assert model._get_save_spec().shape == (None, 3)
    assert model._get_save_spec(dynamic_batch=False).shape == (2, 3)
    args, kwargs = model._get_save_spec(inputs_only=False)
    assert args[0].shape == kwargs["more"].shape == (None, 3)
    assert model._saved_model_inputs_spec.shape == (2, 3)
    assert model._saved_model_arg_spec[1]["more"].shape == (2, 3)


@pytest.mark.parametrize("tell", ["_set_save_spec", "_set_inputs"])
@pytest.mark.parametrize(
    "given",
    [X[:1], tf.TensorSpec((None, 3)), keras.Input((3,))],
    ids=["array", "spec", "symbol"],
)
def test_types_of_a_call_are_set(tell, given):
    model = Own()
    getattr(model, tell)(given)
    assert model._get_save_spec().shape == (None, 3)
    getattr(model, tell)(tf.TensorSpec((7, 7)))
    assert model._get_save_spec().shape == (None, 3)
    model._saved_model_inputs_spec = None
    getattr(model, tell)(tf.TensorSpec((None, 7)))
    assert model._saved_model_inputs_spec.shape == (None, 7)


def test_types_of_more_arguments_are_set():
    model = Own()
    model._set_save_spec(X, [X], {"flag": tf.TensorSpec((), tf.bool)})
    args, kwargs = model._get_save_spec(inputs_only=False)
    assert [spec.shape[-1] for spec in args] == [3, 3]
    assert kwargs["flag"].dtype == tf.bool


def test_functions_of_steps_are_made_ahead():
    model = Own()
    model.compile("sgd", "mse")
    for kind in ("train", "test", "predict"):
        assert getattr(model, f"{kind}_function") is None
        getattr(model, f"_make_{kind}_function")()
        assert callable(getattr(model, f"{kind}_function"))
