"""The graph of calls behind a functional model: order, size, errors."""

import copy
import pickle
import sys

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.graph import graph

layers = keras.layers


def number(tensor):
    return tensor.numpy().item()


def chain(length):
    """A model of so many layers, each adding 1."""
    x = y = keras.Input((1,))
    for _ in range(length):
        y = layers.ReLU()(y)
    return keras.Model(x, y)


def lines_run(function, *arguments):
    """How many lines of Python run in a call."""
    lines = 0

    def count(frame, event, _):
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        function(*arguments)
    finally:
        sys.settrace(before)
    return lines


def made_and_called(length):
    chain(length)(np.ones((1, 1), "float32"))


def test_a_thousand_layers_are_no_recursion():
    limit = sys.getrecursionlimit()
    model = chain(1000)
    assert sys.getrecursionlimit() == limit
    assert len(model.layers) == 1001
    assert number(model(np.ones((1, 1), "float32"))) == 1


def test_a_thousand_layers_come_back_from_their_config_and_train():
    model = keras.Model.from_config(chain(1000).get_config())
    assert len(model.layers) == 1001
    function = tf.function(model)
    assert number(function(tf.ones((1, 1)))) == 1


@pytest.mark.parametrize(
    "use",
    [
        copy.deepcopy,
        lambda model: pickle.loads(pickle.dumps(model)),
        keras.models.clone_model,
        lambda model: keras.Model.from_config(model.get_config()),
        lambda model: model.summary(print_fn=lambda line: None),
    ],
    ids=["deepcopy", "pickle", "clone", "config", "summary"],
)
def test_work_grows_linearly_in_what_is_done_with_a_model(use):
    use(chain(10))  # makes the way warm
    few, many = (lines_run(use, chain(length)) for length in (100, 400))
    assert many / few < 4.5  # linear: 4; quadratic: 16


def test_work_grows_linearly_for_layers_that_stand_backwards():
    """A file may have them in any order, and must not hang its reader."""

    def backwards(length):
        config = chain(length).get_config()
        return {**config, "layers": config["layers"][::-1]}

    read = keras.Model.from_config
    read(backwards(10))  # makes the way warm
    few, many = (lines_run(read, backwards(length)) for length in (100, 400))
    assert many / few < 4.5  # linear: 4; quadratic: 16


def test_work_grows_linearly_with_the_number_of_layers():
    made_and_called(10)
    few, many = (lines_run(made_and_called, length) for length in (100, 400))
    assert many / few < 4.5


def test_a_long_chain_of_doublings_is_no_exponential_walk():
    x = y = keras.Input((1,))
    for _ in range(60):
        y = y + y
    found = keras.Model(x, y)(np.full((1, 1), 2.0**-60))
    assert number(found) == 1


def test_values_are_let_go_after_their_last_use():
    x = keras.Input((1,))
    a = x + 1
    made = graph.Graph(x, (a * 2) + 3)
    assert [len(step.dead) for step in made._steps] == [1, 1, 1]


def test_layers_stand_by_their_distance_from_the_output():
    x, y = keras.Input((1,), name="x"), keras.Input((1,), name="y")
    a = layers.ReLU(name="a")(x)
    b = layers.ReLU(name="b")(a)
    c = layers.Add(name="c")([b, y])
    model = keras.Model([x, y], c)
    assert [layer.name for layer in model.layers] == ["x", "a", "b", "y", "c"]


def test_an_unused_input_is_a_layer_too():
    x, y = keras.Input((1,), name="x"), keras.Input((1,), name="y")
    model = keras.Model([x, y], x + 1)
    assert {layer.name for layer in model.layers} >= {"x", "y"}
    assert number(model([np.ones((1, 1)), np.zeros((1, 1))])) == 2


def test_a_missing_input_is_told_with_the_layers_before():
    x, y = keras.Input((1,), name="x"), keras.Input((1,), name="y")
    with pytest.raises(ValueError, match="'y'.*not|not connected.*'y'"):
        keras.Model(x, layers.Add()([x, y]))


def test_a_name_used_twice_is_told():
    x = keras.Input((1,))
    y = layers.ReLU(name="r")(layers.ReLU(name="r")(x))
    with pytest.raises(ValueError, match=r"twice: \['r'\]"):
        keras.Model(x, y)


def test_the_same_input_twice_is_refused():
    x = keras.Input((1,), name="x")
    with pytest.raises(ValueError, match="twice"):
        keras.Model([x, x], x + 1)


def test_calls_outside_of_the_model_are_left_out():
    x = keras.Input((1,))
    layer = layers.ReLU(name="r")
    layer(layers.ReLU(name="other")(x))
    model = keras.Model(x, layer(x))
    assert [made.name for made in model.layers[1:]] == ["r"]


def test_a_config_that_calls_a_layer_that_is_not_there_is_refused():
    config = chain(2).get_config()
    name = config["layers"].pop(1)["name"]
    with pytest.raises(ValueError, match=f"Received: '{name}'"):
        keras.Model.from_config(config)


def test_a_config_with_a_cycle_is_refused():
    config = chain(2).get_config()
    last = config["layers"][2]["name"]
    config["layers"][1]["inbound_nodes"] = [[[last, 0, 0, {}]]]
    with pytest.raises(ValueError, match="calls wait for each other"):
        keras.Model.from_config(config)


def test_a_config_with_an_unknown_output_is_refused():
    config = chain(2).get_config()
    config["output_layers"] = [["nobody", 0, 0]]
    with pytest.raises(ValueError, match="nobody"):
        keras.Model.from_config(config)


def test_a_config_that_uses_an_output_too_many_is_refused():
    config = chain(2).get_config()
    name = config["layers"][1]["name"]
    config["layers"][2]["inbound_nodes"] = [[[name, 0, 3, {}]]]
    with pytest.raises(ValueError, match=f"1 of layer '{name}'.*index=3"):
        keras.Model.from_config(config)
