"""Changing vocabularies beside tf_keras's, and in models."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.callbacks import experimental as callbacks
from keras.layers import experimental

theirs_module = tf_keras.layers.experimental
WORDS = ["apple", "banana", "cherry", "date"]
BATCHES = [
    [["apple", "banana"], ["fig", "fig"]],
    [["kiwi", "fig"], ["date", "plum"]],
    [["lime", "fig"], ["apple", "plum"]],
    [["apple", "banana"], ["fig", "kiwi"]],
]


def as_ints(batch):
    known = {}
    return [
        [known.setdefault(w, len(w) * 7 + ord(w[0])) for w in r] for r in batch
    ]


@pytest.mark.parametrize("of", ["texts", "ints"])
@pytest.mark.parametrize("in_graph", [False, True])
def test_words_are_found_counted_and_let_go_as_in_keras_2(of, in_graph):
    words, batches = WORDS, BATCHES
    if of == "ints":
        words, batches = as_ints([words])[0], [as_ints(b) for b in batches]
    words = tf.constant(words)
    ours = experimental.DynamicLookup(4, words)
    theirs = theirs_module.DynamicLookup(4, words)
    call = tf.function(ours) if in_graph else ours
    for batch in batches:
        x = tf.constant(batch)
        np.testing.assert_array_equal(call(x), theirs(x))
        for mine, other in zip(ours.weights, theirs.weights, strict=True):
            np.testing.assert_array_equal(mine, other)
            assert mine.dtype == other.dtype
    np.testing.assert_array_equal(
        ours.get_top_vocabulary(3), theirs.get_top_vocabulary(3)
    )
    assert [w.name for w in ours.weights] == [w.name for w in theirs.weights]


def test_nothing_is_counted_unless_it_is_learned():
    layer = experimental.DynamicLookup(4, tf.constant(WORDS))
    layer(tf.constant(BATCHES[0]), learn_vocab=False)
    assert set(layer.vocabulary_table_values.numpy()) == {0}


def test_more_new_words_than_the_table_holds_fill_it():
    layer = experimental.DynamicLookup(2, tf.constant(["a", "b"]))
    layer(tf.constant(["c", "d", "e", "f"]))
    assert set(layer.vocabulary_table_keys.numpy()) == {b"c", b"d"}


@pytest.mark.parametrize("dtype", [tf.string, tf.int32, tf.int64])
def test_a_first_vocabulary_may_be_drawn(dtype):
    layer = experimental.DynamicLookup(6, dtype)
    assert layer.initial_vocabulary.dtype == dtype
    assert layer.initial_vocabulary.shape == (6,)
    again = experimental.DynamicLookup.from_config(layer.get_config())
    np.testing.assert_array_equal(
        again.initial_vocabulary, layer.initial_vocabulary
    )


def updated(**arguments):
    layer = experimental.DynamicEmbedding(4, 2, tf.constant(WORDS))
    for batch in BATCHES:
        layer(tf.constant(batch))
    return layer


def test_an_update_keeps_vectors_and_takes_frequent_words_in():
    layer, theirs = (
        updated(),
        theirs_module.DynamicEmbedding(
            4, 2, initial_vocabulary=tf.constant(WORDS)
        ),
    )
    for batch in BATCHES:
        theirs(tf.constant(batch))
    assert [w.name for w in layer.weights] == [w.name for w in theirs.weights]
    before = layer.embedding_layer.embeddings.numpy()
    for each in (layer, theirs):
        each.update_embeddings(tf.distribute.get_strategy())
    words = layer.get_vocabulary().numpy()
    np.testing.assert_array_equal(words, theirs.get_vocabulary())
    after = layer.embedding_layer.embeddings.numpy()
    for place, word in enumerate(words):
        if word.decode() in WORDS:
            old = before[WORDS.index(word.decode())]
            np.testing.assert_array_equal(after[place], old)
        else:
            assert not (after[place] == before).all(1).any()
    np.testing.assert_array_equal(after[-1], before[-1])
    assert b"fig" in words


def test_tables_of_workers_are_added_up():
    layer = updated()
    keys, counts = layer.aggregate_lookup_table(
        [["a", "b"], ["b", "c"]], [[1, 2], [3, 4]]
    )
    assert keys.numpy().tolist() == [b"a", b"b", b"c"]
    assert counts.numpy().tolist() == [1, 5, 4]
    top = layer.get_top_vocabulary(keys, counts, 2)
    assert top.numpy().tolist() == [b"b", b"c"]


def test_a_model_trains_takes_words_in_and_comes_back(tmp_path):
    layer = experimental.DynamicEmbedding(
        4, 2, tf.constant(WORDS), input_length=2
    )
    model = keras.Sequential(
        [
            keras.Input((2,), dtype="string"),
            layer,
            keras.layers.Flatten(),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    x = tf.constant([row for batch in BATCHES for row in batch])
    update = callbacks.UpdateEmbeddingCallback(layer, interval=60.0)
    model.fit(x, np.ones((8, 1)), verbose=0, callbacks=[update], epochs=2)
    update.on_interval()
    assert {*layer.get_vocabulary().numpy()} != {w.encode() for w in WORDS}
    expected = model(x)
    model.save(tmp_path / "a.keras")
    loaded = keras.models.load_model(tmp_path / "a.keras")
    np.testing.assert_array_equal(
        loaded.layers[0].get_vocabulary(), layer.get_vocabulary()
    )
    np.testing.assert_allclose(loaded(x), expected, rtol=1e-6)


def test_a_length_of_sequences_is_known_to_later_layers():
    layer = experimental.DynamicEmbedding(
        4, 2, tf.constant(WORDS), input_length=3
    )
    words = keras.Input((None,), dtype="string")
    assert layer(words).shape == (None, 3, 2)


def test_words_of_ragged_rows_are_found_and_learned():
    words = tf.ragged.constant([["date", "fig"], [], ["apple"]])
    ours, theirs = (
        module.DynamicLookup(4, tf.constant(WORDS))
        for module in (experimental, theirs_module)
    )
    found = ours(words, learn_vocab=False)
    assert found.to_list() == theirs(words, learn_vocab=False).to_list()
    assert ours(words).to_list() == found.to_list()
    symbol = ours(keras.Input((None,), dtype="string", ragged=True))
    assert isinstance(symbol.type_spec, tf.RaggedTensorSpec)
    assert sorted(ours.vocabulary_table_values.numpy()) == [0, 0, 1, 1]


def test_words_of_another_kind_than_the_vocabularys_are_refused():
    layer = experimental.DynamicLookup(4, tf.constant(WORDS))
    with pytest.raises(TypeError, match="dtype=string.*dtype=int64"):
        layer(tf.constant([1, 2], tf.int64))
    layer = experimental.DynamicLookup(2, tf.constant([1, 2]))
    with pytest.raises(TypeError, match="dtype=int32.*dtype=string"):
        layer(tf.constant(["a"]))
