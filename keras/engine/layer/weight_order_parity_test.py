"""The order of weights is that of Keras 2, or their values go astray.

Each test is handed the package, and what it returns is compared: plain values.
"""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.testing import alike

same = alike.over(keras, tf_keras)


def named_shapes(variables):
    return [
        (variable.name.split("/")[-1], tuple(variable.shape))
        for variable in variables
    ]


def norm(package, number):
    return package.layers.BatchNormalization(name=f"norm{number}")


def dense(package, units, trainable=True):
    return package.layers.Dense(units, name=f"d{units}", trainable=trainable)


def variable(size, trainable=True):
    return tf.Variable([1.0] * size, trainable=trainable, name=f"v{size}")


NESTS = {
    "list": lambda k: [norm(k, 1), dense(k, 3)],
    "tuple": lambda k: (norm(k, 1), dense(k, 3)),
    "dict": lambda k: {"z": norm(k, 1), "a": dense(k, 3)},
    "lists": lambda k: [[norm(k, 1), dense(k, 3)], [dense(k, 4), norm(k, 2)]],
    "list in dict": lambda k: {
        "b": [norm(k, 1), dense(k, 3)],
        "a": [norm(k, 2), dense(k, 4)],
    },
    "tuple in list": lambda k: [(norm(k, 1), dense(k, 3)), norm(k, 2)],
    "model in list": lambda k: [
        k.Sequential([norm(k, 1), dense(k, 3)], "inner"),
        norm(k, 2),
        dense(k, 4),
    ],
    "variables": lambda k: [variable(2, trainable=False), variable(3)],
    "variables in lists": lambda k: [
        [variable(2), norm(k, 1), variable(3, trainable=False)],
        dense(k, 3),
        {"key": (norm(k, 2), variable(4))},
    ],
    "a frozen layer": lambda k: [dense(k, 3, False), norm(k, 1), dense(k, 4)],
}


@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize("base", ["Model", "layers.Layer"])
@pytest.mark.parametrize("trainable", [True, False])
def test_layers_in_containers_have_their_weights_where_keras_2_has_them(
    nest, base, trainable
):
    @same
    def check(package):
        layer_class = package.Model
        if base == "layers.Layer":
            layer_class = package.layers.Layer

        class Whole(layer_class):
            def __init__(self):
                super().__init__()
                self.first = dense(package, 5)
                self.nest = NESTS[nest](package)
                self.own = variable(6)
                self.fixed = variable(7, trainable=False)
                self.last = norm(package, 9)

        whole = Whole()
        for inner in whole.submodules:
            if isinstance(inner, package.layers.Layer):
                inner.build((None, 2))
        whole.trainable = trainable
        return (
            named_shapes(whole.weights),
            named_shapes(whole.trainable_weights),
            named_shapes(whole.non_trainable_weights),
        )

    check()


@same
def test_a_variable_keeps_its_place_when_its_attribute_gets_another(package):
    layer = package.layers.Dense(3)
    layer.build((None, 2))
    layer.kernel = tf.Variable(np.ones((2, 3), "float32"))
    found = [[tuple(v.shape) for v in layer.weights]]
    layer.bias = tf.Variable(np.ones(3, "float32"), trainable=False)
    layer.bias = tf.Variable(np.full(3, 2, "float32"))
    layer.kernel = tf.Variable(np.full((2, 3), 3, "float32"))
    return [*found, [w.tolist() for w in layer.get_weights()]]
