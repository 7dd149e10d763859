"""What Hashing and HashedCrossing make of strings and numbers."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

STRINGS = [["a", "b"], ["", "ä"], ["a", "omar"]]
CASES = {
    "int": {},
    "salt": {"salt": 133},
    "salts": {"salt": [133, 137]},
    "small": {"dtype": "int32"},
    "floats": {"dtype": "float32"},
    "multi-hot": {"output_mode": "multi_hot"},
    "counts": {"output_mode": "count"},
    "sparse": {"output_mode": "count", "sparse": True},
}
INPUTS = {
    "strings": lambda: tf.constant(STRINGS),
    "row": lambda: tf.constant(["a", "b"]),
    "one": lambda: tf.constant("a"),
    "numbers": lambda: tf.constant([[1, 2], [-3, 4]]),
    "small numbers": lambda: tf.constant([[1, 2], [3, 4]], tf.uint8),
    "ragged": lambda: tf.ragged.constant([["a"], [], ["b", "c"]]),
    "sparse": lambda: tf.sparse.from_dense(STRINGS),
}


def flat(tensor):
    return [t.numpy() for t in tf.nest.flatten(tensor, expand_composites=True)]


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("case", CASES)
def test_hashes_are_those_of_keras_2(case, kind):
    if kind == "sparse" and case in ("multi-hot", "counts"):
        return  # Keras 2 counts places that are empty as index 0.
    x = INPUTS[kind]()
    found, expected = (
        k.layers.Hashing(7, **CASES[case])(x) for k in (keras, tf_keras)
    )
    for one, other in zip(flat(found), flat(expected), strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype


@pytest.mark.parametrize("sparse", [False, True])
def test_what_a_sparse_tensor_leaves_out_is_not_counted(sparse):
    layer = keras.layers.Hashing(7, output_mode="count", sparse=sparse)
    found = layer(tf.sparse.from_dense([["a", ""], ["", ""]]))
    found = tf.sparse.to_dense(found) if sparse else found
    assert found.numpy().sum(1).tolist() == [1, 0]


@pytest.mark.parametrize("salt", [None, 5])
@pytest.mark.parametrize("mask, x", [("", STRINGS), (2, [[1, 2], [2, 3]])])
def test_the_mask_value_gets_index_0(mask, x, salt):
    found, expected = (
        k.layers.Hashing(5, mask_value=mask, salt=salt)(tf.constant(x))
        for k in (keras, tf_keras)
    )
    np.testing.assert_array_equal(found, expected)
    is_mask = np.array(x) == mask
    assert (found.numpy()[is_mask] == 0).all()
    assert (found.numpy()[~is_mask] > 0).all()


def test_sparse_vectors_of_many_bins_were_never_dense():
    layer = keras.layers.Hashing(2**40, output_mode="one_hot", sparse=True)
    found = layer(tf.constant(STRINGS))
    assert found.dense_shape.numpy().tolist() == [3, 2, 2**40]
    index = keras.layers.Hashing(2**40)(tf.constant(STRINGS))
    assert (
        found.indices[:, 2].numpy().tolist() == index.numpy().ravel().tolist()
    )


def test_vectors_of_a_column_are_rows():
    x = tf.constant([["a"], ["b"]])
    for sparse in (False, True):
        layer = keras.layers.Hashing(4, output_mode="one_hot", sparse=sparse)
        found = layer(x)
        assert found.shape == (2, 4)
        found = tf.sparse.to_dense(found) if sparse else found
        expected = tf_keras.layers.Hashing(4, output_mode="one_hot")(x)
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.Hashing(3, salt=(1, 2)),
        keras.layers.HashedCrossing(3),
    ],
    ids=["one", "crossing"],
)
def test_a_data_set_is_mapped_and_a_file_read(layer, tmp_path):
    x = tf.constant([["a"], ["b"]])
    count = 2 if isinstance(layer, keras.layers.HashedCrossing) else 1
    inputs = [keras.Input((1,), dtype="string") for _ in range(count)]
    model = keras.Model(inputs, layer(inputs if count > 1 else inputs[0]))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    expected = model([x] * count)
    np.testing.assert_array_equal(again([x] * count), expected)
    data = tf.data.Dataset.from_tensor_slices(x).batch(2)
    data = data.map(lambda row: layer([row, row] if count > 1 else row))
    np.testing.assert_array_equal(next(iter(data)), expected)


FEATURES = {
    "rows": (["a", "b", "a", ""], [1, 2, 2, 1]),
    "columns": ([["a"], ["b"]], [[1], [2]]),
    "one": ("a", 1),
    "three": (["a", "b"], [1, 2], ["c", ""]),
}


@pytest.mark.parametrize("kind", FEATURES)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"dtype": "int32"},
        {"output_mode": "one_hot"},
        {"output_mode": "one_hot", "sparse": True},
    ],
    ids=str,
)
def test_crossings_are_those_of_keras_2(kind, options):
    x = tuple(map(tf.constant, FEATURES[kind]))
    found, expected = (
        k.layers.HashedCrossing(6, **options)(x) for k in (keras, tf_keras)
    )
    for one, other in zip(flat(found), flat(expected), strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype


def test_arrays_and_lists_are_crossed():
    layer = keras.layers.HashedCrossing(6)
    expected = layer((tf.constant(["a", "b"]), tf.constant([1, 2])))
    found = layer((np.array(["a", "b"]), np.array([1, 2])))
    np.testing.assert_array_equal(found, expected)
