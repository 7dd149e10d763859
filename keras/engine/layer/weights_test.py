"""Which variables are a layer's weights, and what they start with."""

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.distribute import sharded_variable

import keras

KERNEL, BIAS = np.full((3, 2), 5, "float32"), np.full(2, 7, "float32")


class Around(keras.Model):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def call(self, inputs):
        return self.layer(inputs)


@pytest.mark.parametrize("first", ["predict", "fit", "function", "call"])
@pytest.mark.parametrize("kind", ["Dense", "Embedding"])
def test_given_weights_are_there_wherever_the_layer_is_first_called(
    first, kind
):
    if kind == "Dense":
        layer = keras.layers.Dense(2, weights=[KERNEL, BIAS])
        x, y = np.zeros((4, 3), "float32"), np.full((4, 2), 7)
    else:
        layer = keras.layers.Embedding(3, 2, weights=[KERNEL])
        x, y = np.ones(4, "int32"), np.full((4, 2), 5)
    model = Around(layer)
    model.compile("sgd", "mse")
    {
        "predict": lambda: model.predict(x, verbose=0),
        "fit": lambda: model.fit(x, y, verbose=0),  # Nothing is to learn.
        "function": lambda: tf.function(model)(x),
        "call": lambda: model(x),
    }[first]()
    for found, given in zip(layer.get_weights(), [KERNEL, BIAS]):
        np.testing.assert_array_equal(found, given)


def test_a_variable_that_is_not_trainable_keeps_its_place():
    layer = keras.layers.BatchNormalization()
    layer.build((None, 1))
    layer.moving_mean = tf.Variable([5.0], trainable=False)
    assert [float(w[0]) for w in layer.get_weights()] == [1, 0, 5, 1]


class Pair(tf.experimental.ExtensionType):
    scale: type(tf.Variable(0.0))
    shift: type(tf.Variable(0.0))


def pair():
    return Pair(tf.Variable([1.0, 2.0]), tf.Variable([3.0, 4.0]))


def shards():
    parts = [tf.Variable([1.0, 2.0]), tf.Variable([3.0, 4.0])]
    return sharded_variable.ShardedVariable(parts)


class Holds(keras.layers.Layer):
    def __init__(self, value=None, held=None):
        super().__init__()
        self.held = held(value())

    def call(self, inputs):
        found = tf.nest.flatten(self.held, expand_composites=True)
        return found[0] * inputs + found[1]


@pytest.mark.parametrize("value", [pair, shards])
@pytest.mark.parametrize(
    "held",
    [lambda v: v, lambda v: [v], lambda v: {"k": (v,)}],
    ids=["attribute", "list", "tuple in dict"],
)
def test_variables_in_a_composite_value_are_weights(value, held, tmp_path):
    model = keras.Sequential([keras.Input((2,)), Holds(value, held)])
    model.compile("sgd", "mse")
    x = np.ones((4, 2), "float32")
    before = model.get_weights()
    model.fit(x, 9 * x, verbose=0)
    assert len(model.trainable_weights) == 2
    for new, old in zip(model.get_weights(), before):
        assert (new != old).all()
    model.save_weights(tmp_path / "a.weights.h5")
    other = keras.Sequential([keras.Input((2,)), Holds(value, held)])
    other.load_weights(tmp_path / "a.weights.h5")
    np.testing.assert_array_equal(other(x), model(x))


def test_a_composite_value_counts_when_it_is_appended_later():
    layer = keras.layers.Layer()
    layer.parts = []
    layer.parts.append(pair())
    assert [w.tolist() for w in layer.get_weights()] == [[1, 2], [3, 4]]


def test_a_getter_makes_the_variable():
    seen = {}

    def getter(**arguments):
        seen.update(arguments)
        return tf.Variable([7.0, 8.0], name=arguments["name"])

    layer = keras.layers.Layer()
    made = layer.add_weight("w", (2,), getter=getter, regularizer="l2")
    assert layer.weights == [made] and len(layer.losses) == 1
    assert (seen["name"], seen["shape"], seen["dtype"]) == (
        "w",
        (2,),
        tf.float32,
    )


@pytest.mark.parametrize(
    "option",
    [
        {"collections": ["mine"]},
        {"partitioner": tf.compat.v1.fixed_size_partitioner(2)},
        {"caching_device": "/cpu:0"},
    ],
    ids=str,
)
def test_arguments_of_sessions_have_no_effect(option):
    layer = keras.layers.Layer()
    made = layer.add_weight("w", (2,), initializer="ones", **option)
    assert made.numpy().tolist() == [1, 1]


class Twins(keras.layers.Layer):
    """Two layers of one given name."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.one = keras.layers.Dense(2, name="d")
        self.other = keras.layers.Dense(2, name="d")

    def call(self, inputs):
        """Calls both."""
        return self.other(self.one(inputs))


@pytest.mark.parametrize(
    "call",
    [
        lambda layer: layer(tf.ones((1, 2))),
        lambda layer: layer(keras.Input((2,))),
        lambda layer: tf.function(layer)(tf.ones((1, 2))),
        lambda layer: keras.Sequential([layer]).predict(np.ones((1, 2))),
    ],
    ids=["eagerly", "symbolically", "in a graph", "in predict"],
)
def test_variables_are_named_by_layers_wherever_they_are_made(call):
    layer = Twins(name="w")
    call(layer)
    names = [variable.name for variable in layer.weights]
    assert names == ["w/d/kernel:0", "w/d/bias:0"] * 2
