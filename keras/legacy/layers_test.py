"""Keras 1's layers compute what NumPy says, and load from its files."""

import json

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.legacy import layers

A = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")
B = np.array([[0.5, 5.0], [-1.0, 2.0]], "float32")
DOT = (A * B).sum(axis=1, keepdims=True)
NORMS = np.linalg.norm(A, axis=1) * np.linalg.norm(B, axis=1)
MERGED = {
    "sum": A + B,
    "mul": A * B,
    "ave": (A + B) / 2,
    "max": np.maximum(A, B),
    "concat": np.concatenate([A, B], axis=1),
    "dot": DOT,
    "cos": DOT / NORMS[:, None],
}


def config(mode, **more):
    """What Keras 1 wrote of a Merge."""
    return {
        "name": "merge_1",
        "mode": mode,
        "mode_type": "raw",
        "concat_axis": -1,
        "dot_axes": -1,
        "output_shape": None,
        "output_shape_type": "raw",
        "output_mask": None,
        "output_mask_type": "raw",
        "arguments": {},
        **more,
    }


def entry(name):
    given = {"batch_input_shape": [None, 2], "input_dtype": "float32"}
    return {
        "class_name": "InputLayer",
        "name": name,
        "config": {"name": name, "sparse": False, **given},
        "inbound_nodes": [],
    }


def graph(merged):
    ends = [["a", 0, 0], ["b", 0, 0]]
    layer = {"class_name": "Merge", "name": "merge_1", "config": merged}
    return {
        "class_name": "Model",
        "keras_version": "1.2.2",
        "config": {
            "name": "model_1",
            "layers": [
                entry("a"),
                entry("b"),
                {**layer, "inbound_nodes": [ends]},
            ],
            "input_layers": ends,
            "output_layers": [["merge_1", 0, 0]],
        },
    }


# row 236
@pytest.mark.parametrize("mode", MERGED)
def test_a_graph_with_a_merge_loads(mode):
    model = keras.models.model_from_json(json.dumps(graph(config(mode))))
    found = model([A, B])
    np.testing.assert_allclose(found, MERGED[mode], rtol=1e-6)
    assert model.output_shape[1:] == MERGED[mode].shape[1:]


def branch(name):
    """What Keras 1 wrote of a model of one Dense layer."""
    dense = {
        "name": name,
        "output_dim": 2,
        "init": "glorot_uniform",
        "activation": "linear",
        "W_regularizer": None,
        "b_regularizer": None,
        "activity_regularizer": None,
        "W_constraint": None,
        "b_constraint": None,
        "bias": False,
        "input_dim": 2,
        "batch_input_shape": [None, 2],
        "input_dtype": "float32",
        "trainable": True,
    }
    layer = {"class_name": "Dense", "config": dense}
    return {"class_name": "Sequential", "config": [layer]}


# row 236
@pytest.mark.parametrize("mode", MERGED)
def test_a_stack_with_a_merge_loads(mode):
    merged = config(mode, layers=[branch("left"), branch("right")])
    layer = {"class_name": "Merge", "config": merged}
    stack = {"class_name": "Sequential", "config": [layer]}
    model = keras.models.model_from_json(json.dumps(stack))
    model([A, B])
    model.set_weights([np.eye(2), 2 * np.eye(2)])
    half = layers.Merge(mode=mode)([A, 2 * B])
    np.testing.assert_allclose(model.predict([A, B], verbose=0), half)


def summary_of(model):
    lines = []
    model.summary(print_fn=lines.append)
    return "\n".join(lines)


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_a_merge_of_branches_is_saved(ending, tmp_path):
    def branch():
        return keras.Sequential([keras.layers.Dense(2, input_shape=(2,))])

    model = keras.Sequential()
    model.add(layers.Merge([branch(), branch()], mode="concat"))
    model.add(keras.layers.Dense(1))
    assert model.input_shape == [(None, 2), (None, 2)]
    assert model.output_shape == (None, 1)
    assert "(None, 4)" in summary_of(model)
    model.compile("sgd", "mse")
    model.fit([A, B], np.zeros((2, 1)), verbose=0)
    model.save(tmp_path / f"m.{ending}")
    again = keras.models.load_model(tmp_path / f"m.{ending}")
    np.testing.assert_array_equal(again([A, B]), model([A, B]))


# row 236
def test_code_in_a_file_needs_a_word():
    from keras.legacy import plain_values

    code, defaults, cells = plain_values.func_dump(lambda xs: xs[0] - xs[1])
    merged = config([code, defaults, cells], mode_type="lambda")
    text = json.dumps(graph(merged))
    with pytest.raises(ValueError, match="safe_mode=False"):
        keras.models.model_from_json(text)


