"""Which word on `training` a layer's call hears."""

import pytest
import tensorflow as tf

import keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"


class Phase(keras.layers.Layer):
    """Returns 1 in training, 0 out of it, -1 when nobody said."""

    def call(self, inputs, training=None):
        return tf.constant(-1.0 if training is None else float(training))


class Around(keras.layers.Layer):
    """Calls an inner layer without a word on `training`."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, inputs):
        return self.inner(inputs)


@pytest.mark.parametrize(("given", "seen"), [(True, 1), (False, 0), (None, -1)])
def test_training_is_handed_down_to_inner_layers(given, seen):
    assert float(Around(Around(Phase()))(tf.ones(1), training=given)) == seen


def test_the_innermost_word_on_training_counts():
    class Inference(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = Phase()

        def call(self, inputs):
            return self.inner(inputs, training=False)

    assert float(Inference()(tf.ones(1), training=True)) == 0


def test_training_is_forgotten_after_a_call_even_a_failed_one():
    class Fails(keras.layers.Layer):
        def call(self, inputs):
            raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        Around(Fails())(tf.ones(1), training=True)
    assert float(Phase()(tf.ones(1))) == -1


def test_a_default_in_the_signature_counts_when_nobody_says():
    class Default(keras.layers.Layer):
        def call(self, inputs, training=True):
            return tf.constant(float(training))

    layer, x = Default(), tf.ones(1)
    assert [float(layer(x, training=t)) for t in (None, 0)] == [1, 0]
    assert float(Around(layer)(x, training=False)) == 0
    for calls in (layer, Around(layer), tf.function(layer)):
        assert [float(calls(x)) for _ in range(3)] == [1, 1, 1]


def test_a_default_in_the_signature_reaches_layers_inside_at_every_call():
    class Default(Around):
        def call(self, inputs, training=True):
            return self.inner(inputs)

    x = tf.ones(1)
    for layer in (Default(Phase()), Around(Default(Phase()))):
        assert [float(layer(x)) for _ in range(3)] == [1, 1, 1]
        assert float(tf.function(layer)(x)) == 1
        assert float(layer(x, training=False)) == 0


def test_training_reaches_layers_called_on_a_tensor_seen_before():
    inner = Phase()
    layer, x = Around(inner), tf.ones(1)
    for _ in range(3):
        layer(x)
    assert float(layer(x, training=True)) == 1
    assert float(layer(x, training=False)) == 0


WORDS = (True, None, False, None, True, False, tf.constant(True), 1, True)


@pytest.mark.parametrize("wrap", [lambda layer: layer, Around], ids=["", "in"])
def test_each_call_hears_its_own_word_on_training(wrap):
    layer, x = wrap(Phase()), tf.ones(1)
    for word in WORDS * 3:
        wanted = -1 if word is None else float(word)
        assert float(layer(x, training=word)) == wanted
        assert float(Phase()(x)) == -1


def test_training_given_to_a_layer_seen_before_is_forgotten_when_it_fails():
    class Fails(Around):
        def call(self, inputs, training=None):
            if self.broken:
                raise OSError("broken")
            return self.inner(inputs)

    layer, x = Fails(Phase()), tf.ones(1)
    layer.broken = False
    assert [float(layer(x, training=True)) for _ in range(3)] == [1, 1, 1]
    layer.broken = True
    with pytest.raises(OSError, match=r"(?s)broken.*Fails.*training=True"):
        layer(x, training=True)
    assert float(Phase()(x)) == -1


def test_training_may_be_a_tensor():
    layer = keras.layers.Dropout(0.5)
    function = tf.function(lambda flag: layer(tf.ones((2, 50)), training=flag))
    assert float(tf.reduce_min(function(tf.constant(False)))) == 1
    assert float(tf.reduce_min(function(tf.constant(True)))) == 0
