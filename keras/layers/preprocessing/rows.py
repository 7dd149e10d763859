"""Lookups, texts, categories and numbers in the table of layers."""

import tensorflow as tf

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, ragged, strings, whole
from keras.testing.refusal import Refusal

_XLA = {"xla": "XLA has no strings, and no tables"}
_WHOLE = dict.fromkeys(
    ("float64", "mixed precision", "training"), "indices are whole numbers"
)
_TEXT = dict.fromkeys(
    ("float64", "mixed precision", "training"), "the type is of strings"
)
_LOOKUP = {
    "max_tokens": None,
    "num_oov_indices": 2,
    "oov_token": None,
    "idf_weights": None,
    "invert": None,
    "output_mode": "count",
    "sparse": None,
    "pad_to_max_tokens": None,
    "salt": None,
}
_STRINGS = {
    **_LOOKUP,
    "mask_token": "c",
    "vocabulary": ["b", "a"],
    "encoding": None,
}
_INTEGERS = {
    **_LOOKUP,
    "mask_token": 3,
    "vocabulary": [2, 1],
    "vocabulary_dtype": None,
    "oov_method": None,
}
_VECTORS = {"output_mode": "count", "sparse": True}


def _indices(layer_class, inputs, arguments, changes=None, variant=""):
    """A row of a layer whose output is indices, or vectors of their type."""
    is_int = arguments.get("output_mode", "int") == "int"
    is_free = layer_class in (layers.CategoryEncoding, layers.Discretization)
    xla = {} if is_free else _XLA
    return layer_row.Row(
        layer_class,
        inputs,
        arguments,
        changes or {},
        variant=variant,
        output_dtype="int64" if is_int else "compute",
        exceptions={**xla, **_WHOLE} if is_int else xla,
    )


def _string_lookup(variant: str, inputs=None, **options) -> layer_row.Row:
    return _indices(
        layers.StringLookup,
        strings(2, 3) if inputs is None else inputs,
        {"vocabulary": ["a", "b"], **options},
        {} if variant else _STRINGS,
        variant,
    )


def _integer_lookup(variant: str, inputs=None, **options) -> layer_row.Row:
    return _indices(
        layers.IntegerLookup,
        whole(2, 3) if inputs is None else inputs,
        {"vocabulary": [1, 2], **options},
        {} if variant else _INTEGERS,
        variant,
    )


def _text(variant: str, inputs=None, changes=None, **options) -> layer_row.Row:
    is_int = options.get("output_mode", "int") == "int"
    words = ("A b, c!", "b! b", "c A.")
    return layer_row.Row(
        layers.TextVectorization,
        strings(3, 1, words=words) if inputs is None else inputs,
        {"vocabulary": ["a", "b"], **options},
        changes or {},
        variant=variant,
        output_dtype="int64" if is_int else "float32",
        exceptions={**_XLA, **_TEXT},
    )


_TEXTS = {
    "max_tokens": None,
    "standardize": "lower",
    "split": "character",
    "ngrams": 2,
    "output_mode": None,
    "output_sequence_length": 5,
    "pad_to_max_tokens": None,
    "vocabulary": ["b", "a"],
    "idf_weights": None,
    "ragged": None,
    "encoding": None,
}
_HASH = {"num_bins": 3, "mask_value": "a", "salt": 5}
_BINS = {"bin_boundaries": [0.1, 0.3], "num_bins": None, "epsilon": None}
_SCALE = {"scale": 2.0, "offset": -1.0}
_NORM = {
    "axis": None,
    "mean": [1.0, 2.0, 4.0],
    "variance": [1.0, 2.0, 3.0],
    "invert": True,
}
_MOMENTS = {"mean": [1.0, 2.0, 3.0], "variance": [1.0, 2.0, 4.0]}

