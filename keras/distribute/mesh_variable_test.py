"""A variable on a mesh is one to whoever doesn't look at its parts."""

import copy
import pickle

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.distribute import mesh_strategy, mesh_variable

dtensor = tf.experimental.dtensor
MESH = dtensor.create_mesh({"model": 2}, devices=["CPU:0", "CPU:1"])
VALUE = np.arange(8, dtype="float32").reshape(4, 2)


def split(*axes):
    return mesh_strategy.MeshStrategy(
        MESH, None, lambda path: dtensor.Layout(axes, MESH)
    )


@pytest.fixture(params=[("model", "unsharded"), ("unsharded", "model")])
def variable(request):
    with split(*request.param).scope():
        return tf.Variable(VALUE, name="v")


def parts(variable):
    return [part.numpy() for part in dtensor.unpack(variable.read_value())]


def test_each_device_has_its_part():
    with split("unsharded", "model").scope():
        first, second = parts(tf.Variable(VALUE))
    np.testing.assert_array_equal(first, VALUE[:, :1])
    np.testing.assert_array_equal(second, VALUE[:, 1:])


def test_it_gives_and_takes_whole_values(variable):
    variable.assign(VALUE * 2)
    variable.assign_add(np.ones((4, 2)))
    variable.assign_sub(tf.constant(VALUE))
    np.testing.assert_array_equal(variable.numpy(), VALUE + 1)


def test_a_value_of_another_shape_is_refused(variable):
    with pytest.raises(ValueError, match=r"\(2, 4\)|shape"):
        variable.assign(VALUE.T)


def test_rows_and_their_gradient_are_those_of_the_whole(variable):
    @tf.function
    def looked_up(rows):
        with tf.GradientTape() as tape:
            found = tf.gather(variable, rows)
            total = tf.reduce_sum(found * found)
        return found, tape.gradient(total, variable)

    with dtensor.default_mesh(MESH):
        found, gradient = looked_up(tf.constant([1, 3, 1]))
    found, gradient = map(whole, (found, gradient))
    np.testing.assert_array_equal(found, VALUE[[1, 3, 1]])
    np.testing.assert_array_equal(
        gradient, 2 * VALUE * np.array([[0], [2], [0], [1]])
    )


def whole(value):
    replicated = dtensor.Layout.replicated(MESH, value.shape.rank)
    return dtensor.relayout(value, replicated).numpy()


def test_a_copy_lies_as_the_original(variable):
    copied = copy.deepcopy(variable)
    variable.assign(VALUE * 0)
    np.testing.assert_array_equal(copied.numpy(), VALUE)
    assert copied.layout == variable.layout


def test_a_pickle_brings_it_to_one_device(variable):
    found = pickle.loads(pickle.dumps(variable))
    np.testing.assert_array_equal(found.numpy(), VALUE)
    assert not mesh_variable.is_one(found)


def test_a_checkpoint_goes_from_mesh_to_device_and_back(variable, tmp_path):
    one = tf.Variable(VALUE * 0)
    path = tf.train.Checkpoint(v=variable).write(str(tmp_path / "one"))
    tf.train.Checkpoint(v=one).read(path).assert_consumed()
    np.testing.assert_array_equal(one.numpy(), VALUE)
    one.assign(VALUE * 3)
    path = tf.train.Checkpoint(v=one).write(str(tmp_path / "two"))
    tf.train.Checkpoint(v=variable).read(path).assert_consumed()
    np.testing.assert_array_equal(variable.numpy(), VALUE * 3)


def test_dropout_draws_what_it_draws_on_one_device():
    x = np.ones((4, 8), "float32")
    one = keras.layers.Dropout(0.5, seed=3)
    rows = mesh_strategy.MeshStrategy(MESH, "model")
    with rows.scope():
        many = keras.layers.Dropout(0.5, seed=3)
    step = rows.carried(lambda batch: many(batch, training=True))
    for _ in range(2):
        expected = one(x, training=True)
        np.testing.assert_array_equal(step(tf.constant(x)), expected)
