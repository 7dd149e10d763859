"""Feature columns beside tf_keras's."""

import json

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import layers

columns = tf.feature_column
FEATURES = {
    "age": np.array([[3.0], [5.0]], "float32"),
    "job": np.array([["b"], ["a"]]),
    "town": np.array([["x"], ["y"]]),
}


def some_columns():
    job = columns.categorical_column_with_vocabulary_list("job", ["a", "b"])
    town = columns.categorical_column_with_hash_bucket("town", 5)
    return [
        columns.numeric_column("age"),
        columns.indicator_column(job),
        columns.embedding_column(town, 3),
    ]


def tensors():
    return {name: tf.constant(value) for name, value in FEATURES.items()}


def symbols(package):
    types = {"age": "float32", "job": "string", "town": "string"}
    return {
        name: package.Input((1,), name=name, dtype=dtype)
        for name, dtype in types.items()
    }


def model_of(package, some):
    inputs = symbols(package)
    outputs = package.layers.DenseFeatures(some, name="features")(inputs)
    return package.Model(inputs, package.layers.Dense(1)(outputs))


def test_numbers_names_and_config_are_those_of_keras_2():
    ours, theirs = (
        package.layers.DenseFeatures(some_columns(), name="mine")
        for package in (keras, tf_keras)
    )
    ours(tensors()), theirs(tensors())
    theirs.set_weights(ours.get_weights())
    np.testing.assert_array_equal(ours(tensors()), theirs(tensors()))
    assert [w.name for w in ours.weights] == [w.name for w in theirs.weights]
    assert ours.get_config() == theirs.get_config()
    assert [c.name for c in ours._feature_columns] == [
        c.name for c in theirs._feature_columns
    ]
    found: dict = {}
    ours(tensors(), cols_to_output_tensors=found)
    assert [c.name for c in found] == [c.name for c in ours.feature_columns]
    copy = type(theirs).from_config(json.loads(json.dumps(ours.get_config())))
    assert copy.get_config() == theirs.get_config()


def test_a_number_and_an_indicator_are_one_row():
    # Row 119.
    layer = layers.DenseFeatures(some_columns()[:2])
    outputs = layer({name: tensors()[name] for name in ("age", "job")})
    np.testing.assert_array_equal(outputs, [[3, 0, 1], [5, 1, 0]])


def test_a_model_of_columns_comes_back_from_its_files(tmp_path):
    # Row 119.
    model = model_of(keras, some_columns())
    model.compile("adam", "mse")
    data = tf.data.Dataset.from_tensors((tensors(), np.ones((2, 1))))
    before = model.get_weights()
    model.fit(data.repeat(3), verbose=0)
    assert np.any(before[0] != model.get_weights()[0])
    expected = model(tensors())
    model.save(tmp_path / "a.keras")
    loaded = keras.models.load_model(tmp_path / "a.keras")
    np.testing.assert_allclose(loaded(tensors()), expected, rtol=1e-6)
    theirs = tf_keras.models.load_model(tmp_path / "a.keras")
    np.testing.assert_allclose(theirs(tensors()), expected, rtol=1e-5)
    model.export(tmp_path / "a", verbose=False)
    served = tf.saved_model.load(str(tmp_path / "a"))
    np.testing.assert_allclose(served.serve(tensors()), expected, rtol=1e-6)
    model.save_weights(tmp_path / "a.weights.h5")
    again = model_of(keras, some_columns())
    again.load_weights(tmp_path / "a.weights.h5")
    np.testing.assert_allclose(again(tensors()), expected, rtol=1e-6)


@pytest.mark.parametrize("form", ["keras", "json"])
def test_models_of_keras_2_are_read(tmp_path, form):
    # Row 119; the description in an .h5 file is this JSON.
    theirs = model_of(tf_keras, some_columns())
    expected = theirs(tensors())
    if form == "keras":
        path = str(tmp_path / "a.keras")
        theirs.save(path)
        ours = keras.models.load_model(path)
    else:
        ours = keras.models.model_from_json(theirs.to_json())
        ours.set_weights(theirs.get_weights())
    np.testing.assert_allclose(ours(tensors()), expected, rtol=1e-5)


def test_a_file_names_no_other_file(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("a\nb\n")
    words = columns.categorical_column_with_vocabulary_file("job", str(path))
    layer = layers.DenseFeatures(columns.indicator_column(words))
    described = layers.serialize(layer)
    with pytest.raises(ValueError, match="Received: .*words.txt.*safe_mode"):
        layers.deserialize(described)
    copy = layers.DenseFeatures.from_config(layer.get_config())
    job = {"job": tensors()["job"]}
    np.testing.assert_array_equal(copy(job), [[0, 1], [1, 0]])


def double(x):
    return 2 * x


def test_a_users_normalizer_is_found_by_its_name():
    column = columns.numeric_column("age", normalizer_fn=double)
    layer = layers.DenseFeatures(column)
    with keras.saving.custom_object_scope({"double": double}):
        copy = layers.DenseFeatures.from_config(layer.get_config())
    outputs = copy({"age": tensors()["age"]})
    np.testing.assert_array_equal(outputs, [[6], [10]])


def sequences():
    return {
        "rating": tf.sparse.from_dense([[1.0, 2.0, 0.0], [3.0, 4.0, 5.0]]),
        "film": tf.sparse.from_dense([["a", "b", ""], ["b", "c", "a"]]),
    }


def sequence_columns():
    film = columns.sequence_categorical_column_with_hash_bucket("film", 9)
    return [
        columns.sequence_numeric_column("rating"),
        columns.embedding_column(film, 2),
    ]


def test_sequences_are_those_of_keras_2():
    ours, theirs = (
        package.experimental.SequenceFeatures(sequence_columns(), name="mine")
        for package in (keras, tf_keras)
    )
    ours(sequences()), theirs(sequences())
    theirs.set_weights(ours.get_weights())
    (outputs, lengths), (expected, their_lengths) = (
        layer(sequences()) for layer in (ours, theirs)
    )
    np.testing.assert_array_equal(outputs, expected)
    np.testing.assert_array_equal(lengths, their_lengths)
    assert [w.name for w in ours.weights] == [w.name for w in theirs.weights]
    assert ours.get_config() == theirs.get_config()
    described = json.loads(json.dumps(keras.layers.serialize(ours)))
    assert described["module"] == "keras.experimental"
    copy = keras.layers.deserialize(described)
    copy(sequences())
    copy.set_weights(ours.get_weights())
    np.testing.assert_array_equal(copy(sequences())[0], outputs)
    np.testing.assert_array_equal(
        tf.function(copy)(sequences())[1], their_lengths
    )


def test_columns_of_other_lengths_are_told():
    features = sequences()
    features["rating"] = tf.sparse.from_dense([[1.0], [2.0]])
    layer = keras.experimental.SequenceFeatures(sequence_columns())
    with pytest.raises(tf.errors.InvalidArgumentError, match="lengths"):
        layer(features)