ROWS = (
    _string_lookup(""),
    _string_lookup("masked", mask_token="c"),
    _string_lookup("ragged", ragged(strings(2, 3), 3, 1)),
    _string_lookup("hashed", num_oov_indices=3),
    _string_lookup("one-hot", strings(3, 1), output_mode="one_hot"),
    _string_lookup("multi-hot", output_mode="multi_hot"),
    _string_lookup("counts", output_mode="count", mask_token="c"),
    _string_lookup("weighted", output_mode="tf_idf", idf_weights=[0.5, 2.0]),
    _string_lookup(
        "padded", output_mode="count", max_tokens=5, pad_to_max_tokens=True
    ),
    _integer_lookup(""),
    _integer_lookup("masked", mask_token=3, num_oov_indices=3),
    _integer_lookup(
        "inverse", whole(2, 3, dtype="int64"), invert=True, mask_token=0
    ),
    _integer_lookup("multi-hot", output_mode="multi_hot"),
    _text("", None, _TEXTS, output_sequence_length=4),
    _text("n-grams", output_sequence_length=2, ngrams=2),
    _text("ragged", None, {"ragged": False}, ragged=True),
    _text("words", strings(2, 3), split=None, standardize=None),
    _text(
        "counts",
        None,
        {"output_mode": "multi_hot", "sparse": True},
        output_mode="count",
        ngrams=(1, 2),
    ),
    _text("weighted", output_mode="tf_idf", idf_weights=[0.5, 2.0]),
    _indices(
        layers.Hashing,
        strings(2, 3),
        {"num_bins": 5},
        {**_HASH, "output_mode": "count", "sparse": None},
    ),
    _indices(
        layers.Hashing,
        whole(2, 3, dtype="int64"),
        {"num_bins": 5, "mask_value": 1, "salt": [3, 4]},
        variant="salted",
    ),
    _indices(
        layers.Hashing,
        strings(2, 3),
        {"num_bins": 5, "output_mode": "multi_hot"},
        {**_HASH, "output_mode": "one_hot", "sparse": True},
        variant="multi-hot",
    ),
    _indices(
        layers.HashedCrossing,
        [strings(4), whole(4, dtype="int64")],
        {"num_bins": 5},
        {"num_bins": 3, "output_mode": "one_hot", "sparse": None},
    ),
    _indices(
        layers.HashedCrossing,
        [strings(4, 1), whole(4, 1, dtype="int64")],
        {"num_bins": 5, "output_mode": "one_hot"},
        {"sparse": True},
        variant="one-hot",
    ),
    _indices(
        layers.CategoryEncoding,
        whole(2, 3),
        {"num_tokens": 5, "output_mode": "multi_hot"},
        {"num_tokens": 6, **_VECTORS},
    ),
    _indices(
        layers.CategoryEncoding,
        whole(3, 1, dtype="int64"),
        {"num_tokens": 5, "output_mode": "one_hot"},
        variant="one-hot",
    ),
    layer_row.Row(
        layers.CategoryEncoding,
        whole(2, 3),
        {"num_tokens": 5, "output_mode": "count"},
        keywords={"count_weights": floats(2, 3)},
        variant="weighted",
        exceptions={"gradients": "tf_keras has none for weights"},
    ),
    _indices(
        layers.Discretization,
        floats(2, 3),
        {"bin_boundaries": [-0.5, 0.3]},
        {**_BINS, "output_mode": "count", "sparse": None},
    ),
    _indices(
        layers.Discretization,
        whole(3, 1, below=9),
        {"bin_boundaries": [2, 4, 6], "output_mode": "one_hot"},
        {"sparse": True},
        variant="one-hot",
    ),
    layer_row.Row(layers.Normalization, floats(2, 3), _MOMENTS, _NORM),
    layer_row.Row(
        layers.Normalization,
        floats(2, 3, 2),
        {"axis": (1,), "invert": True, **_MOMENTS},
        variant="inverse",
    ),
    layer_row.Row(layers.Normalization, floats(2, 3), variant="learning"),
    layer_row.Row(
        layers.Rescaling, floats(2, 3), {"scale": 0.5, "offset": 1.0}, _SCALE
    ),
    layer_row.Row(
        layers.Rescaling,
        whole(2, 3, dtype="uint8"),
        {"scale": [0.5, 1.0, 2.0]},
        variant="features",
    ),
)

