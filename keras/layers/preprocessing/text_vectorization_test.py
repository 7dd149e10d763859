"""What TextVectorization learns, and what it makes of texts."""

import copy
import json
import pickle
import zipfile

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

TEXTS = ["The cat, the DOG!", "a cat's  dog", "", "Über the Ä-b c"]
QUERY = ["the cat ran", "", "a über dog dog"]


def adapted(data=TEXTS, **arguments):
    layer = keras.layers.TextVectorization(**arguments)
    layer.adapt(data)
    return layer


def ragged_words(texts):
    return tf.strings.split(tf.strings.regex_replace(texts, "[-']", " "))


def upper(texts):
    return tf.strings.upper(texts)


CASES = {
    "int": {},
    "long": {"output_sequence_length": 6},
    "short": {"output_sequence_length": 2},
    "ragged": {"ragged": True},
    "lower": {"standardize": "lower"},
    "punctuation": {"standardize": "strip_punctuation"},
    "as it is": {"standardize": None},
    "function": {"standardize": upper, "split": ragged_words},
    "characters": {"split": "character"},
    "2-grams": {"ngrams": 2},
    "3-grams": {"ngrams": (3,)},
    "1- and 3-grams": {"ngrams": (1, 3), "output_sequence_length": 9},
    "few": {"max_tokens": 4},
    "multi-hot": {"output_mode": "multi_hot"},
    "old name": {"output_mode": "binary"},
    "counts": {"output_mode": "count", "ngrams": 2},
    "sparse": {"output_mode": "count", "sparse": True},
    "tf-idf": {"output_mode": "tf_idf"},
    "sparse tf-idf": {"output_mode": "tf_idf", "sparse": True},
    "padded": {
        "output_mode": "multi_hot",
        "max_tokens": 20,
        "pad_to_max_tokens": True,
    },
    "given": {"vocabulary": ["the", "cat", "dog"]},
    "words": {"output_mode": None},
}


def flat(tensor):
    return [t.numpy() for t in tf.nest.flatten(tensor, expand_composites=True)]


