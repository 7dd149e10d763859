"""What IntegerLookup makes of numbers, and of its arguments."""

import copy
import pickle

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

ROWS = np.array([[5, -7], [5, 9], [5, 10**12]])
LEARNED = [-1, 5, 10**12, 9, -7]


def values(tensor):
    return tensor.numpy().tolist()


SOURCES = {
    "list": ROWS.tolist,
    "array": lambda: ROWS,
    "flat": lambda: ROWS.ravel(),
    "tensor": lambda: tf.constant(ROWS),
    "ragged": lambda: tf.ragged.constant([[5], [-7, 5, 9, 5, 10**12]]),
    "sparse": lambda: tf.sparse.from_dense(ROWS),
    "data set": lambda: tf.data.Dataset.from_tensor_slices(ROWS).batch(2),
    "data set of rows": lambda: tf.data.Dataset.from_tensor_slices(ROWS),
    "data set of numbers": lambda: tf.data.Dataset.from_tensor_slices(
        ROWS.ravel()
    ),
}


@pytest.mark.parametrize("source", SOURCES)
def test_any_source_of_numbers_is_learned_from(source):
    layer = keras.layers.IntegerLookup()
    layer.adapt(SOURCES[source]())
    assert layer.get_vocabulary() == LEARNED
    assert all(type(token) is int for token in layer.get_vocabulary())


CASES = {
    "int": {},
    "mask": {"mask_token": 9, "num_oov_indices": 3},
    "short": {"max_tokens": 3},
    "small": {"dtype": "int32"},
    "multi-hot": {"output_mode": "multi_hot", "mask_token": 9},
    "counts": {"output_mode": "count", "num_oov_indices": 2},
    "tf-idf": {"output_mode": "tf_idf"},
    "old type": {"output_mode": "count", "dtype": "int64"},
    "old names": {"max_values": 4, "mask_value": 9, "oov_value": -2},
    "given": {"vocabulary": np.array([9, 5])},
    "special": {"vocabulary": [0, -1, 5], "mask_token": 0},
}
X = [[5, 77], [9, -78]]


@pytest.mark.parametrize("name", CASES)
def test_what_is_learned_and_computed_is_that_of_keras_2(name):
    layers = []
    for k in (keras, tf_keras):
        layer = k.layers.IntegerLookup(**CASES[name])
        if "vocabulary" not in CASES[name]:
            layer.adapt(ROWS)
        layers.append(layer)
    mine, theirs = layers
    assert mine.get_vocabulary() == theirs.get_vocabulary()
    for x in (tf.constant(X), tf.constant(X, tf.int64)):
        found, expected = mine(x), theirs(x)
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_floats_of_a_model_are_whole_numbers():
    layer = keras.layers.IntegerLookup(vocabulary=[2909, 2908])
    assert values(layer(tf.constant([2908.0, 1.5]))) == [2, 0]
    x = keras.Input((1,))
    model = keras.Model(x, layer(x))
    assert values(model(np.array([[2909.0]], "float32"))) == [[1]]


def test_floats_that_a_mixed_policy_cast_are_taken_as_they_were():
    class Around(keras.layers.Layer):
        def __init__(self):
            super().__init__(dtype="mixed_float16")
            self.lookup = keras.layers.IntegerLookup(vocabulary=[2909, 2908])

        def call(self, x):
            return self.lookup(x)

    assert values(Around()(tf.constant([2909.0, 2908.0]))) == [1, 2]


def test_indices_are_turned_into_numbers():
    layer = keras.layers.IntegerLookup(
        vocabulary=[7, 8], invert=True, mask_token=0
    )
    assert values(layer(tf.constant([0, 1, 2, 3, 9]))) == [0, -1, 7, 8, -1]
    small = keras.layers.IntegerLookup(
        vocabulary=[7], invert=True, vocabulary_dtype="int32"
    )
    assert small(tf.constant([1])).dtype == tf.int32
    assert small(keras.Input((2,), dtype="int64")).dtype == tf.int32


