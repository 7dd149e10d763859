"""What a layer is made of follows every change."""

import pytest
import tensorflow as tf

import keras
from keras.engine.layer import tracking


class Stack(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.first = keras.layers.Dense(1)
        self.blocks = [keras.layers.Dense(1)]
        self.named = {"a": [keras.layers.Dense(1)]}

    def call(self, x):
        for layer in [self.first, *self.blocks, *self.named["a"]]:
            x = layer(x)
        return x


def built():
    stack = Stack()
    stack(tf.ones((1, 2)))
    return stack


def test_a_layer_appended_to_a_list_is_there_at_once():
    stack = built()
    assert len(stack.weights) == 6
    stack.blocks.append(keras.layers.Dense(1))
    stack(tf.ones((1, 2)))
    assert len(stack.weights) == 8


def test_a_layer_in_a_nested_container_that_is_replaced_is_gone():
    stack = built()
    kept = stack.weights[:4]
    stack.named["a"].pop()
    assert [v.ref() for v in stack.weights] == [v.ref() for v in kept]


def test_freezing_an_inner_layer_is_seen_from_outside():
    stack = built()
    assert len(stack.trainable_weights) == 6
    stack.blocks[0].trainable = False
    assert len(stack.trainable_weights) == 4
    stack.blocks[0].trainable = True
    assert len(stack.trainable_weights) == 6


def test_a_part_deep_inside_that_is_assigned_anew_is_seen_from_outside():
    outer = keras.Sequential([built()])
    outer.build((None, 2))
    assert len(outer.weights) == 6
    kernel = tf.Variable(tf.ones((2, 1)))
    outer.layers[0].first.kernel = kernel
    assert any(variable is kernel for variable in outer.weights)
    del outer.layers[0].first
    assert len(outer.weights) == 4


def test_a_foreign_module_may_change_without_a_word():
    holder = tf.Module()
    layer = keras.layers.Layer()
    layer.holder = holder
    assert layer.weights == []
    holder.variable = tf.Variable(1.0)
    assert len(layer.weights) == 1


def test_changing_a_returned_list_changes_nothing():
    stack = built()
    stack.weights.clear()
    assert len(stack.weights) == 6


def test_a_flag_that_is_set_past_the_property_is_seen_at_once():
    stack = built()
    assert len(stack.trainable_weights) == 6
    stack.first._trainable = False  # as Keras 2's users write it
    assert len(stack.trainable_weights) == 4


def test_an_empty_list_may_get_a_layer_later():
    layer = keras.layers.Layer()
    layer.blocks = []
    assert layer.weights == []
    layer.blocks.append(built())
    assert len(layer.weights) == 6


def in_a_set(layers):
    return set(layers)


def in_a_frozen_set_in_a_dict(layers):
    return {"parts": frozenset(layers)}


def in_a_set_of_pairs(layers):
    return {(layer, "relu") for layer in layers}


def in_a_set_of_modules(layers):
    modules = set()
    for layer in layers:
        module = tf.Module(name=layer.name)
        module.inner = layer
        modules.add(module)
    return modules


@pytest.mark.parametrize(
    "held",
    [
        in_a_set,
        in_a_frozen_set_in_a_dict,
        in_a_set_of_pairs,
        in_a_set_of_modules,
    ],
)
def test_weights_of_layers_in_a_set_come_in_the_order_of_names(held):
    for _ in range(20):
        names = ["d", "a", "dense_10", "dense_9", "c", "b"]
        layers = [keras.layers.Dense(1, name=name) for name in names]
        outer = keras.layers.Layer()
        outer.parts = held(layers)
        for layer in layers:
            layer(tf.ones((1, 1)))
        found = [weight.name.split("/")[0] for weight in outer.weights[::2]]
        assert sorted({*found}) == sorted(names)
        assert found[:3] == ["a", "b", "c"] and found[3] == "d"
        assert found[4:] == ["dense_9", "dense_10"]


def test_layers_of_one_name_in_a_set_are_refused_and_in_a_list_are_not():
    outer = keras.layers.Layer()
    layers = [keras.layers.Dense(1, name="same") for _ in range(2)]
    outer.parts = layers
    assert outer.weights == []
    with pytest.raises(ValueError, match="Received twice: 'same'.*list"):
        outer.parts = set(layers)


def test_what_is_no_module_may_be_in_a_set_in_any_case():
    outer = keras.layers.Layer()
    outer.seen = {"a", 1, None, (2, "b"), keras.layers.Dense}
    outer.parts = {keras.layers.Dense(1), "a", 3}
    outer(tf.ones((1, 1)))
    assert outer.weights == []


def test_modules_without_weights_may_have_one_name_in_a_set():
    class Setting(tf.Module):
        pass

    outer = keras.layers.Layer()
    outer.parts = {Setting(), Setting()}
    outer(tf.ones((1, 1)))
    assert outer.weights == []
    holders = [Setting(), Setting()]
    for holder in holders:
        holder.inner = keras.layers.Dense(1)
    with pytest.raises(ValueError, match="Received twice: 'setting'"):
        outer.parts = set(holders)


@pytest.mark.parametrize("in_graph", [False, True])
def test_whether_layers_are_dynamic_is_looked_up_once(monkeypatch, in_graph):
    walked = []

    def is_dynamic(layer):
        walked.append(layer)
        return find(layer)

    find = tracking.is_dynamic
    monkeypatch.setattr(tracking, "is_dynamic", is_dynamic)
    stack = built()

    def call(x):
        for _ in range(5):
            x = stack(x[:, :1] * tf.ones((1, 2)))
        return x

    (tf.function(call) if in_graph else call)(tf.ones((1, 2)))
    assert len(walked) == len({id(layer) for layer in walked})
