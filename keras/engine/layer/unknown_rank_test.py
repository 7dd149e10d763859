"""Shapes of no known rank: what a layer says that needs one."""

import pytest
import tensorflow as tf

import keras
from keras import layers

NEED_A_RANK = [
    layers.Dense(3),
    layers.Conv1D(3, 2),
    layers.MaxPooling1D(),
    layers.BatchNormalization(),
    layers.PReLU(),
    layers.Permute((2, 1)),
]
every = pytest.mark.parametrize("layer", NEED_A_RANK, ids=lambda n: n.name)
TOLD = "'.*how many axes its inputs? has.*Expected a known.*Received: shape"


@every
def test_a_symbol_is_refused_in_words(layer):
    symbol = keras.KerasTensor(None, "float32")
    with pytest.raises(ValueError, match=TOLD) as caught:
        layer(symbol)
    assert "ensure_shape" in str(caught.value)


def test_building_says_the_same():
    with pytest.raises(ValueError, match=TOLD):
        layers.Dense(3).build(tf.TensorShape(None))


def test_what_needs_no_rank_takes_any():
    symbol = keras.KerasTensor(None, "float32")
    for layer in (layers.ReLU(), layers.Softmax(), layers.Embedding(3, 2)):
        assert layer(symbol).shape.rank is None


def test_a_built_layer_takes_a_tensor_whose_rank_a_run_shows():
    layer = layers.Dense(3)
    expected = layer(tf.ones((2, 4)))
    graph = tf.function(layer, input_signature=[tf.TensorSpec(None)])
    tf.debugging.assert_near(graph(tf.ones((2, 4))), expected)


def test_a_users_own_error_stays():
    class Mine(layers.Layer):
        def build(self, input_shape):
            raise ValueError("mine")

        def call(self, inputs):
            return inputs

    with pytest.raises(ValueError, match="^mine"):
        Mine()(keras.KerasTensor(None, "float32"))
