"""What the constructors of layers and models take, and hand on."""

import pytest
import tensorflow as tf

import keras


class Mixin:
    def __init__(self, size=1, **kwargs):
        super().__init__(**kwargs)
        self.size = size


class Graph(keras.Model):
    def __init__(self, units=2, **kwargs):
        inputs = keras.Input((3,))
        outputs = keras.layers.Dense(units)(inputs)
        super().__init__(inputs, outputs, **kwargs)


@pytest.mark.parametrize("base", [keras.Model, keras.layers.Layer, Graph])
def test_a_class_listed_after_the_base_gets_its_arguments(base):
    class Mixed(base, Mixin):
        pass

    made = Mixed(size=3, name="mine", trainable=False)
    assert (made.size, made.name, made.trainable) == (3, "mine", False)


def test_a_model_of_symbols_hands_on_arguments_and_makes_the_mixin_ready():
    class Mixed(keras.Model, Mixin):
        pass

    x = keras.Input((3,))
    made = Mixed(inputs=x, outputs=2 * x, size=4)
    assert (made.size, Mixed(x, 2 * x).size, Graph().output_shape) == (
        4,
        1,
        (None, 2),
    )
    assert made(tf.ones((1, 3))).numpy().tolist() == [[2, 2, 2]]


def test_a_subclass_calls_its_other_base_itself():
    class Needs:
        def __init__(self, size):
            self.size = size

    class Mixed(keras.Model, Needs):
        def __init__(self):
            keras.Model.__init__(self, name="mine")
            Needs.__init__(self, 5)

    assert Mixed().size == 5


@pytest.mark.parametrize("base", [keras.Model, keras.layers.Layer, Graph])
def test_an_argument_that_nobody_takes_is_refused(base):
    class Plain(base):
        pass

    with pytest.raises(
        TypeError,
        match=r"Expected those of its signature, or some of.*\['size'\]",
    ):
        Plain(size=3)


@pytest.mark.parametrize("base", [keras.Model, keras.layers.Layer])
@pytest.mark.parametrize("value", ["no", 0, None])
def test_trainable_is_true_or_false(base, value):
    with pytest.raises(TypeError, match=r"True or False. Received: trainable="):
        base(trainable=value)


def test_a_name_in_the_place_of_trainable_is_refused():
    with pytest.raises(TypeError, match="Received: trainable='my_name'"):
        keras.layers.Layer("my_name")


@pytest.mark.parametrize("value", [0, None, "yes"])
def test_dynamic_is_true_or_false(value):
    with pytest.raises(TypeError, match="Received: dynamic="):
        keras.layers.Layer(dynamic=value)


@pytest.mark.parametrize("given", ["constructor", "attribute", "model"])
def test_a_variable_for_trainable_is_followed(given):
    switch = tf.Variable(True)
    layer = keras.layers.Dense(
        1, trainable=switch if given == "constructor" else True
    )
    model = keras.Sequential([keras.Input((2,)), layer])
    if given != "constructor":
        (layer if given == "attribute" else model).trainable = switch
    assert len(model.trainable_weights) == 2 and layer.trainable is True
    switch.assign(False)
    assert model.trainable_weights == [] and layer.trainable is False
    assert len(model.weights) == 2
    assert layer.get_config()["trainable"] is False
