"""Tests of the dense layer that an equation describes."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import initializers, layers

X = tf.random.stateless_normal((2, 3, 4), (1, 2))


def test_it_is_dense_under_that_equation():
    layer = layers.EinsumDense("...x,xy->...y", 5, "relu", "y")
    dense = layers.Dense(5, "relu")
    dense(X), layer(X)
    dense.set_weights(layer.get_weights())
    np.testing.assert_allclose(layer(X), dense(X), rtol=1e-6, atol=1e-6)


def test_it_computes_what_numpy_does():
    layer = layers.EinsumDense(
        "abc,cde->adbe",
        (5, None, 6),
        bias_axes="de",
        bias_initializer="random_normal",
    )
    found = layer(X)
    expected = np.einsum("abc,cde->adbe", X, layer.kernel)
    assert layer.bias.shape == (5, 1, 6)
    np.testing.assert_allclose(found, expected + layer.bias, 1e-5, 1e-6)


def test_an_ellipsis_stands_for_any_number_of_axes():
    for shape in ((2, 4), (2, 3, 4), (2, 3, 5, 4)):
        layer = layers.EinsumDense("...x,xy->...y", 7)
        assert layer(tf.ones(shape)).shape == (*shape[:-1], 7)


def test_a_free_axis_stays_free():
    layer = layers.EinsumDense("abc,cd->abd", (None, 7))
    assert layer(keras.Input((None, 4))).shape == (None, None, 7)
    assert layer.full_output_shape.as_list() == [None, None, 7]


def test_a_free_axis_of_the_input_takes_the_size_that_is_said():
    layer = layers.EinsumDense("abc,cd->abd", (3, 7))
    assert layer(keras.Input((None, 4))).shape == (None, 3, 7)


def test_a_kernel_of_free_size_is_refused():
    layer = layers.EinsumDense("abc,cd->abd", (None, 7))
    with pytest.raises(ValueError, match=r"static size.*\['c'\].*shape="):
        layer(keras.Input((3, None)))


def test_a_bias_of_free_size_is_refused():
    layer = layers.EinsumDense("abc,cd->abd", (None, 7), bias_axes="b")
    with pytest.raises(ValueError, match=r"bias has no.*\['b'\].*bias_axes"):
        layer(keras.Input((None, 4)))


def test_fans_are_those_of_the_equation():
    """Per head of 8, `(4, 50, 8)` has 4 inputs and 400 outputs."""
    layer = layers.EinsumDense("abc,cde->abde", (None, 50, 8))
    layer.build((None, 3, 4))
    limit = np.sqrt(6 / 404)
    largest = np.abs(layer.kernel).max()
    # 1,600 even draws come within a hundredth of the limit.
    assert 0.99 * limit < largest <= limit
    assert layer.get_config()["kernel_initializer"]["config"] == {"seed": None}


def test_fans_that_an_initializer_was_given_hold():
    mine = initializers.HeUniform(input_axes=[1], output_axes=[0])
    assert mine.over([0], [1]) is mine


def test_the_penalty_on_activity_counts_which_tf_keras_forgets():
    layer = layers.EinsumDense("ab,bc->ac", 3, activity_regularizer="l2")
    found = layer(tf.ones((2, 4)))
    expected = 0.01 * np.square(found).sum() / 2
    np.testing.assert_allclose(layer.losses[0], expected, rtol=1e-5)


def test_it_has_its_old_name():
    assert layers.experimental.EinsumDense is layers.EinsumDense


@pytest.mark.parametrize(
    ("equation", "sizes", "wrong"),
    [
        ("abc,cd->abd", (None, 5), (2, 4)),
        ("abc,cd->abd", (None, 5), (2, 3, 5)),
        ("abc,cd->abd", (None, 5), (1, 2, 3, 4)),
        ("...x,xy->...y", 5, (2, 3, 5)),
        ("ab...,bc->ac...", 5, (2, 2, 4)),
    ],
)
def test_inputs_that_its_kernel_does_not_fit_are_refused(
    equation, sizes, wrong
):
    layer = layers.EinsumDense(equation, sizes)
    layer(np.ones((2, 3, 4), "float32"))
    # Others than the kernel's axes may be of any size.
    if equation != "ab...,bc->ac...":
        assert layer(np.ones((3, 1, 4), "float32")).shape == (3, 1, 5)
    with pytest.raises(ValueError, match="Expected .*Received: shape="):
        layer(np.ones(wrong, "float32"))