@pytest.mark.parametrize("shape", ["row", "column"])
@pytest.mark.parametrize("case", CASES)
def test_what_is_learned_and_computed_is_that_of_keras_2(case, shape):
    texts, query = np.array(TEXTS), tf.constant(QUERY)
    if shape == "column":
        texts, query = texts[:, np.newaxis], query[:, tf.newaxis]
    layers = []
    for k in (keras, tf_keras):
        layer = k.layers.TextVectorization(**CASES[case])
        if case not in ("given", "words"):
            layer.adapt(texts)
        layers.append(layer)
    mine, theirs = layers
    words = [str(word) for word in theirs.get_vocabulary()]
    assert mine.get_vocabulary() == words
    assert mine.vocabulary_size() == theirs.vocabulary_size()
    assert mine.get_vocabulary(False) == [
        str(word) for word in theirs.get_vocabulary(False)
    ]
    expected = theirs(query)
    for call in (mine, tf.function(mine)):
        for one, other in zip(flat(call(query)), flat(expected), strict=True):
            assert one.dtype == other.dtype
            if one.dtype == object:
                np.testing.assert_array_equal(one, other)
            else:
                np.testing.assert_allclose(one, other, rtol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_a_symbol_is_like_what_comes_out(case):
    layer = adapted(**CASES[case]) if case != "given" else None
    layer = layer or keras.layers.TextVectorization(**CASES[case])
    for shape in ((), (1,)):
        symbol = layer(keras.Input(shape, dtype="string"))
        x = tf.reshape(tf.constant(QUERY), (-1, *shape))
        found = layer(x)
        assert symbol.dtype == found.dtype
        assert symbol.shape.rank == found.shape.rank
        assert symbol.shape.is_compatible_with(found.shape)
        assert symbol.type_spec.is_compatible_with(found)


def batches():
    yield np.array(TEXTS[:1])
    yield np.array(TEXTS[1:])


def data_set(batch=None):
    data = tf.data.Dataset.from_tensor_slices(TEXTS)
    return data if batch is None else data.batch(batch)


SOURCES = {
    "list": lambda: TEXTS,
    "array": lambda: np.array(TEXTS),
    "objects": lambda: np.array(TEXTS, object),
    "tensor": lambda: tf.constant(TEXTS),
    "column": lambda: tf.constant(TEXTS)[:, tf.newaxis],
    "data set": lambda: data_set(2),
    "data set of texts": data_set,
    "data set of columns": lambda: data_set(1).batch(2),
    "generator": batches,
}


@pytest.mark.parametrize("mode", ["int", "tf_idf"])
@pytest.mark.parametrize("source", SOURCES)
def test_any_source_of_texts_is_learned_from(source, mode):
    """Texts come as any kind of strings (row 17)."""
    layer = adapted(SOURCES[source](), output_mode=mode)
    assert layer.get_vocabulary(False)[:2] == ["the", "dog"]
    assert layer.is_adapted
    expected = adapted(np.array(TEXTS), output_mode=mode)
    np.testing.assert_equal(layer.get_weights(), expected.get_weights())


def test_steps_say_how_much_is_read():
    layer = keras.layers.TextVectorization()
    layer.adapt(data_set(1).repeat(), steps=1)
    assert layer.get_vocabulary(False) == ["the", "dog", "cat"]


def test_weights_of_documents_of_words_of_several_axes():
    words = tf.ragged.constant([[["a", "b"], ["a"]], [["c"]]])
    layer = keras.layers.StringLookup(output_mode="tf_idf")
    layer.adapt(words)
    seen = np.log(1 + 2 / (1 + np.array([1, 1, 1])))
    np.testing.assert_allclose(layer.idf_weights[1:], seen, rtol=1e-6)


def test_batches_may_be_counted_by_hand():
    layer = keras.layers.TextVectorization()
    layer.update_state(["x"])
    layer.reset_state()
    for batch in batches():
        layer.update_state(batch)
    layer.finalize_state()
    assert layer.get_vocabulary() == adapted().get_vocabulary()


def test_labels_and_graphs_are_refused():
    data = tf.data.Dataset.from_tensor_slices((["a"], [1])).batch(1)
    layer = keras.layers.TextVectorization()
    with pytest.raises(ValueError, match="the data has labels"):
        layer.adapt(data)
    for source in (TEXTS, data_set()):
        with pytest.raises(RuntimeError, match="a graph can't learn"):
            tf.function(lambda s=source: layer.adapt(s))()


def test_data_that_fails_loses_nothing():
    def checked(text):
        tf.debugging.assert_none_equal(text, TEXTS[1])
        return text

    bad = data_set(1).map(checked)
    layer = adapted(["a"])
    with pytest.raises(tf.errors.InvalidArgumentError):
        layer.adapt(bad)
    assert layer.get_vocabulary(False) == ["a"]


def test_bytes_of_another_encoding_are_read_in_it():
    layer = keras.layers.TextVectorization(
        vocabulary=["ÿ", "b"], encoding="latin-1"
    )
    assert layer(tf.constant([b"\xff b"])).numpy().tolist() == [[2, 3]]
    assert layer.get_vocabulary(False) == ["ÿ", "b"]
    learned = adapted([b"\xff \xff"], encoding="latin-1")
    assert learned.get_vocabulary(False) == ["ÿ"]


def test_texts_without_a_word_are_rows_of_zeros():
    layer = keras.layers.TextVectorization(vocabulary=["a"])
    assert layer(["", " "]).shape == (2, 0)
    layer = keras.layers.TextVectorization(
        vocabulary=["a"], output_mode="count"
    )
    assert layer(["", "."]).numpy().tolist() == [[0, 0], [0, 0]]


def test_one_text_alone_is_a_row():
    layer = keras.layers.TextVectorization(vocabulary=["a", "b"])
    assert layer("b a").numpy().tolist() == [3, 2]
    data = tf.data.Dataset.from_tensor_slices(["a b", "b"]).map(layer)
    assert [row.tolist() for row in data.as_numpy_iterator()] == [[2, 3], [3]]


def test_each_word_becomes_a_vector():
    layer = keras.layers.TextVectorization(
        vocabulary=["a"], output_mode="one_hot"
    )
    assert layer(["a q"]).to_list() == [[[0, 1], [1, 0]]]


@pytest.mark.parametrize("ngrams", [2, (1, 2), [1, 2]])
def test_arguments_come_back_as_the_lists_of_a_file(ngrams):
    """Row 118."""
    layer = keras.layers.TextVectorization(ngrams=ngrams, vocabulary=["a b"])
    config = json.loads(json.dumps(layer.get_config()))
    again = keras.layers.TextVectorization.from_config(config)
    assert again.get_config() == layer.get_config()
    np.testing.assert_array_equal(again(["a b"]), layer(["a b"]))


def model_of(layer):
    return keras.Sequential([keras.Input((1,), dtype="string"), layer])


def reloaded(layer, tmp_path):
    model_of(layer).save(tmp_path / "model.keras")
    return keras.models.load_model(tmp_path / "model.keras")


def from_weights(layer, tmp_path):
    model_of(layer).save_weights(tmp_path / "model.weights.h5")
    config = {**layer.get_config(), "vocabulary": None, "idf_weights": None}
    model = model_of(keras.layers.TextVectorization.from_config(config))
    model.load_weights(tmp_path / "model.weights.h5")
    return model


def exported(layer, tmp_path):
    model_of(layer).export(str(tmp_path / "exported"), verbose=False)
    served = tf.saved_model.load(str(tmp_path / "exported"))
    return lambda x: served.serve(x)


def cloned(layer, tmp_path):
    model = model_of(layer)
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    return clone


COPIES = {
    "deepcopy": lambda layer, tmp_path: copy.deepcopy(layer),
    "pickle": lambda layer, tmp_path: pickle.loads(pickle.dumps(layer)),
    "clone": cloned,
    "file": reloaded,
    "weights": from_weights,
    "SavedModel": exported,
}
SAVED = ("int", "long", "2-grams", "counts", "tf-idf", "padded", "given")


@pytest.mark.parametrize("case", SAVED)
@pytest.mark.parametrize("way", COPIES)
def test_what_was_learned_goes_along(way, case, tmp_path):
    layer = keras.layers.TextVectorization(**CASES[case])
    if case != "given":
        layer.adapt(TEXTS)
    x = tf.constant(QUERY)[:, tf.newaxis]
    expected = layer(x)
    found = COPIES[way](layer, tmp_path)
    np.testing.assert_array_equal(found(x), expected)


@keras.saving.register_keras_serializable("text_vectorization_test")
def exclaimed(texts):
    return tf.strings.regex_replace(texts, "!", " !")


def test_a_registered_function_comes_back(tmp_path):
    layer = adapted(["a! b"], standardize=exclaimed)
    found = reloaded(layer, tmp_path)
    assert found.layers[-1].standardize is exclaimed
    x = tf.constant([["b! a"]])
    np.testing.assert_array_equal(found(x), layer(x)[:, :])


def test_a_file_of_a_model_names_no_other_file(tmp_path):
    (tmp_path / "words.txt").write_text("a\n")
    path = str(tmp_path / "words.txt")
    layer = keras.layers.TextVectorization(vocabulary=path)
    assert layer.get_vocabulary(False) == ["a"]
    assert layer.get_config()["vocabulary"] == ["a"]
    model_of(layer).save(tmp_path / "model.keras")
    evil = tmp_path / "evil.keras"
    with (
        zipfile.ZipFile(tmp_path / "model.keras") as archive,
        zipfile.ZipFile(evil, "w") as changed,
    ):
        for name in archive.namelist():
            content = archive.read(name)
            if name == "config.json":
                named = json.dumps(path).encode()
                assert b'["a"]' in content
                content = content.replace(b'["a"]', named)
            changed.writestr(name, content)
    with pytest.raises(ValueError, match="which anybody could have named"):
        keras.models.load_model(evil)


def test_a_model_of_texts_trains():
    """Strings reach a lookup from lists and arrays of any kind (row 17)."""
    layer = adapted(["good bad"], output_mode="multi_hot")
    inputs = keras.Input((), dtype="string")
    model = keras.Model(inputs, keras.layers.Dense(1)(layer(inputs)))
    model.compile(keras.optimizers.SGD(0.2), "mse")
    x, y = np.array(["good", "bad", "so good"]), np.array([1.0, 0.0, 1.0])
    losses = model.fit(x, y, epochs=60, verbose=0).history["loss"]
    assert losses[-1] < 0.1 * losses[0]
    assert model.predict(list(x), verbose=0).shape == (3, 1)


def test_words_are_looked_up_beside_a_part_that_is_compiled():
    """Row 67: tables stay outside of what XLA compiles."""
    layer = adapted(["good bad"], output_mode="multi_hot")
    dense = keras.layers.Dense(1)
    compiled = tf.function(dense, jit_compile=True)
    words = tf.function(lambda x: compiled(layer(x)))
    x = tf.constant(["good", "bad"])
    np.testing.assert_allclose(words(x), dense(layer(x)), rtol=1e-5)


def test_standardizing_may_be_overridden_as_in_keras_2():
    class Doubled(keras.layers.TextVectorization):
        def _preprocess(self, inputs):
            return super()._preprocess(tf.strings.join([inputs, inputs], " "))

    layer = Doubled()
    layer.adapt(["a b"])
    assert layer(["b"]).shape == (1, 2)
    assert layer(keras.Input((), dtype="string")).shape == (None, None)


@pytest.mark.parametrize("step", ["update_state", "finalize_state"])
@pytest.mark.parametrize("source", [list, tf.data.Dataset.from_tensor_slices])
def test_adapt_calls_what_a_users_class_overrides(step, source):
    calls = []

    class Noting(keras.layers.TextVectorization):
        pass

    def noted(layer, *given):
        calls.append(step)
        return getattr(keras.layers.TextVectorization, step)(layer, *given)

    noted.__module__ = __name__
    setattr(Noting, step, noted)
    layer = Noting()
    layer.adapt(source(["a b", "b"]))
    assert calls
    assert layer.get_vocabulary() == ["", "[UNK]", "b", "a"]


@pytest.mark.parametrize("texts", [[["a b"], ["a", "b"]], [["a b"], []]])
def test_ragged_rows_hold_a_text_each(texts):
    layer = keras.layers.TextVectorization(vocabulary=["a", "b"])
    with pytest.raises(ValueError, match=r"several texts.*shape \(2, [02]\)"):
        layer(tf.ragged.constant(texts))
    found = layer(tf.ragged.constant([["a b"], ["b"]]))
    np.testing.assert_array_equal(found, [[2, 3], [3, 0]])


WRONG = {
    "max_tokens=1": {"max_tokens": 1},
    "more of: .'a'": {"vocabulary": ["a", "a"]},
    "vocabulary='/no'": {"vocabulary": "/no"},
    "idf_weights=None": {"vocabulary": ["a"], "output_mode": "tf_idf"},
    "sparse=True and output_mode=None": {"output_mode": None, "sparse": True},
}


@pytest.mark.parametrize("said", WRONG)
def test_what_is_wrong_is_told_of_the_layer(said):
    with pytest.raises(ValueError, match=f"^TextVector.*Received.*{said}"):
        keras.layers.TextVectorization(**WRONG[said])


def test_a_vocabulary_of_another_size_is_told_of_the_layer():
    layer = keras.layers.TextVectorization(
        vocabulary=["a"], output_mode="count", name="words"
    )
    layer(["a"])
    with pytest.raises(RuntimeError, match="^TextVectorization layer 'words'"):
        layer.set_vocabulary(["a", "b"])