def test_unknown_numbers_go_by_their_remainder_or_their_hash():
    x = tf.constant([4, 8, 12, 1], tf.int64)
    options = {"vocabulary": [1], "num_oov_indices": 4}
    assert values(keras.layers.IntegerLookup(**options)(x)) == [0, 0, 0, 4]
    options["oov_method"] = "farmhash"
    texts = tf.strings.as_string(x[:3])
    hashed = values(tf.strings.to_hash_bucket_fast(texts, 4))
    assert values(keras.layers.IntegerLookup(**options)(x)) == [*hashed, 4]
    salted = values(tf.strings.to_hash_bucket_strong(texts, 4, [5, 6]))
    layer = keras.layers.IntegerLookup(salt=[5, 6], **options)
    assert values(layer(x)) == [*salted, 4]
    again = keras.layers.IntegerLookup.from_config(layer.get_config())
    assert values(again(x)) == [*salted, 4]


def test_ragged_and_sparse_numbers_stay_so():
    layer = keras.layers.IntegerLookup(vocabulary=[7, 8])
    assert layer(tf.ragged.constant([[7], [8, 1]])).to_list() == [[1], [2, 0]]
    sparse = layer(tf.sparse.from_dense([[7, 0], [0, 8]]))
    assert values(tf.sparse.to_dense(sparse)) == [[1, 0], [0, 2]]


def test_a_text_file_may_be_given(tmp_path):
    path = tmp_path / "numbers.txt"
    path.write_text("7\n-8\n")
    layer = keras.layers.IntegerLookup(vocabulary=str(path))
    assert layer.get_vocabulary(False) == [7, -8]
    assert layer.get_config()["vocabulary"] == [7, -8]
    config = {**layer.get_config(), "vocabulary": str(path)}
    with pytest.raises(ValueError, match="which anybody could have named"):
        keras.layers.deserialize(
            {"class_name": "IntegerLookup", "config": config}
        )
    path.write_text("7\nseven\n")
    with pytest.raises(ValueError, match="no whole number.*Received: b'seven'"):
        keras.layers.IntegerLookup(vocabulary=str(path))


def model_of(layer):
    return keras.Sequential([keras.Input((2,), dtype="int64"), layer])


def reloaded(layer, tmp_path):
    model_of(layer).save(tmp_path / "model.keras")
    return keras.models.load_model(tmp_path / "model.keras")


def from_weights(layer, tmp_path):
    model_of(layer).save_weights(tmp_path / "model.weights.h5")
    config = {**layer.get_config(), "vocabulary": None, "idf_weights": None}
    model = model_of(keras.layers.IntegerLookup.from_config(config))
    model.load_weights(tmp_path / "model.weights.h5")
    return model


def exported(layer, tmp_path):
    model_of(layer).export(str(tmp_path / "exported"), verbose=False)
    served = tf.saved_model.load(str(tmp_path / "exported"))
    return lambda x: served.serve(x)


COPIES = {
    "deepcopy": lambda layer, tmp_path: copy.deepcopy(layer),
    "pickle": lambda layer, tmp_path: pickle.loads(pickle.dumps(layer)),
    "file": reloaded,
    "weights": from_weights,
    "SavedModel": exported,
}
SAVED = {
    "int": {},
    "mask": {"mask_token": 9, "num_oov_indices": 2},
    "no token": {"oov_token": None},
    "tf-idf": {"output_mode": "tf_idf"},
    "inverse": {"invert": True, "mask_token": 0},
}


@pytest.mark.parametrize("case", SAVED)
@pytest.mark.parametrize("way", COPIES)
def test_what_was_learned_goes_along(way, case, tmp_path):
    layer = keras.layers.IntegerLookup(**SAVED[case])
    layer.adapt(ROWS)
    x = tf.constant([[5, 1], [2, 9]], tf.int64)
    expected = layer(x)
    found = COPIES[way](layer, tmp_path)
    np.testing.assert_array_equal(found(x), expected)


def test_strings_are_told_how_to_be_numbers():
    with pytest.raises(TypeError, match="int64.*to_number"):
        keras.layers.IntegerLookup(vocabulary=[1])(np.array([["a"]]))
