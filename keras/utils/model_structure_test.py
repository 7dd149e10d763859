"""A model as plain data: its layers, their calls, and what is in them."""

import pytest
import tensorflow as tf

import keras
from keras.utils import layer_families, model_structure

layers = keras.layers


def names(structure):
    return [call.part.name for call in structure.calls]


def nested():
    inner = keras.Sequential([layers.Dense(3, name="d")], name="inner")
    inputs = keras.Input((4,), name="x")
    outputs = layers.Dense(1, name="end")(inner(inputs))
    return keras.Model(inputs, outputs, name="outer")


def test_each_call_tells_which_outputs_it_takes():
    x = keras.Input((4,), name="x")
    left, right = layers.Dense(2, name="a")(x), layers.Dense(2, name="b")(x)
    model = keras.Model(x, layers.Add(name="sum")([right, left]))
    structure = model_structure.read(model).inner
    total = structure.calls[-1]
    sources = [structure.calls[i].part.name for i, _ in total.sources]
    assert (total.part.name, sources) == ("sum", ["b", "a"])


def test_a_shared_layer_is_one_part_with_two_calls():
    shared = layers.Dense(4, name="shared")
    x = keras.Input((4,), name="x")
    structure = model_structure.read(keras.Model(x, shared(shared(x)))).inner
    assert names(structure) == ["x", "shared", "shared"]
    assert [part.name for part in structure.parts] == ["x", "shared"]
    assert structure.calls[2].sources == [(1, 0)]


def test_a_second_output_is_known_by_its_number():
    x = keras.Input((5, 2), name="x")
    _, state, _ = layers.LSTM(3, return_state=True)(x)
    model = keras.Model(x, layers.Dense(1)(state))
    assert model_structure.read(model).inner.calls[2].sources == [(1, 1)]


def test_an_inner_model_is_read_once_with_its_ends():
    structure = model_structure.read(nested()).inner
    assert names(structure) == ["x", "inner", "end"]
    inner = structure.calls[1].part.inner
    assert names(inner)[1:] == ["d"]
    assert (inner.entries, inner.results) == ([0], [1])


def test_a_model_in_a_wrapper_is_inside_of_the_wrapper():
    inner = keras.Sequential([layers.Dense(3, name="d")])
    model = keras.Sequential(
        [keras.Input((5, 4)), layers.TimeDistributed(inner)]
    )
    part = model_structure.read(model).inner.parts[-1]
    assert (part.class_name, part.wrapped) == ("TimeDistributed", "Sequential")
    assert names(part.inner)[-1] == "d"


class Block(layers.Layer):
    def __init__(self):
        super().__init__(name="block")
        self.attention = layers.MultiHeadAttention(2, 3, name="attention")
        self.sums = [layers.Add(name="sum"), layers.LSTM(4, name="memory")]

    def call(self, inputs):
        mixed = self.sums[0]([inputs, self.attention(inputs, inputs)])
        return self.sums[1](mixed)


def test_a_layer_of_several_layers_has_them_inside():
    model = keras.Sequential([keras.Input((5, 4)), Block()])
    inner = model_structure.read(model).inner.parts[-1].inner
    assert names(inner) == ["attention", "sum", "memory"]
    assert not inner.is_graph
    insides = [
        len(part.inner.parts) if part.inner else 0 for part in inner.parts
    ]
    assert insides[0] >= 4  # query, key, value, output
    assert insides[1:] == [0, 0]


def test_calls_that_only_a_loss_needs_are_there():
    x = keras.Input((4,), name="x")
    model = keras.Model(x, layers.Dense(2)(x))
    model.add_loss(tf.reduce_sum(layers.Dense(1, name="aside")(x)))
    assert "aside" in names(model_structure.read(model).inner)


def test_weights_have_names_counts_and_bytes():
    part = model_structure.read(nested()).inner.parts[-1]
    found = [(w.name, w.count, w.size, w.is_trainable) for w in part.weights]
    assert found == [("end/kernel:0", 3, 12, True), ("end/bias:0", 1, 4, True)]


def test_statistics_are_weights_that_training_leaves_alone():
    model = keras.Sequential([keras.Input((3,)), layers.BatchNormalization()])
    part = model_structure.read(model).inner.parts[-1]
    assert [w.is_trainable for w in part.weights] == [True, True, False, False]


class Computed(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(3, name="first")
        self.second = layers.Dense(2, name="second")

    def call(self, inputs):
        return self.second(self.first(inputs))


def test_a_model_that_computes_in_python_has_layers_and_no_sources():
    model = Computed()
    model(tf.zeros((5, 4)))
    structure = model_structure.read(model).inner
    assert not structure.is_graph
    assert names(structure) == ["first", "second"]
    assert [call.sources for call in structure.calls] == [[], []]
    shapes = [tensor.shape for c in structure.calls for tensor in c.outputs]
    assert [shape[-1] for shape in shapes] == [3, 2]


def test_an_activation_is_told_by_its_name():
    x = keras.Input((4,))
    y = layers.Dense(2, activation="relu")(x)
    y = layers.Dense(2, activation=layers.LeakyReLU(name="leaky"))(y)
    parts = model_structure.read(keras.Model(x, y)).inner.parts
    assert [part.activation for part in parts] == [None, "relu", "leaky"]


class Mine(layers.Layer):
    pass


class MyDense(layers.Dense):
    pass


@pytest.mark.parametrize(
    ("layer", "family"),
    [
        (lambda: layers.Conv2DTranspose(1, 2), "convolution"),
        (lambda: layers.ConvLSTM2D(1, 2), "recurrent"),
        (lambda: layers.Activation("relu"), "activation"),
        (lambda: layers.Dense(1), "dense"),
        (lambda: layers.TimeDistributed(layers.Dense(1)), "wrapper"),
        (lambda: MyDense(1), "dense"),
        (Mine, "custom"),
        (Computed, "model"),
        (lambda: layers.experimental.RandomFourierFeatures(2), "layer"),
    ],
)
def test_family_follows_from_where_a_class_stands(layer, family):
    assert layer_families.family(layer()) == family


def test_a_model_without_a_shape_is_refused():
    with pytest.raises(ValueError, match=r"draw: .*Received: built=False"):
        model_structure.check(keras.Sequential([layers.Dense(1)]), "draw")


def test_what_is_no_model_is_refused():
    with pytest.raises(TypeError, match=r"draw: .*Received: model=\[1\]"):
        model_structure.check([1], "draw")