def test_layers_of_keras_1s_names_load():
    conv = {
        "name": "c",
        "nb_filter": 2,
        "nb_row": 3,
        "nb_col": 1,
        "border_mode": "same",
        "subsample": [2, 1],
        "dim_ordering": "tf",
        "init": "uniform",
        "bias": False,
        "W_regularizer": None,
    }
    made = keras.layers.deserialize(
        {"class_name": "Convolution2D", "config": conv}
    )
    assert type(made) is keras.layers.Conv2D
    assert (made.kernel_size, made.strides) == ((3, 1), (2, 1))
    steps = {"name": "d", "output_dim": 3, "input_length": 4, "input_dim": 2}
    made = keras.layers.deserialize(
        {"class_name": "TimeDistributedDense", "config": steps}
    )
    assert type(made) is keras.layers.Dense and made.units == 3


def test_a_merge_by_a_function():
    minus = layers.Merge(
        mode=lambda xs, times: times * (xs[0] - xs[1]), arguments={"times": 2}
    )
    np.testing.assert_allclose(minus([A, B]), 2 * (A - B))


def test_a_mode_that_is_none_is_told():
    with pytest.raises(ValueError, match="'concat'.*Received: mode='no'"):
        layers.Merge(mode="no")


def test_the_module_of_merging_layers_is_called_as_a_function():
    from keras.layers import merge

    with pytest.warns(DeprecationWarning, match="layers.add, multiply") as told:
        found = merge([A, B], mode="dot", dot_axes=[1, 1])
    assert told[0].filename == __file__
    np.testing.assert_allclose(found, DOT, rtol=1e-6)
    assert merge.concatenate is keras.layers.concatenate


def test_maxout_takes_the_largest_sum():
    layer = layers.MaxoutDense(3, nb_feature=2, init="normal")
    found = layer(A)
    kernel, bias = layer.get_weights()
    wanted = np.max(A @ kernel + bias[:, None], axis=0)
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6)
    assert kernel.shape == (2, 2, 3)


@pytest.mark.parametrize("bias", [True, False])
def test_a_highway_mixes_its_input_with_a_sum(bias):
    layer = layers.Highway(activation="relu", bias=bias, init="he_normal")
    found = layer(A)
    zeros = [np.zeros(2), np.full(2, -1.0)]
    values = [value.numpy() for value in layer.weights]
    (w, b), (c, t) = (
        (values[0:2], values[2:4])
        if bias
        else ([values[0], zeros[0]], [values[1], zeros[0]])
    )
    if bias:
        np.testing.assert_array_equal(t, zeros[1])
    share = 1 / (1 + np.exp(-(A @ c + t)))
    wanted = share * np.maximum(A @ w + b, 0) + (1 - share) * A
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6)


def test_dense_on_each_step_is_dense():
    layer = layers.TimeDistributedDense(
        3, activation="relu", input_dim=2, input_length=4
    )
    model = keras.Sequential([layer])
    assert model.output_shape == (None, 4, 3)
    x = np.ones((1, 4, 2))
    wanted = np.maximum(x @ layer.get_weights()[0], 0)
    np.testing.assert_allclose(model(x), wanted, rtol=1e-6)


@pytest.mark.parametrize(
    "layer",
    [
        layers.MaxoutDense(3, W_regularizer="l2"),
        layers.Highway(transform_bias=-2.0, activation="tanh"),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_a_layer_goes_through_its_config(layer):
    data = keras.saving.serialize_keras_object(layer)
    again = keras.saving.deserialize_keras_object(data)
    assert type(again) is type(layer)
    assert again.get_config() == layer.get_config()


def test_parts_of_a_batch_go_to_devices(monkeypatch):
    devices = tf.config.list_logical_devices("CPU")
    if len(devices) < 2:
        devices = devices * 2
    monkeypatch.setattr(tf.config, "list_logical_devices", lambda kind: devices)
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(2,))])
    from keras.legacy import multi_gpu

    parallel = multi_gpu.multi_gpu_model(model, gpus=2)
    x = np.arange(10.0).reshape(5, 2)
    np.testing.assert_allclose(parallel(x), model(x), rtol=1e-6)
    assert parallel.get_layer(model.name).model is model
    assert parallel.trainable_weights == model.trainable_weights
    with pytest.raises(ValueError, match="gpus=1, with 2 there.*Mirrored"):
        multi_gpu.multi_gpu_model(model, gpus=1)


def test_merges_of_models_that_begin_with_merges_take_inputs_in_a_row():
    def entry_model():
        return keras.Sequential([keras.layers.Dense(2, input_dim=2)])

    first, second, third = entry_model(), entry_model(), entry_model()
    inner = keras.Sequential([layers.Merge([first, second], mode="mul")])
    model = keras.Sequential([layers.Merge([inner, third], mode="sum")])
    found = model.predict([A, B, A], verbose=0)
    np.testing.assert_allclose(
        found, first(A) * second(B) + third(A), rtol=1e-5
    )
    with pytest.raises(ValueError, match=r"Expected 3.*Received: 2"):
        model.predict([A, B], verbose=0)
    merge = layers.Merge([inner, third])
    with pytest.raises(ValueError, match=r"\[2, 1\].*Expected 3.*Received: 2"):
        merge([A, B])
