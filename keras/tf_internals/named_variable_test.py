"""Variables have the names that `tf.Variable` would give them."""

import copy

import numpy as np
import pytest
import tensorflow as tf

from keras.testing import two_replicas
from keras.tf_internals import autocast_variable, named_variable


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


READS = {
    "numpy": lambda v: v.numpy(),
    "value": lambda v: v.value(),
    "read_value": lambda v: v.read_value(),
    "sparse_read": lambda v: v.sparse_read([0, 1]),
    "an op": lambda v: tf.identity(v),
    "an operator": lambda v: v + 0,
    "numpy's": np.asarray,
    "ours": named_variable.read,
    "a graph": lambda v: tf.function(lambda: v + 0)(),
    "a tape": lambda v: _watched(v),
    "a copy": lambda v: copy.deepcopy(v),
    "its handle": lambda v: tf.raw_ops.ReadVariableOp(
        resource=v.handle, dtype=tf.float32
    ),
    "added to": lambda v: v.assign_add([0.0, 0.0]),
}


def _watched(variable):
    with tf.GradientTape() as tape:
        result = tf.reduce_sum(variable**2) / 2
    return tape.gradient(result, variable)


@pytest.fixture(params=["plain", "autocast"])
def waits(request):
    """Returns what makes a variable that waits, and how often it was made."""
    made = []

    def first():
        made.append(1)
        return tf.constant([1.0, 2.0])

    def new():
        options = {"shape": (2,), "dtype": tf.float32, "may_wait": True}
        found = named_variable.variable(first, "v", **options)
        assert not made
        if request.param == "autocast":
            autocast_variable.autocasting(found)
        return found

    return new, made


@pytest.mark.parametrize("way", READS)
def test_one_that_waits_has_its_first_value_for_who_reads_it(way, waits):
    new, made = waits
    with named_variable.waiting():
        found = new()
        np.testing.assert_array_equal(READS[way](found), [1, 2])
        np.testing.assert_array_equal(READS[way](found), [1, 2])
    assert made == [1]


def test_one_that_waits_reads_as_a_mixed_policy_has_it():
    with named_variable.waiting():
        found = named_variable.variable(
            lambda: tf.ones(2), "v", True, shape=(2,), dtype=tf.float32
        )
        autocast_variable.autocasting(found)
        with autocast_variable.reading_as(tf.float16):
            assert found.dtype == tf.float16
            assert tf.identity(found).dtype == tf.float16


def test_one_that_is_set_or_restored_has_no_first_value(waits, tmp_path):
    new, made = waits
    stored = tf.train.Checkpoint(v=tf.Variable([3.0, 4.0]))
    path = stored.save(str(tmp_path / "c"))
    with named_variable.waiting():
        one, other = new(), new()
        one.assign([3.0, 4.0])
        assert one.device == other.device
        tf.train.Checkpoint(v=other).restore(path).assert_consumed()
    for variable in (one, other):
        np.testing.assert_array_equal(variable, [3, 4])
    assert not made


def test_one_that_was_not_set_has_its_first_value(waits):
    new, made = waits
    with named_variable.waiting():
        found, left, never = new(), new(), new()
        with pytest.raises(ValueError, match="shape"):
            found.assign([1.0, 2.0, 3.0])
        set_in_graph = tf.function(lambda: never.assign([5.0, 6.0]))
        assert made == [1]
    assert len(made) == 3
    np.testing.assert_array_equal(found, [1, 2])
    np.testing.assert_array_equal(left, [1, 2])
    set_in_graph()
    np.testing.assert_array_equal(never, [5, 6])


def test_none_waits_outside_of_such_a_block():
    made = []
    options = {"shape": (1,), "dtype": tf.float32, "may_wait": True}
    named_variable.variable(lambda: made.append(1) or [1.0], "v", **options)
    assert made == [1]


def test_after_a_block_that_raised_they_have_values_too(waits):
    new, _ = waits
    with pytest.raises(KeyError), named_variable.waiting():
        found = new()
        raise KeyError
    np.testing.assert_array_equal(found, [1, 2])
