"""Losses of a model stand in the order of its layers, weights or none."""

import pytest
import tensorflow as tf

import keras

X = tf.ones((1, 2))


class Adding(keras.layers.Layer):
    def __init__(self, term, **kwargs):
        super().__init__(**kwargs)
        self.term = term

    def call(self, x):
        self.add_loss(tf.constant(self.term))
        return x


def dense(factor, activity=None):
    return keras.layers.Dense(
        2,
        kernel_initializer="ones",
        kernel_regularizer=keras.regularizers.L2(factor),
        activity_regularizer=activity and keras.regularizers.L2(activity),
    )


def layers():
    # Kernels of four ones; outputs of 2, then of 4: a penalty of 2 * 4 ** 2.
    return [Adding(50.0), dense(0.1), Adding(100.0), dense(0.2, 1.0)]


EXPECTED = [50.0, 0.4, 100.0, 32.0, 0.8]


def functional():
    x = y = keras.Input((2,))
    for layer in layers():
        y = layer(y)
    return keras.Model(x, y)


def declared():
    return keras.Sequential([keras.Input((2,)), *layers()])


def inferred():
    return keras.Sequential(layers())


def grown():
    model = keras.Sequential([keras.Input((2,))])
    for layer in layers():
        model.add(layer)
    return model


def nested():
    x = keras.Input((2,))
    return keras.Model(x, functional()(x))


def cloned():
    return keras.models.clone_model(functional())


KINDS = functional, declared, inferred, grown, nested, cloned


@pytest.mark.parametrize("make", KINDS)
def test_losses_stand_in_the_order_of_layers(make):
    model = make()
    model(X)
    assert [float(v) for v in model.losses] == pytest.approx(EXPECTED)


@pytest.mark.parametrize("make", KINDS)
def test_losses_stand_in_the_order_of_layers_in_a_graph(make):
    model = make()

    @tf.function
    def losses(x):
        model(x)
        return model.losses

    assert [float(v) for v in losses(X)] == pytest.approx(EXPECTED)


def test_a_layer_keeps_both_its_names_in_checkpoints():
    model = functional()
    _, adding, first, other, second = model.layers
    assert vars(model)["layer_with_weights-0"] is first
    assert vars(model)["layer_with_weights-1"] is second
    for index, layer in enumerate([adding, first, other, second], 1):
        assert vars(model)[f"layer-{index}"] is layer
