"""What CategoryEncoding makes of indices."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

CASES = {
    "multi-hot": {},
    "old name": {"output_mode": "binary"},
    "counts": {"output_mode": "count"},
    "sparse": {"output_mode": "count", "sparse": True},
    "small": {"output_mode": "count", "dtype": "int32"},
}
INPUTS = {
    "rows": lambda: tf.constant([[0, 3], [3, 3]]),
    "row": lambda: tf.constant([0, 3, 3]),
    "column": lambda: tf.constant([[0], [3]], tf.int64),
    "one": lambda: tf.constant(3),
    "ragged": lambda: tf.ragged.constant([[0], [], [3, 3]]),
}


def flat(tensor):
    return [t.numpy() for t in tf.nest.flatten(tensor, expand_composites=True)]


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("case", CASES)
def test_vectors_are_those_of_keras_2(case, kind):
    x = INPUTS[kind]()
    found, expected = (
        k.layers.CategoryEncoding(4, **CASES[case])(x)
        for k in (keras, tf_keras)
    )
    for one, other in zip(flat(found), flat(expected), strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype


@pytest.mark.parametrize("kind", ["row", "column", "one"])
@pytest.mark.parametrize("sparse", [False, True])
def test_each_index_becomes_the_vector_of_keras_2(kind, sparse):
    x = INPUTS[kind]()
    found, expected = (
        k.layers.CategoryEncoding(4, "one_hot", sparse)(x)
        for k in (keras, tf_keras)
    )
    for one, other in zip(flat(found), flat(expected), strict=True):
        np.testing.assert_array_equal(one, other)


def test_any_number_of_axes():
    x = tf.constant([[[0, 1], [1, 1]]])
    for sparse in (False, True):
        counts = keras.layers.CategoryEncoding(2, "count", sparse)(x)
        ones = keras.layers.CategoryEncoding(2, "one_hot", sparse)(x)
        if sparse:
            counts, ones = tf.sparse.to_dense(counts), tf.sparse.to_dense(ones)
        assert counts.numpy().tolist() == [[[1, 1], [0, 2]]]
        assert ones.numpy().tolist() == [[[[1, 0], [0, 1]], [[0, 1], [0, 1]]]]


def test_what_a_sparse_tensor_leaves_out_is_not_counted():
    x = tf.SparseTensor([[0, 0], [1, 1]], [3, 0], (2, 2))
    expected = [[0, 0, 0, 1], [1, 0, 0, 0]]
    for sparse in (False, True):
        found = keras.layers.CategoryEncoding(4, "count", sparse)(x)
        found = tf.sparse.to_dense(found) if sparse else found
        assert found.numpy().tolist() == expected


WEIGHTS = {
    "dense": (
        lambda: tf.constant([[0, 3], [3, 3]]),
        lambda: tf.constant([[0.5, 1.0], [2.0, 3.0]]),
    ),
    "row": (
        lambda: tf.constant([0, 3, 3]),
        lambda: tf.constant([0.5, 1.0, 2.0]),
    ),
    "array": (lambda: [[0, 3]], lambda: [[0.5, 1.0]]),
    "ragged": (
        lambda: tf.ragged.constant([[0], [3, 3]]),
        lambda: tf.ragged.constant([[0.5], [1.0, 2.0]]),
    ),
    "sparse": (
        lambda: tf.SparseTensor([[0, 0], [1, 1]], [3, 1], (2, 2)),
        lambda: tf.SparseTensor([[0, 0], [1, 1]], [0.5, 2.0], (2, 2)),
    ),
}


@pytest.mark.parametrize("kind", WEIGHTS)
@pytest.mark.parametrize("sparse", [False, True])
def test_counts_may_be_weighted(kind, sparse):
    indices, weights = (make() for make in WEIGHTS[kind])
    layer = keras.layers.CategoryEncoding(4, "count", sparse)
    found = layer(indices, count_weights=weights)
    found = tf.sparse.to_dense(found) if sparse else found
    expected = {
        "dense": [[0.5, 0, 0, 1], [0, 0, 0, 5]],
        "row": [0.5, 0, 0, 3],
        "array": [[0.5, 0, 0, 1]],
        "ragged": [[0.5, 0, 0, 0], [0, 0, 0, 3]],
        "sparse": [[0, 0, 0, 0.5], [0, 2, 0, 0]],
    }
    assert found.numpy().tolist() == expected[kind]


def test_gradients_pass_through_weights():
    layer = keras.layers.CategoryEncoding(3, "count")
    weights = tf.Variable([[0.5, 1.0]])
    with tf.GradientTape() as tape:
        counts = layer(tf.constant([[2, 0]]), count_weights=weights)
        loss = tf.reduce_sum(counts * [[1.0, 2.0, 3.0]])
    assert tape.gradient(loss, weights).numpy().tolist() == [[3.0, 1.0]]


def test_weights_in_a_model():
    x, weights = keras.Input((2,), dtype="int64"), keras.Input((2,))
    layer = keras.layers.CategoryEncoding(3, "count")
    model = keras.Model([x, weights], layer(x, count_weights=weights))
    found = model([tf.constant([[2, 2]]), tf.constant([[0.5, 1.0]])])
    assert found.numpy().tolist() == [[0, 0, 1.5]]


@pytest.mark.parametrize("index", [-1, 3])
def test_an_index_out_of_range_is_named(index):
    layer = keras.layers.CategoryEncoding(3)
    x = tf.constant([[0, index]])
    for call in (layer, tf.function(layer)):
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            call(x)
        assert str(index) in str(caught.value)
        assert "Expected 0 <= index < num_tokens=3" in str(caught.value)
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        layer(x)
    told = f"Received: [{index}]."
    assert str(caught.value).startswith(f"{layer._keras_who}: indices are")
    assert told in str(caught.value)


def test_floats_of_a_model_are_indices():
    x = keras.Input((2,))
    model = keras.Model(x, keras.layers.CategoryEncoding(3)(x))
    assert model(np.array([[0.0, 2.0]])).numpy().tolist() == [[1, 0, 1]]


def test_the_older_name_of_the_number_is_taken():
    assert keras.layers.CategoryEncoding(max_tokens=5).num_tokens == 5


def test_a_data_set_is_mapped():
    data = tf.data.Dataset.from_tensor_slices([[0, 1], [2, 2]])
    rows = data.map(keras.layers.CategoryEncoding(3))
    assert np.array(list(rows)).tolist() == [[1, 1, 0], [0, 0, 1]]


EMPTY = {
    "dense": lambda: tf.zeros((0, 2), tf.int64),
    "ragged": lambda: tf.ragged.constant([], tf.int64, ragged_rank=1),
    "sparse": lambda: tf.sparse.from_dense(tf.zeros((0, 2), tf.int64)),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_no_rows_have_sparse_counts_in_a_graph_too(kind):
    layer = keras.layers.CategoryEncoding(4, "count", sparse=True)
    empty, full = EMPTY[kind](), INPUTS["rows"]()
    assert layer(empty).dense_shape.numpy().tolist() == [0, 4]
    sizes = tf.TensorSpec([None, None], empty.dtype)
    graph = tf.function(layer, input_signature=[sizes])
    if kind == "dense":
        assert graph(empty).dense_shape.numpy().tolist() == [0, 4]
        found = tf.sparse.to_dense(graph(tf.cast(full, tf.int64)))
        np.testing.assert_array_equal(found, [[1, 0, 0, 1], [0, 0, 0, 2]])


def test_weights_of_counts_in_a_graph_are_those_of_rows():
    layer = keras.layers.CategoryEncoding(3, "count", sparse=True)
    sizes = [tf.TensorSpec([None, 2], kind) for kind in (tf.int64, tf.float32)]
    graph = tf.function(
        lambda x, w: layer(x, count_weights=w), input_signature=sizes
    )
    found = graph([[0, 0], [2, 1]], [[0.5, 1.0], [2.0, 3.0]])
    assert found.dense_shape.numpy().tolist() == [2, 3]
    np.testing.assert_array_equal(
        tf.sparse.to_dense(found), [[1.5, 0, 0], [0, 3, 2]]
    )
