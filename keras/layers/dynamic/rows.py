"""Changing vocabularies in the table of layers."""

from keras.layers import experimental
from keras.testing import layer_row
from keras.testing.example_inputs import strings, whole
from keras.testing.refusal import Refusal

_WORDS = ["a", "b", "c", "d"]
_TEXTS = strings(3, 5, words=("a", "c", "x"))
_EXCEPTIONS = {
    "keras 2": "its configs have bytes: dynamic_parity_test.py",
    "xla": "how many words are new isn't known before",
}


ROWS = (
    layer_row.Row(
        experimental.DynamicLookup,
        _TEXTS,
        {"vocabulary_size": 4, "initial_vocabulary": _WORDS},
        {
            "vocabulary_size": 5,
            "initial_vocabulary": ["c", "a"],
            "eviction_policy": None,  # there is one
        },
        output_dtype="int64",
        exceptions=_EXCEPTIONS,
    ),
    layer_row.Row(
        experimental.DynamicLookup,
        whole(3, 5, below=9),
        {"vocabulary_size": 5, "initial_vocabulary": [3, 1, 4, 5, 9]},
        variant="ints",
        output_dtype="int64",
        exceptions=_EXCEPTIONS,
    ),
    layer_row.Row(
        experimental.DynamicEmbedding,
        _TEXTS,
        {"input_dim": 4, "output_dim": 3, "initial_vocabulary": _WORDS},
        {
            "input_dim": None,  # as many as there are words
            "output_dim": 2,
            "initial_vocabulary": ["c", "a", "y", "z"],
            "eviction_policy": None,  # there is one
            "input_length": None,  # a shape: dynamic_parity_test.py
            "embedding_initializer": "ones",
            "num_oov_indices": None,  # there is one
        },
        exceptions=_EXCEPTIONS,
    ),
)

_LOOKUP = {"vocabulary_size": 4, "initial_vocabulary": _WORDS}
_EMBEDDING = {"input_dim": 4, "output_dim": 3, "initial_vocabulary": _WORDS}


def _refused(layer_class, arguments, wrong, *parts, **more) -> Refusal:
    return Refusal(layer_class, {**arguments, **wrong}, parts, **more)


REFUSALS = (
    _refused(
        experimental.DynamicLookup,
        _LOOKUP,
        {"vocabulary_size": 0},
        "vocabulary_size=0",
    ),
    _refused(
        experimental.DynamicLookup,
        _LOOKUP,
        {"vocabulary_size": 3},
        "at most 3 words",
        "shape=(4,)",
    ),
    _refused(
        experimental.DynamicLookup,
        _LOOKUP,
        {"initial_vocabulary": [1.5]},
        "'string'",
        "float32",
        error=TypeError,
    ),
    _refused(
        experimental.DynamicLookup,
        _LOOKUP,
        {"eviction_policy": "LRU"},
        "'LFU'",
        "eviction_policy='LRU'",
    ),
    _refused(
        experimental.DynamicEmbedding,
        _EMBEDDING,
        {"input_dim": 5},
        "5 words",
        "of 4",
    ),
    _refused(
        experimental.DynamicEmbedding,
        _EMBEDDING,
        {"output_dim": 0},
        "output_dim=0",
    ),
    _refused(
        experimental.DynamicEmbedding,
        _EMBEDDING,
        {"num_oov_indices": 2},
        "num_oov_indices=2",
    ),
)
