"""What a layer adds to the loss, where tf_keras is no measure."""

import pytest
import tensorflow as tf

import keras


class Adds(keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(tf.reduce_sum(inputs))
        return inputs


def test_a_loss_of_no_call_is_refused_with_what_to_do():
    layer = keras.layers.Layer(name="l")
    with pytest.raises(ValueError, match=r"'l'.add_loss.*add_loss\(lambda"):
        layer.add_loss(tf.constant(1.0))


def test_a_graph_may_add_a_loss_through_call_itself():
    layer = Adds()

    @tf.function
    def loss(inputs):
        layer.call(inputs)
        return sum(layer.losses)

    assert float(loss(tf.ones(3))) == 3


def test_all_losses_of_the_first_call_that_adds_some_count():
    class Later(Adds):
        late = False

        def call(self, inputs):
            if not self.late:
                return inputs
            self.add_loss(1.0)
            return super().call(inputs)

    layer, x = Later(), tf.ones(3)
    layer(x)
    layer(x)
    layer.late = True
    layer(x)
    assert [float(loss) for loss in layer.losses] == [1, 3]


def test_a_penalty_on_the_output_that_is_set_later_counts():
    layer, x = keras.layers.Layer(), tf.ones((2, 3))
    layer(x)
    layer(x)
    layer.activity_regularizer = keras.regularizers.L1(1.0)
    layer(x)
    assert [float(loss) for loss in layer.losses] == [3]


def test_a_penalty_under_an_if_says_how_to_add_it_always():
    class Chooses(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(2, activity_regularizer="l2")

        def build(self, input_shape):
            self.dense.build(input_shape)

        def call(self, inputs):
            positive = tf.reduce_sum(inputs) > 0
            return tf.cond(positive, lambda: self.dense(inputs), lambda: inputs)

    layer = Chooses()
    x = tf.ones((3, 2))
    with pytest.raises(ValueError, match=r"under an `if`.*in any case.*where"):
        tf.function(lambda: (layer(x), tf.add_n(layer.losses)))()
    assert layer(x).shape == (3, 2) and len(layer.losses) == 1
