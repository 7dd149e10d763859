"""Regularizers: closed forms, settings of tf_keras, names, bad input."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

X = tf.constant([[1.0, 2.0, 3.0], [3.0, -1.0, 0.5]])
CASES = [
    ("L1", {}),
    ("L2", {}),
    ("L1L2", {}),
    ("L1L2", {"l1": 0.1, "l2": 0.3}),
    ("OrthogonalRegularizer", {}),
    ("OrthogonalRegularizer", {"mode": "columns", "factor": 2.0}),
]
every = pytest.mark.parametrize(("name", "settings"), CASES, ids=str)


@every
def test_penalties_and_settings_are_those_of_tf_keras(name, settings):
    ours = getattr(keras.regularizers, name)(**settings)
    theirs = getattr(tf_keras.regularizers, name)(**settings)
    np.testing.assert_allclose(ours(X), theirs(X), rtol=1e-6)
    assert ours.get_config() == theirs.get_config()
    assert keras.regularizers.serialize(
        ours
    ) == tf_keras.regularizers.serialize(theirs)


@every
def test_a_serialised_regularizer_comes_back(name, settings):
    ours = getattr(keras.regularizers, name)(**settings)
    again = keras.regularizers.deserialize(keras.regularizers.serialize(ours))
    assert again.get_config() == ours.get_config()


def test_l1_adds_absolute_values_and_l2_squares():
    x = tf.constant([1.0, -3.0])
    assert float(keras.regularizers.L1(0.5)(x)) == 2.0
    assert float(keras.regularizers.L2(0.5)(x)) == 5.0
    assert float(keras.regularizers.L1L2(0.5, 0.5)(x)) == 7.0


def test_orthogonal_vectors_cost_nothing():
    penalty = keras.regularizers.OrthogonalRegularizer(1.0)
    assert float(penalty(tf.eye(3))) == 0.0
    assert float(penalty(tf.ones((2, 2)))) == pytest.approx(1.0)


def test_l1_l2_by_name_has_both_factors():
    config = keras.regularizers.get("l1_l2").get_config()
    assert config == keras.regularizers.l1_l2().get_config()
    assert config["l1"] == config["l2"] > 0


@pytest.mark.parametrize("value", ["a", float("nan"), float("inf"), True])
def test_a_factor_that_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="finite number.*l2="):
        keras.regularizers.L2(value)


def test_a_mode_that_is_unknown_is_refused():
    with pytest.raises(ValueError, match="'rows'.*mode='all'"):
        keras.regularizers.OrthogonalRegularizer(mode="all")


def test_orthogonality_is_for_matrices():
    with pytest.raises(ValueError, match="no matrix"):
        keras.regularizers.OrthogonalRegularizer()(tf.ones(3))


def test_an_unknown_regularizer_lists_the_nearest():
    with pytest.raises(ValueError, match="Unknown regularizer.*'l1'"):
        keras.regularizers.get("l11")


@pytest.mark.parametrize("old", [False, True])
def test_descriptions_are_those_of_tf_keras_in_both_forms(old):
    ours = keras.regularizers.L1L2(0.25, 0.5)
    theirs = tf_keras.regularizers.L1L2(0.25, 0.5)
    found = keras.regularizers.serialize(ours, use_legacy_format=old)
    assert found == tf_keras.regularizers.serialize(
        theirs, use_legacy_format=old
    )
    again = keras.regularizers.deserialize(found, use_legacy_format=old)
    assert again.get_config() == ours.get_config()


@pytest.mark.parametrize("dtype", ["int32", "bool", "complex64", "string"])
@pytest.mark.parametrize("name", ["L1", "L2", "L1L2"])
def test_only_floats_have_a_penalty(name, dtype):
    x = tf.constant(["a"]) if dtype == "string" else tf.cast([1, 0], dtype)
    with pytest.raises(TypeError, match=f"float type.*dtype={dtype}"):
        getattr(keras.regularizers, name)()(x)
