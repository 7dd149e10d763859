"""What a layer is told outside of its calls: by its constructor, by setters."""

import collections

import pytest
import tensorflow as tf

import keras

X = tf.ones((2, 3))


def test_a_layer_that_forgets_its_base_is_told_how_to_mend_it():
    class Forgets(keras.layers.Layer):
        def __init__(self):
            pass

    layer = Forgets()
    for use in (lambda: layer(X), lambda: layer.weights, lambda: layer.name):
        with pytest.raises(RuntimeError, match=r"Expected `super\(\).__init__"):
            use()
    with pytest.raises(RuntimeError, match="Forgets: the layer was used"):
        layer(keras.Input((3,)))


def test_a_variable_is_let_go_whatever_takes_its_place():
    layer = keras.layers.Layer()
    layer.w = layer.add_weight("w", (2,), regularizer="l2")
    layer.w = None
    assert layer.weights == [] and layer.losses == []


@pytest.mark.parametrize(
    "option",
    [{"activity_regularizer": "l2"}, {"autocast": False}, {"dynamic": True}],
    ids=str,
)
def test_the_config_keeps_what_a_users_layer_hands_on(option):
    class Hands(keras.layers.Layer):
        def __init__(self, size=1, **kwargs):
            super().__init__(**kwargs)
            self.size = size

        def get_config(self):
            return {**super().get_config(), "size": self.size}

    class Bare(keras.layers.Layer):
        pass

    for kind in (Hands, Bare):
        config = kind(**option).get_config()
        assert config == {**kind(name=config["name"]).get_config(), **option}
        assert kind.from_config(config).get_config() == config


def test_an_input_spec_that_is_set_later_holds():
    layer = keras.layers.Layer()
    layer(X)
    layer(X)
    layer.input_spec = keras.layers.InputSpec(ndim=3)
    with pytest.raises(ValueError, match="3"):
        layer(X)


def test_a_dynamic_layer_must_tell_the_shape_of_its_output():
    class Dynamic(keras.layers.Layer):
        def call(self, inputs):
            return inputs

    with pytest.raises(NotImplementedError, match="`compute_output_shape"):
        Dynamic(dynamic=True)(keras.Input((3,)))


def test_named_tuples_go_in_and_come_out():
    Pair = collections.namedtuple("Pair", "one other")

    class Swap(keras.layers.Layer):
        def build(self, input_shape):
            self.shapes = input_shape

        def call(self, inputs):
            return Pair(inputs.other, inputs.one)

    layer = Swap()
    assert layer(Pair(X, -X)).one is not None
    assert type(layer.shapes) is Pair
    symbolic = layer(Pair(keras.Input((3,)), keras.Input((4,))))
    assert type(symbolic) is Pair and symbolic.one.shape == (None, 4)


def test_the_name_scope_is_the_one_of_the_variables():
    layer = keras.layers.Dense(2, name="d")
    layer.build((None, 3))
    with layer.name_scope:
        variable = tf.Variable(1.0, name="v")
    assert variable.name == "d/v:0"
    assert [v.name for v in layer.weights] == ["kernel:0", "bias:0"]


def test_a_frozen_layer_freezes_layers_in_a_module():
    module = tf.Module()
    module.dense = keras.layers.Dense(2)
    layer = keras.layers.Layer()
    layer.module = module
    module.dense(X)
    layer.trainable = False
    assert not module.dense.trainable and layer.trainable_weights == []
    layer.trainable = True
    assert len(layer.trainable_weights) == 2


def test_a_frozen_layer_in_a_module_is_frozen():
    module = tf.Module()
    module.dense = keras.layers.Dense(2, trainable=False)
    layer = keras.layers.Layer()
    layer.module = module
    module.dense(X)
    assert layer.trainable_weights == []
    assert len(layer.non_trainable_weights) == 2


def test_tf_function_of_a_layer_leaves_our_code_unconverted(capfd):
    tf.autograph.set_verbosity(3, alsologtostdout=True)
    try:
        tf.function(keras.layers.Dense(2))(X)
    finally:
        tf.autograph.set_verbosity(0)
    assert "Transformed" not in capfd.readouterr().out
