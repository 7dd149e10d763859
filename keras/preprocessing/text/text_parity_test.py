"""Texts as numbers, as tf_keras has them."""

import json
import pickle
import subprocess
import sys

import numpy as np
import pytest
import tf_keras

import keras

TEXTS = ["The cat sat, on the mat.", "A dog; the dog's mat\t(it sat)", ""]
TOKENIZERS = [
    {},
    {"num_words": 4},
    {"oov_token": "<?>"},
    {"num_words": 4, "oov_token": "<?>"},
    {"char_level": True},
    {"lower": False, "filters": ",", "split": "-"},
    {"analyzer": lambda text: text.split("t")},
]


def tokenizers(given):
    made = []
    for package in (keras, tf_keras):
        tokenizer = package.preprocessing.text.Tokenizer(**given)
        tokenizer.fit_on_texts(TEXTS)
        tokenizer.fit_on_texts([["Cat", "sat"]])
        made.append(tokenizer)
    return made


@pytest.mark.parametrize("given", TOKENIZERS, ids=str)
def test_a_tokenizer_numbers_as_that_of_tf_keras(given):
    ours, theirs = tokenizers(given)
    assert ours.word_index == theirs.word_index
    unseen = [*TEXTS, "a new cat", ["The", "bird"]]
    numbers = ours.texts_to_sequences(unseen)
    assert numbers == theirs.texts_to_sequences(unseen)
    back = theirs.sequences_to_texts([*numbers, [99]])
    assert ours.sequences_to_texts([*numbers, [99]]) == back


def test_a_text_without_the_analyzer_says_so():
    tokenizer = keras.preprocessing.text.Tokenizer(analyzer=str.split)
    with pytest.warns(UserWarning, match="JSON holds no analyzer"):
        tokenizer.to_json()


@pytest.mark.parametrize("text", ["[]", "{}", '{"config": {}}'])
def test_a_text_that_describes_no_tokenizer_is_told(text):
    with pytest.raises(ValueError, match="describes no tokenizer"):
        keras.preprocessing.text.tokenizer_from_json(text)


def test_a_pickle_of_an_older_keras_2_is_whole():
    whole = keras.preprocessing.text.Tokenizer()
    whole.fit_on_texts(["b a", "a"])
    older = object.__new__(type(whole))
    later = ("analyzer", "oov_token", "index_word")
    older.__dict__ = {k: v for k, v in vars(whole).items() if k not in later}
    read = pickle.loads(pickle.dumps(older))
    assert vars(read) == vars(whole)
    assert read.texts_to_sequences(["b a z"]) == [[2, 1]]


@pytest.mark.parametrize(
    "given, texts",
    [
        ({"lower": False}, [[1, 2, 3], [3, 3]]),
        ({"lower": False}, [[("a", "b"), ("c", "d")], [("a", "b")]]),
        ({"lower": False, "char_level": True}, [("ab", "C"), "ab"]),
        (
            {"oov_token": "<unk>", "filters": ""},
            ["the <unk> the cat", "a <unk>", "a new dog"],
        ),
    ],
    ids=str,
)
def test_tokens_of_ones_own_are_numbered_as_by_tf_keras(given, texts):
    found = []
    for package in (keras, tf_keras):
        tokenizer = package.preprocessing.text.Tokenizer(**given)
        tokenizer.fit_on_texts(texts[:2])
        found.append(
            (
                tokenizer.word_index,
                tokenizer.index_word,
                tokenizer.texts_to_sequences(texts),
            )
        )
    assert found[0] == found[1]


@pytest.mark.parametrize("given", [{}, {"char_level": True}], ids=str)
@pytest.mark.parametrize("text", [b"a cat", [b"a", b"cat"]])
def test_a_text_of_bytes_is_refused(given, text):
    tokenizer = keras.preprocessing.text.Tokenizer(**given)
    with pytest.raises(TypeError, match=r"Expected str.*Received: b'a.*decode"):
        tokenizer.fit_on_texts([text])


@pytest.mark.parametrize("given", [{}, {"char_level": True}], ids=str)
@pytest.mark.parametrize("text", [None, float("nan"), ["a", None]], ids=str)
def test_what_is_no_text_is_refused(given, text):
    tokenizer = keras.preprocessing.text.Tokenizer(**given)
    with pytest.raises(TypeError, match=r"Expected str.*(None|nan) of type"):
        tokenizer.fit_on_texts([text])


