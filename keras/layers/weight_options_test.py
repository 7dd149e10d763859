"""Tests of the options of a weight."""

import pytest
import tensorflow as tf

from keras import constraints, initializers, layers, regularizers
from keras.layers import weight_options


class Scale(layers.Layer):
    def __init__(self, scale_initializer="ones", scale_regularizer=None):
        super().__init__()
        weight_options.take(
            self, "scale", scale_initializer, scale_regularizer, "non_neg"
        )

    def build(self, input_shape):
        self.factors = weight_options.add(
            self, "factors", input_shape[-1:], of="scale", dtype="float64"
        )

    def call(self, inputs):
        return inputs * tf.cast(self.factors, inputs.dtype)


def test_a_weight_is_created_with_the_options_taken():
    layer = Scale(scale_regularizer="l2")
    layer(tf.ones((2, 3)))
    assert layer.factors.name == "scale/factors:0"
    assert layer.factors.dtype == tf.float64
    assert isinstance(layer.factors.constraint, constraints.NonNeg)
    assert float(layer.losses[0]) == pytest.approx(0.03)


def test_options_are_attributes_that_hold_until_the_layer_is_built():
    layer = Scale()
    assert isinstance(layer.scale_initializer, initializers.Ones)
    assert layer.scale_regularizer is None
    layer.scale_regularizer = regularizers.L1(1.0)
    layer(tf.ones((2, 3)))
    assert float(layer.losses[0]) == 3.0


@pytest.mark.parametrize(
    "argument",
    [
        "kernel_initializer",
        "kernel_regularizer",
        "bias_constraint",
        "activation",
    ],
)
def test_a_name_that_nobody_knows_is_told_with_layer_and_argument(argument):
    for kind in (layers.Dense, layers.SimpleRNN):
        told = f"^{kind.__name__} layer 'a': {argument}: Unknown .*'x'"
        with pytest.raises(ValueError, match=told):
            kind(2, name="a", **{argument: "x"})
        with pytest.raises(TypeError, match=f"{argument}: This is no .*: 3 of"):
            kind(2, **{argument: 3})
