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


def test_a_variable_has_all_that_tensorflow_gives_one():
    options = {"trainable": False, "shape": (2,), "dtype": tf.float32}
    options["aggregation"] = tf.VariableAggregation.MEAN
    options["synchronization"] = tf.VariableSynchronization.ON_READ
    found = named_variable.variable([1.0, 2.0], "v", **options)
    expected = tf.Variable([1.0, 2.0], name="v/", **options)
    assert type(found) is type(expected)
    for one, other in ((found, expected), (found.handle, expected.handle)):
        # Numbers count up, references differ.
        own = {"_unique_id", "_handle", "_parent_trackable", "_handle_name"}
        known, wanted = vars(one), vars(other)
        assert known.keys() == wanted.keys()
        for name in known.keys() - own:
            assert known[name] == wanted[name], name
    assert found.handle._parent_trackable() is found


def test_who_makes_variables_otherwise_is_asked():
    names = []

    def make(next_creator, **kwargs):
        names.append(kwargs["name"])
        return next_creator(**kwargs)

    with tf.variable_creator_scope(make):
        named_variable.variable(1.0, "m/v")
    assert names == ["v/"]


def test_a_value_of_another_shape_is_refused_by_tensorflow():
    with pytest.raises(ValueError, match="shape"):
        named_variable.variable([1.0], "v", shape=(2,), dtype="float32")