_WORDS, _NUMBERS = {"vocabulary": ["a", "b"]}, {"vocabulary": [1, 2]}
_IDF, _THREE = {"output_mode": "tf_idf"}, {"num_bins": 3}
_STRING, _FLOAT = strings(2, 3), floats(2, 3)
# Arguments that are refused, and what is said of them.
_OF_BOTH_LOOKUPS = (
    ({"max_tokens": 1}, "max_tokens=1"),
    ({"num_oov_indices": -1}, "num_oov_indices=-1"),
    ({"output_mode": "hot"}, "'int'", "output_mode='hot'"),
    ({"sparse": True}, "sparse=True", "'int'"),
    ({"invert": True, "output_mode": "count"}, "invert=True", "'count'"),
    ({"pad_to_max_tokens": True}, "max_tokens=None"),
    ({"dtype": "float32"}, "dtype='float32'"),
    ({"vocabulary": []}, "at least one token"),
)
_OF_A_VOCABULARY = (
    ({"idf_weights": [1.0, 2.0]}, "idf_weights=[1.0, 2.0]", "tf_idf"),
    ({"output_mode": "tf_idf"}, "idf_weights=None"),
    ({**_IDF, "idf_weights": [1.0]}, "2 numbers", "(1,)"),
    ({"max_tokens": 2}, "max_tokens=2", "3 tokens"),
)
_LENGTH = {"output_sequence_length": 3}
_OF_TEXTS = (
    ({"standardize": "upper"}, "'lower'", "standardize='upper'"),
    ({"split": "word"}, "'whitespace'", "split='word'"),
    ({"ngrams": 0}, "ngrams=0"),
    ({"ngrams": (1, 0.5)}, "ngrams=0.5"),
    ({"output_mode": "hot"}, "output_mode='hot'"),
    ({"output_sequence_length": 0}, "output_sequence_length=0"),
    ({**_LENGTH, "output_mode": "count"}, "length=3", "output_mode='count'"),
    ({**_LENGTH, "ragged": True}, "length=3", "ragged=True"),
    ({"ragged": True, "output_mode": "count"}, "ragged=True", "'count'"),
    ({"sparse": True}, "sparse=True"),
    ({"dtype": "float32"}, "dtype='float32'"),
)
_OF_OTHERS = (
    (layers.IntegerLookup, {"vocabulary": [1, 1]}, "each once", "[1]"),
    (layers.IntegerLookup, {"vocabulary_dtype": "float32"}, "'int64'"),
    (layers.IntegerLookup, {"oov_method": "mod"}, "oov_method='mod'"),
    (layers.IntegerLookup, {"salt": 3}, "salt=3", "farmhash"),
    (layers.Hashing, {"num_bins": 0}, "num_bins=0"),
    (layers.Hashing, {**_THREE, "salt": [1, 2, 3]}, "salt=(1, 2, 3)"),
    (layers.Hashing, {**_THREE, **_IDF}, "output_mode='tf_idf'"),
    (layers.Hashing, {**_THREE, "sparse": True}, "sparse=True"),
    (layers.HashedCrossing, {"num_bins": 0}, "num_bins=0"),
    (layers.HashedCrossing, {**_THREE, "output_mode": "count"}, "'count'"),
    (layers.HashedCrossing, {**_THREE, "sparse": True}, "sparse=True"),
    (layers.CategoryEncoding, {}, "num_tokens=None"),
    (layers.CategoryEncoding, {"num_tokens": 0}, "num_tokens=0"),
    (layers.CategoryEncoding, {"num_tokens": 3, **_IDF}, "'multi_hot'"),
    (layers.Discretization, {}, "num_bins=None"),
    (layers.Discretization, {**_THREE, "bin_boundaries": [1.0]}, "[1.0]"),
    (layers.Discretization, {"num_bins": 0}, "num_bins=0"),
    (layers.Discretization, {"bin_boundaries": [2.0, 1.0]}, "[2.0, 1.0]"),
    (layers.Discretization, {**_THREE, "epsilon": 0}, "epsilon=0"),
    (layers.Discretization, {**_THREE, **_IDF}, "output_mode='tf_idf'"),
    (layers.Discretization, {**_THREE, "sparse": True}, "sparse=True"),
    (layers.Normalization, {"mean": 1.0}, "mean=1.0", "variance=None"),
)
_OF_ANOTHER_TYPE = (
    (layers.StringLookup, {"vocabulary": ["a", 1]}, "1 of type int"),
    (layers.IntegerLookup, {"vocabulary": [1, "a"]}, "'a' of type str"),
    (layers.IntegerLookup, {"mask_token": "a"}, "mask_token='a'"),
    (layers.TextVectorization, {"ngrams": "two"}, "ngrams='two'"),
    (layers.Hashing, {"num_bins": None}, "num_bins=None"),
    (layers.Hashing, {**_THREE, "salt": "a"}, "salt='a'"),
    (layers.Normalization, {"axis": "last"}, "axis='last'"),
    (layers.Rescaling, {"scale": None}, "scale=None"),
    (layers.Rescaling, {"scale": 1.0, "offset": "a"}, "offset='a'"),
)
# Calls that are refused, and what is said of them.
_SHORT, _LONG = strings(2), strings(3)
_RAGGED = ragged(_STRING, 3, 1)
_GIVEN = {"mean": [1.0, 2.0], "variance": [1.0, 2.0]}
_INPUTS = (
    (layers.TextVectorization, _WORDS, _STRING, "(batch, 1)", "(2, 3)"),
    (layers.HashedCrossing, _THREE, _LONG, "two or more"),
    (layers.HashedCrossing, _THREE, [_LONG, _SHORT], "(3,), (2,)"),
    (layers.HashedCrossing, _THREE, [_STRING, _STRING], "(batch, 1)", "(2, 3)"),
    (layers.HashedCrossing, _THREE, [_RAGGED, _RAGGED], "dense", "Ragged"),
    (layers.Normalization, {"axis": 2}, _FLOAT, "-2 to 1", "(2,)"),
    (layers.Normalization, _GIVEN, _FLOAT, "(3,)", "(2,)"),
    (layers.Rescaling, {"scale": [1.0, 2.0]}, _FLOAT, "(2, 3)", "(2,)"),
)
_WHOLE_MEAN = {"axis": None, "mean": 0.0, "variance": 1.0}
_INPUTS_OF_ANOTHER_TYPE = (
    (layers.StringLookup, _WORDS, whole(2), "int32"),
    (layers.IntegerLookup, _NUMBERS, _STRING, "string"),
    (layers.TextVectorization, _WORDS, floats(2, 1), "strings", "float32"),
    (layers.Hashing, _THREE, _FLOAT, "whole numbers", "float32"),
    (layers.Hashing, {**_THREE, "mask_value": 1}, _STRING, "mask_value=1"),
    (layers.HashedCrossing, _THREE, [_LONG, floats(3)], "whole", "float32"),
    (layers.CategoryEncoding, {"num_tokens": 3}, _STRING, "string"),
    (layers.Discretization, {"bin_boundaries": [1.0]}, _STRING, "string"),
    (layers.Normalization, _WHOLE_MEAN, _STRING, "numbers", "string"),
    (layers.Rescaling, {"scale": 1.0}, _STRING, "numbers", "string"),
)
_UNKNOWN = tf.errors.InvalidArgumentError
_IN_VAIN = {"count_weights": _FLOAT}
_COUNTS = {"num_tokens": 5, "output_mode": "count"}

