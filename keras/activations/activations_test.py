"""Activations: closed forms, names, and numbers against tf_keras."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

X = np.random.default_rng(0).normal(size=(3, 4)).astype("float32") * 3
NAMES = [
    "elu",
    "exponential",
    "gelu",
    "hard_sigmoid",
    "linear",
    "mish",
    "relu",
    "selu",
    "sigmoid",
    "softmax",
    "softplus",
    "softsign",
    "swish",
    "tanh",
]


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_those_of_tf_keras(name):
    x = tf.constant(X)
    ours = keras.activations.get(name)(x)
    np.testing.assert_allclose(
        ours, tf_keras.activations.get(name)(x), rtol=1e-6, atol=1e-7
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_serialised_activation_is_its_name(name):
    function = getattr(keras.activations, name)
    described = keras.activations.serialize(function)
    assert described == tf_keras.activations.serialize(
        getattr(tf_keras.activations, name)
    )
    assert keras.activations.deserialize(described) is function


@pytest.mark.parametrize(
    "settings",
    [
        {"alpha": 0.1},
        {"max_value": 1.0},
        {"threshold": 0.5},
        {"alpha": 0.1, "max_value": 1.0, "threshold": 0.5},
        {"alpha": 0.1, "threshold": -0.5},
    ],
    ids=str,
)
def test_relu_bends_where_tf_keras_bends_it(settings):
    x = tf.constant(X)
    np.testing.assert_allclose(
        keras.activations.relu(x, **settings),
        tf_keras.activations.relu(x, **settings),
        rtol=1e-6,
    )


@pytest.mark.parametrize("axis", [0, 1, -1, [0, 1]], ids=str)
def test_softmax_sums_to_one_along_its_axes(axis):
    y = keras.activations.softmax(tf.constant(X), axis)
    sums = tf.reduce_sum(y, axis)
    np.testing.assert_allclose(sums, np.ones(sums.shape), rtol=1e-6)


def test_elu_levels_off_at_minus_alpha():
    y = keras.activations.elu(tf.constant([-50.0, 2.0]), alpha=0.5)
    assert y.numpy().tolist() == [-0.5, 2.0]


def test_softmax_of_one_axis_is_refused():
    with pytest.raises(ValueError, match=r"at least 2 axes.*shape=\(3,\)"):
        keras.activations.softmax(tf.zeros(3))


def test_no_activation_is_the_identity():
    assert keras.activations.get(None) is keras.activations.linear


def test_an_unknown_activation_lists_the_nearest():
    with pytest.raises(ValueError, match="Unknown activation.*'relu'"):
        keras.activations.get("rleu")


def test_a_callable_stands_for_itself():
    assert keras.activations.get(tf.sin) is tf.sin


@pytest.mark.parametrize("old", [False, True])
def test_descriptions_are_those_of_tf_keras_in_both_forms(old):
    found = keras.activations.serialize(
        keras.activations.relu, use_legacy_format=old
    )
    assert found == tf_keras.activations.serialize(
        tf_keras.activations.relu, use_legacy_format=old
    )
    again = keras.activations.deserialize(found, use_legacy_format=old)
    assert again is keras.activations.relu


@pytest.mark.parametrize("threshold", [0.0, 0.5, -1.0])
@pytest.mark.parametrize("max_value", [None, 2.0, 6.0])
@pytest.mark.parametrize("alpha", [0.0, 0.2])
def test_slopes_of_relu_are_keras_2s_where_lines_meet(
    alpha, max_value, threshold
):
    x = tf.constant([-2.0, -1.0, 0.0, 0.5, 0.7, 2.0, 6.0, 8.0])
    found = []
    for package in (keras, tf_keras):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = package.activations.relu(x, alpha, max_value, threshold)
        found.append((y, tape.gradient(y, x)))
    np.testing.assert_allclose(*found, rtol=1e-6)


@pytest.mark.parametrize("x", [np.array([-1.0, 2.0]), [-1.0, 2.0]])
def test_relu_with_a_limit_takes_arrays_and_lists(x):
    found = keras.activations.relu(x, max_value=1.0)
    np.testing.assert_array_equal(found, [0.0, 1.0])


@pytest.mark.parametrize(
    "name", ["ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax", "ThresholdedReLU"]
)
def test_a_layers_name_stands_for_the_layer_as_in_keras_2(name):
    ours, theirs = (p.activations.get(name) for p in (keras, tf_keras))
    assert isinstance(ours, getattr(keras.layers, name))
    np.testing.assert_allclose(ours(X), theirs(X), rtol=1e-6)
    dense = keras.layers.Dense(2, activation=name)
    again = keras.layers.Dense.from_config(dense.get_config())
    assert type(again.activation) is type(ours)
