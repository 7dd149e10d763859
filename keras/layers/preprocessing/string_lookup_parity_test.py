"""StringLookup beside tf_keras's: learned vocabularies, numbers, files."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

WORDS = np.array([["a", "b", "a"], ["c", "d", "a"], ["b", "e", ""]])
QUERY = np.array([["a", "zz", ""], ["e", "b", "b"]])
SETTINGS = (
    {},
    {"mask_token": ""},
    {"max_tokens": 4},
    {"num_oov_indices": 3},
    {"output_mode": "multi_hot"},
    {"output_mode": "multi_hot", "mask_token": ""},
    {"output_mode": "count", "num_oov_indices": 2},
    {"output_mode": "count", "max_tokens": 9, "pad_to_max_tokens": True},
    {"output_mode": "count", "sparse": True},
)


def models(package, settings):
    layer = package.layers.StringLookup(**settings)
    layer.adapt(WORDS)
    inputs = package.Input((3,), dtype="string")
    return layer, package.Model(inputs, layer(inputs))


def dense(value):
    if isinstance(value, tf.SparseTensor):
        value = tf.sparse.to_dense(value)
    return value.numpy()


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_what_is_learned_and_looked_up_is_the_same(settings):
    mine, _ = models(keras, settings)
    theirs, _ = models(tf_keras, settings)
    assert mine.get_vocabulary() == list(map(str, theirs.get_vocabulary()))
    x = tf.constant(QUERY)
    np.testing.assert_array_equal(dense(mine(x)), dense(theirs(x)))


@pytest.mark.parametrize("settings", SETTINGS[:-1], ids=str)
def test_each_package_reads_the_others_archive(settings, tmp_path):
    x = tf.constant(QUERY)
    for one, other in ((keras, tf_keras), (tf_keras, keras)):
        _, model = models(one, settings)
        path = tmp_path / f"{one.__name__}.keras"
        model.save(path)
        found = other.models.load_model(path)
        np.testing.assert_array_equal(found(x), model(x))


def test_the_configuration_has_the_keys_of_keras_2():
    for vocabulary in (None, ["a"]):
        mine = keras.layers.StringLookup(vocabulary=vocabulary)
        theirs = tf_keras.layers.StringLookup(vocabulary=vocabulary)
        config = {**theirs.get_config(), "name": mine.name}
        assert mine.get_config() == config


SOURCES = {
    "list": lambda: ["b", "a", "b"],
    "array": lambda: np.array([["b", "a"], ["b", "c"]]),
    "data set": lambda: tf.data.Dataset.from_tensor_slices(["b", "a", "b"]),
    "ragged": lambda: tf.ragged.constant([["b"], ["a", "b"]]),
}


@pytest.mark.parametrize("source", SOURCES)
def test_a_layer_that_turns_indices_back_learns_tokens(source):
    layers = [k.layers.StringLookup(invert=True) for k in (keras, tf_keras)]
    for layer in layers:
        layer.adapt(SOURCES[source]())
    found, expected = (layer([[1, 0], [2, 9]]).numpy() for layer in layers)
    np.testing.assert_array_equal(found, expected)
