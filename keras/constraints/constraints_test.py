"""Constraints: numbers of tf_keras, what holds afterwards, names."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

W = tf.constant(np.random.default_rng(0).normal(size=(3, 4)), tf.float32) * 3
CASES = [
    ("MaxNorm", {}),
    ("MaxNorm", {"axis": 1, "max_value": 0.5}),
    ("UnitNorm", {}),
    ("UnitNorm", {"axis": [0, 1]}),
    ("MinMaxNorm", {"min_value": 0.5, "rate": 0.25}),
    ("NonNeg", {}),
]
every = pytest.mark.parametrize(("name", "settings"), CASES, ids=str)


@every
def test_numbers_and_settings_are_those_of_tf_keras(name, settings):
    ours = getattr(keras.constraints, name)(**settings)
    theirs = getattr(tf_keras.constraints, name)(**settings)
    np.testing.assert_allclose(ours(W), theirs(W), rtol=1e-6)
    assert ours.get_config() == theirs.get_config()


@every
def test_a_serialised_constraint_comes_back(name, settings):
    ours = getattr(keras.constraints, name)(**settings)
    again = keras.constraints.deserialize(keras.constraints.serialize(ours))
    assert again.get_config() == ours.get_config()


@pytest.mark.parametrize("size", range(2, 9))
def test_rings_take_the_numbers_that_tf_keras_takes(size):
    kernel = tf.random.stateless_normal((size, size, 2, 3), (1, size))
    np.testing.assert_array_equal(
        keras.constraints.RadialConstraint()(kernel),
        tf_keras.constraints.RadialConstraint()(kernel),
    )


def test_no_vector_is_longer_than_the_limit():
    w = keras.constraints.MaxNorm(1.0)(W)
    assert np.linalg.norm(w, axis=0).max() <= 1.0


def test_unit_vectors_have_length_one():
    lengths = np.linalg.norm(keras.constraints.UnitNorm()(W), axis=0)
    np.testing.assert_allclose(lengths, 1.0, rtol=1e-6)


def test_rings_need_square_kernels():
    with pytest.raises(ValueError, match="height = width.*Received"):
        keras.constraints.RadialConstraint()(tf.ones((2, 3, 1, 1)))


@pytest.mark.parametrize("name", ["max_norm", "maxnorm", "MaxNorm"])
def test_old_and_new_names_are_known(name):
    assert type(keras.constraints.get(name)) is keras.constraints.MaxNorm


def test_an_unknown_constraint_lists_the_nearest():
    with pytest.raises(ValueError, match="Unknown constraint.*'max_norm'"):
        keras.constraints.get("max_nrm")


@pytest.mark.parametrize("old", [False, True])
def test_descriptions_are_those_of_tf_keras_in_both_forms(old):
    ours = keras.constraints.MaxNorm(3)
    theirs = tf_keras.constraints.MaxNorm(3)
    found = keras.constraints.serialize(ours, use_legacy_format=old)
    assert found == tf_keras.constraints.serialize(
        theirs, use_legacy_format=old
    )
    again = keras.constraints.deserialize(found, use_legacy_format=old)
    assert again.get_config() == ours.get_config()