REFUSALS = (
    *(
        Refusal(layer_class, {**known, **wrong}, tuple(parts))
        for layer_class, vocabulary in (
            (layers.StringLookup, _WORDS),
            (layers.IntegerLookup, _NUMBERS),
        )
        for known, table in (
            ({}, _OF_BOTH_LOOKUPS),
            (vocabulary, _OF_A_VOCABULARY),
        )
        for wrong, *parts in table
    ),
    *(
        Refusal(layers.TextVectorization, wrong, tuple(parts))
        for wrong, *parts in _OF_TEXTS
    ),
    *(
        Refusal(layer_class, wrong, tuple(parts), error=error)
        for error, table in (
            (ValueError, _OF_OTHERS),
            (TypeError, _OF_ANOTHER_TYPE),
        )
        for layer_class, wrong, *parts in table
    ),
    *(
        Refusal(layer_class, arguments, tuple(parts), inputs, error=error)
        for error, table in (
            (ValueError, _INPUTS),
            (TypeError, _INPUTS_OF_ANOTHER_TYPE),
        )
        for layer_class, arguments, inputs, *parts in table
    ),
    Refusal(
        layers.StringLookup, {}, ("0 tokens",), _STRING, error=RuntimeError
    ),
    Refusal(
        layers.Discretization,
        _THREE,
        ("`adapt`", "num_bins=3"),
        _FLOAT,
        error=RuntimeError,
    ),
    Refusal(
        layers.StringLookup,
        {**_WORDS, "num_oov_indices": 0},
        ("known ones", "num_oov_indices=0"),
        _STRING,
        error=_UNKNOWN,
    ),
    Refusal(
        layers.CategoryEncoding,
        {"num_tokens": 3},
        ("num_tokens=3",),
        whole(2, 9, below=9),
        error=_UNKNOWN,
    ),
    Refusal(
        layers.CategoryEncoding,
        {"num_tokens": 5},
        ("'count'", "'multi_hot'"),
        whole(2, 3),
        _IN_VAIN,
    ),
    Refusal(
        layers.CategoryEncoding,
        _COUNTS,
        ("(2, 3)", "(2, 2)"),
        whole(2, 2),
        _IN_VAIN,
    ),
)
