"""Variables have the names that `tf.Variable` would give them."""

import pytest
import tensorflow as tf

from keras.testing import two_replicas
from keras.tf_internals import named_variable


@pytest.mark.parametrize("name", ["kernel", "m/dense/kernel", "a b", "a/"])
def test_a_name_stands_within_the_scopes_around(name):
    with tf.name_scope("outer"):
        found = named_variable.variable(1.0, name, trainable=False)
        expected = tf.Variable(1.0, name=name)
    assert found.name == expected.name
    assert not found.trainable


def test_the_value_may_be_a_function():
    found = named_variable.variable(lambda: [1.0, 2.0], "v", dtype="float64")
    assert found.numpy().tolist() == [1, 2]
    assert found.dtype == tf.float64


def test_variables_of_one_name_are_two_variables():
    one, other = (named_variable.variable(1.0, "v") for _ in range(2))
    one.assign(2.0)
    assert other.numpy() == 1


def test_replicas_have_names_as_ever():
    with two_replicas.strategy().scope():
        found = named_variable.variable(1.0, "v/w")
    assert found.name == "v/w:0"


def test_a_checkpoint_and_a_saved_model_know_the_name(tmp_path):
    module = tf.Module()
    with tf.name_scope("outer"):
        module.v = named_variable.variable(3.0, "w")
    tf.saved_model.save(module, str(tmp_path))
    loaded = tf.saved_model.load(str(tmp_path))
    assert loaded.v.name == "outer/w:0"
    assert loaded.v.numpy() == 3