@pytest.mark.parametrize("given", TOKENIZERS, ids=str)
@pytest.mark.parametrize("mode", ["binary", "count", "freq", "tfidf"])
def test_a_matrix_of_texts_is_that_of_tf_keras(given, mode):
    ours, theirs = tokenizers(given)
    np.testing.assert_allclose(
        ours.texts_to_matrix(TEXTS, mode), theirs.texts_to_matrix(TEXTS, mode)
    )


@pytest.mark.parametrize("given", TOKENIZERS[:6], ids=str)
def test_tokenizers_read_each_others_texts(given):
    ours, theirs = tokenizers(given)
    assert parsed(ours.to_json()) == parsed(theirs.to_json())
    read = keras.preprocessing.text.tokenizer_from_json(theirs.to_json())
    assert parsed(read.to_json()) == parsed(ours.to_json())
    assert read.texts_to_sequences(TEXTS) == theirs.texts_to_sequences(TEXTS)


def parsed(text):
    config = json.loads(text)["config"]
    tables = ("word_counts", "word_docs", "index_docs", "index_word")
    return config | {name: json.loads(config[name]) for name in tables}


def test_a_read_tokenizer_learns_on():
    text = keras.preprocessing.text
    tokenizer = text.Tokenizer()
    tokenizer.fit_on_texts(["a cat"])
    read = text.tokenizer_from_json(tokenizer.to_json())
    for each in (tokenizer, read):
        each.fit_on_texts(["a new word"])
        each.fit_on_sequences([[7]])
    assert parsed(read.to_json()) == parsed(tokenizer.to_json())


def test_numbers_alone_are_weighed_as_by_tf_keras():
    found = []
    for package in (keras, tf_keras):
        tokenizer = package.preprocessing.text.Tokenizer(num_words=5)
        tokenizer.fit_on_sequences([[1, 2, 2], [3], [2, 9]])
        found.append(tokenizer.sequences_to_matrix([[1, 2], [9]], "tfidf"))
    np.testing.assert_allclose(*found)


def test_md5_numbers_words_as_in_tf_keras():
    # row 222
    ours, theirs = (
        package.preprocessing.text.hashing_trick(TEXTS[1], 1000, "md5")
        for package in (keras, tf_keras)
    )
    assert ours == theirs


def test_pythons_hash_is_there_when_asked_for():
    # row 222
    (number,) = keras.preprocessing.text.hashing_trick("cat", 50, hash)
    assert number == hash("cat") % 49 + 1


PROGRAM = "import keras; print(keras.preprocessing.text.one_hot('a b c', 99))"


def test_hashed_numbers_are_equal_in_every_process(monkeypatch):
    # row 222
    monkeypatch.setenv("PYTHONHASHSEED", "1234")
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    elsewhere = subprocess.check_output([sys.executable, "-c", PROGRAM])
    here = keras.preprocessing.text.one_hot("a b c", 99)
    assert elsewhere.decode().split("\n")[-2] == str(here)


@pytest.mark.parametrize(
    "call, error, match",
    [
        (lambda text: text.one_hot("a", 1), ValueError, "n=1"),
        (lambda text: text.hashing_trick("a", 9, "sha"), ValueError, "'sha'"),
        (lambda text: text.Tokenizer(nm_words=1), TypeError, "nm_words"),
        (
            lambda text: text.Tokenizer().texts_to_matrix(["a"]),
            ValueError,
            "Call `fit_on_texts` before",
        ),
        (
            lambda text: text.Tokenizer(9).texts_to_matrix(["a"], "tfidf"),
            ValueError,
            "document_count=0",
        ),
        (
            lambda text: text.Tokenizer(9).texts_to_matrix(["a"], "max"),
            ValueError,
            "mode='max'",
        ),
        (
            lambda text: text.Tokenizer(9).sequences_to_matrix([[1, -1]]),
            ValueError,
            "a sequence with -1",
        ),
        (lambda text: text.Tokenizer().fit_on_texts(None), TypeError, "None"),
        (lambda text: text.tokenizer_from_json("[1]"), ValueError, "no token"),
    ],
)
def test_what_cannot_be_numbered_is_refused(call, error, match):
    with pytest.raises(error, match=match):
        call(keras.preprocessing.text)


def test_the_older_name_of_num_words_is_known():
    assert keras.preprocessing.text.Tokenizer(nb_words=7).num_words == 7
