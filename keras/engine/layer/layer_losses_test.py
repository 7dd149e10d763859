"""What a layer adds to the loss, where tf_keras is no measure."""

import gc
import weakref

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


def under_an_if(layer, inputs):
    positive = tf.reduce_sum(inputs) > 0
    return tf.cond(positive, lambda: layer(inputs), lambda: inputs)


def in_a_loop(layer, inputs):
    return tf.while_loop(lambda x: tf.reduce_sum(x) < 9, layer, [inputs])[0]


def in_a_function(layer, inputs):
    return tf.function(layer)(inputs)


@pytest.mark.parametrize("way", [under_an_if, in_a_loop, in_a_function])
def test_a_loss_out_of_reach_says_how_to_add_it_always(way):
    class Chooses(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(
                2, activity_regularizer="l2", kernel_initializer="ones"
            )

        def build(self, input_shape):
            self.dense.build(input_shape)

        def call(self, inputs):
            return way(self.dense, inputs)

    layer = Chooses()
    x = tf.ones((3, 2))
    with pytest.raises(ValueError, match=r"under an `if`.*in any case.*where"):
        tf.function(lambda: (layer(x), tf.add_n(layer.losses)))()


def test_a_graph_has_no_losses_of_calls_that_are_not_in_it():
    layer, x = Adds(), tf.ones(3)
    traced = tf.function(lambda: (layer(x), tf.add_n(layer.losses))[1])
    number = tf.function(lambda: len(layer.losses))
    assert float(traced()) == 3 and number() == 0
    layer(x)
    assert tf.function(lambda: len(layer.losses))() == 0
    assert len(layer.losses) == 1


def test_a_trial_of_a_call_leaves_no_losses():
    layer = Adds()
    outer = keras.Sequential([layer])

    @tf.function
    def loss(inputs):
        layer(inputs)
        layer(keras.Input((3,)))
        outer.compute_output_spec(keras.Input((3,)))
        return tf.add_n(layer.losses)

    assert float(loss(tf.ones((2, 3)))) == 6


def test_a_layer_of_nobody_has_the_losses_of_the_last_call_around():
    layer = Adds()

    class Uses(keras.layers.Layer):
        def call(self, inputs):
            return layer(layer(inputs))

    uses = Uses()
    for size in (1, 1, 2, 3):
        uses(tf.ones(size))
    assert [float(loss) for loss in layer.losses] == [3, 3]


def test_losses_are_let_go_with_their_layer():
    class Adds(keras.layers.Layer):
        def call(self, inputs):
            self.loss = weakref.ref(inputs)
            self.add_loss(inputs)
            return 2 * inputs

    layer = Adds()
    layer(tf.random.uniform(()))
    loss = layer.loss
    assert loss() is not None
    del layer
    gc.collect()
    assert loss() is None


def test_a_short_call_is_known_to_the_layers_inside():
    class Updates(keras.layers.Layer):
        def build(self, input_shape):
            self.count = self.add_weight("count", (), initializer="zeros")

        def call(self, inputs):
            self.add_update(lambda: self.count.assign_add(1.0))
            return inputs

    layer = Updates()
    outer = keras.Sequential([keras.Sequential([layer])])
    for outer.trainable in (True, True, False, False, True):
        layer.trainable = True
        outer(tf.ones(3))
    assert float(layer.count) == 3
