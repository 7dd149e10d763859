"""Functions, methods and slices of ragged symbols (rows 4 and 31)."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import op_models

ROWS = tf.ragged.constant([[1.0, 2.0, 3.0], [4.0]])
DEEP = tf.ragged.constant([[[1.0, 2.0], [3.0]], [[4.0]]])
IDS = tf.ragged.constant([[1, 2, 3], [4]])
WORDS = tf.ragged.constant([["a", "b"], ["c"]])

MEMBERS = {
    "to_tensor": lambda x: x.to_tensor(),
    "to_tensor with arguments": lambda x: x.to_tensor(-1.0, shape=[None, 5]),
    "row_lengths": lambda x: x.row_lengths(axis=1),
    "flat_values": lambda x: x.flat_values,
    "values": lambda x: x.values,
    "row_splits": lambda x: x.row_splits,
    "nested_row_splits": lambda x: x.nested_row_splits,
    "bounding_shape": lambda x: [x.bounding_shape(), x.bounding_shape(axis=1)],
    "nrows": lambda x: x.nrows(),
    "row_starts": lambda x: x.row_starts(),
    "row_limits": lambda x: x.row_limits(),
    "value_rowids": lambda x: x.value_rowids(),
    "nested_row_lengths": lambda x: x.nested_row_lengths(),
    "nested_value_rowids": lambda x: x.nested_value_rowids(),
    "with_flat_values": lambda x: x.with_flat_values(x.flat_values * 2),
    "with_values": lambda x: x.with_values(tf.nn.relu(x.values)),
    "with_row_splits_dtype": lambda x: x.with_row_splits_dtype(tf.int32),
    "to_sparse": lambda x: x.to_sparse(),
    "merge_dims": lambda x: x.merge_dims(0, 1),
    "ragged_rank": lambda x: x * x.ragged_rank,
    "from_row_splits": lambda x: tf.RaggedTensor.from_row_splits(
        values=x.values, row_splits=x.row_splits, validate=False
    ),
    "from_row_lengths": lambda x: tf.RaggedTensor.from_row_lengths(
        x.flat_values * 2, x.row_lengths()
    ),
}
SLICES = {
    "first of each": lambda x: x[:, :1],
    "a row": lambda x: x[0],
    "steps": lambda x: x[:, ::2],
    "from the end": lambda x: x[:, -1:],
    "newaxis": lambda x: x[:, tf.newaxis],
    "ellipsis": lambda x: x[..., :1],
}
FUNCTIONS = {
    "operators": lambda x: [1 - x, 2 * x, x > 1, x == 1.0, abs(-x)],
    "reduce": lambda x: tf.reduce_mean(x, axis=1),
    "concat": lambda x: tf.concat([x, x], 1),
    "stack": lambda x: tf.ragged.stack([x, x]),
    "where": lambda x: tf.where(x > 1, x, -x),
    "map_flat_values": lambda x: tf.ragged.map_flat_values(tf.nn.relu, x),
    "boolean_mask": lambda x: tf.ragged.boolean_mask(x, x > 1),
    "softmax": lambda x: tf.nn.softmax(x),
    "expand_dims": lambda x: tf.expand_dims(x, -1),
    "gather": lambda x: tf.gather(x, [1, 0]),
    "split": lambda x: tf.split(x, [1, 1]),
}
CASES = [
    pytest.param(function, ROWS, id=name)
    for table in (MEMBERS, SLICES, FUNCTIONS)
    for name, function in table.items()
] + [
    pytest.param(lambda x: x.merge_dims(1, 2), DEEP, id="inner axes"),
    pytest.param(lambda x: x.nested_row_splits[1], DEEP, id="inner splits"),
    pytest.param(lambda x: x[:, :, :1], DEEP, id="inner slice"),
    pytest.param(lambda x: tf.one_hot(x, 6), IDS, id="one_hot"),
    pytest.param(lambda x: tf.gather(np.eye(6), x), IDS, id="table"),
    pytest.param(
        lambda x: tf.strings.reduce_join(x, -1, separator=" "), WORDS, id="join"
    ),
]


@pytest.mark.parametrize("function, value", CASES)
def test_row_31_a_ragged_symbol_is_computed_with_saved_and_loaded(
    function, value
):
    model = op_models.check_value(function, value)
    op_models.check_copies(model, value)


def test_a_member_is_a_layer_named_after_it():
    keras.backend.clear_session()
    x = keras.Input((None,), ragged=True)
    made = [x.values, x.values, x.to_tensor()]
    names = [symbol.name for symbol in made]
    assert names == ["input.values", "input.values_1", "input.to_tensor"]


def test_a_ragged_symbol_tells_its_ragged_axes():
    x = keras.Input((None, None), ragged=True)
    assert (x.ragged, x.ragged_rank, x.row_splits_dtype) == (True, 2, tf.int64)
    y = keras.Input((3,))
    assert (y.ragged, y.ragged_rank, y.row_splits_dtype) == (False, None, None)


def test_set_shape_of_a_ragged_symbol_keeps_it_ragged():
    x = keras.Input((None, None), ragged=True)
    x.set_shape((4, None, 3))
    assert x.shape.as_list() == [4, None, 3]
    assert x.ragged_rank == 2


def test_members_are_listed_where_they_are():
    assert "to_tensor" in dir(keras.Input((None,), ragged=True))
    assert "to_tensor" not in dir(keras.Input((3,)))


@pytest.mark.parametrize("name", ["numpy", "to_list", "consumers", "no_such"])
def test_what_needs_a_value_is_refused(name):
    with pytest.raises(AttributeError, match=f"{name!r}.*a layer's `call`"):
        getattr(keras.Input((None,), ragged=True), name)


def test_a_ragged_member_of_a_dense_symbol_is_refused():
    with pytest.raises(AttributeError, match="'row_lengths'"):
        keras.Input((3,)).row_lengths()


def test_a_ragged_shape_is_refused_with_a_way_out():
    with pytest.raises(TypeError, match="x.bounding_shape()"):
        tf.shape(keras.Input((None,), ragged=True))


def test_a_ragged_member_is_trained_through():
    x = keras.Input((None,), ragged=True)
    y = keras.layers.Dense(1, use_bias=False)(x.to_tensor(shape=[None, 3]))
    model = keras.Model(x, y)
    model.compile("sgd", "mse")
    before = model.get_weights()[0]
    model.fit(ROWS, tf.zeros((2, 1)), verbose=0)
    assert np.abs(model.get_weights()[0] - before).max() > 0


def test_row_31_a_layer_that_takes_no_ragged_tensors_tells_of_to_tensor():
    x = keras.Input((None, 4), ragged=True)
    with pytest.raises(TypeError, match="takes no ragged.*`x.to_tensor"):
        keras.layers.Conv1D(2, 2)(x)
    dense = keras.layers.Conv1D(2, 2)(x.to_tensor())
    assert dense.shape.as_list() == [None, None, 2]


def test_row_31_layers_of_single_elements_take_ragged_tensors():
    x = keras.Input((None, 4), ragged=True)
    dense = keras.layers.Dense(3, "relu", kernel_initializer="ones")
    y = tf.reduce_sum(keras.layers.Dropout(0.5)(dense(x)), axis=1)
    model = keras.Model(x, keras.layers.Dense(1, kernel_initializer="ones")(y))
    model.compile("sgd", "mse")
    values = tf.RaggedTensor.from_row_lengths(tf.ones((3, 4)), [1, 2])
    np.testing.assert_allclose(model.predict(values), [[12], [24]])
    model.fit(values, tf.fill((2, 1), -1.0), verbose=0)
    # Whatever is dropped, all predictions were too high.
    assert model.predict(values).max() < 24
