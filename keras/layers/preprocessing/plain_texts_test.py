"""Python's and NumPy's texts are counted as a tensor's strings are."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

from keras import layers
from keras.layers.preprocessing import plain_texts

WORDS = ["é", "b", "a", "b", "é", "b"]
ROWS = [WORDS[:3], WORDS[3:]]
SOURCES = [
    WORDS,
    tuple(WORDS),
    ROWS,
    np.array(WORDS),
    np.array(ROWS),
    np.array(WORDS, object),
    np.array([word.encode() for word in WORDS]),
    [word.encode() for word in WORDS],
]


@pytest.mark.parametrize("data", SOURCES)
def test_any_source_of_texts_teaches_what_a_tensor_does(data):
    # Row 42.
    assert plain_texts.counted(data) == {"é".encode(): 2, b"b": 3, b"a": 1}
    plain, of_tensor = layers.StringLookup(), layers.StringLookup()
    plain.adapt(data)
    of_tensor.adapt(tf.constant(data))
    assert plain.get_vocabulary() == of_tensor.get_vocabulary()
    assert plain.is_adapted and plain.built
    rank = len(np.shape(data))
    assert len(plain.get_build_config()["input_shape"]) == rank


@pytest.mark.parametrize(
    "data",
    [
        [],
        ["a", 1],
        ["a", None],
        [["a"], ["b", "c"]],
        [[["a"]]],
        ["\ud800"],
        np.array("a"),
        np.array([1, 2]),
        np.array(["a", 1], object),
        tf.constant(["a"]),
    ],
)
def test_what_is_not_texts_alone_is_left_to_others(data):
    assert plain_texts.counted(data) is None


def test_texts_of_one_code_count_as_one_in_any_type():
    mixed = ["a", b"a", np.str_("a"), np.bytes_(b"b")]
    assert plain_texts.counted(mixed) == {b"a": 3, b"b": 1}


def test_a_class_that_counts_otherwise_gets_batches():
    class Longest(layers.StringLookup):
        def update_state(self, data):
            super().update_state(tf.strings.upper(data))

    layer = Longest()
    layer.adapt(["a", "b"])
    assert layer.get_vocabulary() == ["[UNK]", "B", "A"]


def test_steps_and_documents_are_those_of_batches():
    layer = layers.StringLookup()
    layer.adapt(["a", "b", "c"], batch_size=1, steps=1)
    assert layer.get_vocabulary() == ["[UNK]", "a"]
    layer = layers.StringLookup(output_mode="tf_idf")
    layer.adapt([["a", "b"], ["a", "a"]])
    # log(1 + documents / (1 + documents with the token))
    np.testing.assert_allclose(
        layer.idf_weights[1:], np.log([1 + 2 / 3, 1 + 2 / 2]), rtol=1e-6
    )
