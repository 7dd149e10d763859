"""What lookups, texts, categories and numbers refuse."""

import tensorflow as tf

from keras import layers
from keras.testing.example_inputs import floats, ragged, strings, whole
from keras.testing.refusal import Refusal

_WORDS = {"vocabulary": ["a", "b"]}
_NUMBERS = {"vocabulary": [1, 2]}


def _of_lookups(layer_class, known: dict) -> tuple[Refusal, ...]:
    """What both lookups refuse alike."""
    return (
        Refusal(layer_class, {"max_tokens": 1}, ("max_tokens=1",)),
        Refusal(layer_class, {"num_oov_indices": -1}, ("num_oov_indices=-1",)),
        Refusal(
            layer_class, {"output_mode": "hot"}, ("output_mode='hot'", "int")
        ),
        Refusal(layer_class, {"sparse": True}, ("sparse=True", "'int'")),
        Refusal(
            layer_class,
            {"invert": True, "output_mode": "count"},
            ("invert=True", "output_mode='count'"),
        ),
        Refusal(layer_class, {"pad_to_max_tokens": True}, ("max_tokens=None",)),
        Refusal(layer_class, {"dtype": "float32"}, ("dtype='float32'",)),
        Refusal(layer_class, {"vocabulary": []}, ("at least one token",)),
        Refusal(
            layer_class,
            {**known, "idf_weights": [1.0, 2.0]},
            ("idf_weights=[1.0, 2.0]", "tf_idf"),
        ),
        Refusal(layer_class, {**known, "output_mode": "tf_idf"}, ("None",)),
        Refusal(
            layer_class,
            {**known, "output_mode": "tf_idf", "idf_weights": [1.0]},
            ("2 numbers", "(1,)"),
        ),
        Refusal(layer_class, {**known, "max_tokens": 2}, ("max_tokens=2", "3")),
    )


REFUSALS = (
    *_of_lookups(layers.StringLookup, _WORDS),
    Refusal(
        layers.StringLookup,
        {"vocabulary": ["a", 1]},
        ("1", "int"),
        error=TypeError,
    ),
    Refusal(
        layers.StringLookup, _WORDS, ("int32",), whole(2, 3), error=TypeError
    ),
    Refusal(
        layers.StringLookup, {}, ("0 tokens",), strings(2), error=RuntimeError
    ),
    Refusal(
        layers.StringLookup,
        {**_WORDS, "num_oov_indices": 0},
        ("known ones", "num_oov_indices=0"),
        strings(2, 3),
        error=tf.errors.InvalidArgumentError,
    ),
    *_of_lookups(layers.IntegerLookup, _NUMBERS),
    Refusal(
        layers.IntegerLookup,
        {"vocabulary": [1, "a"]},
        ("'a'", "str"),
        error=TypeError,
    ),
    Refusal(layers.IntegerLookup, {"vocabulary": [1, 1]}, ("each once", "[1]")),
    Refusal(
        layers.IntegerLookup,
        {"vocabulary_dtype": "float32"},
        ("'int64'", "vocabulary_dtype='float32'"),
    ),
    Refusal(layers.IntegerLookup, {"oov_method": "mod"}, ("oov_method='mod'",)),
    Refusal(layers.IntegerLookup, {"salt": 3}, ("salt=3", "farmhash")),
    Refusal(
        layers.IntegerLookup,
        {"mask_token": "a"},
        ("mask_token='a'",),
        error=TypeError,
    ),
    Refusal(
        layers.IntegerLookup, _NUMBERS, ("string",), strings(2), error=TypeError
    ),
    Refusal(
        layers.TextVectorization,
        {"standardize": "upper"},
        ("'lower'", "standardize='upper'"),
    ),
    Refusal(
        layers.TextVectorization,
        {"split": "word"},
        ("'whitespace'", "split='word'"),
    ),
    Refusal(layers.TextVectorization, {"ngrams": 0}, ("ngrams=0",)),
    Refusal(
        layers.TextVectorization,
        {"ngrams": "two"},
        ("ngrams='two'",),
        error=TypeError,
    ),
    Refusal(
        layers.TextVectorization,
        {"ngrams": (1, 0.5)},
        ("ngrams=0.5",),
    ),
    Refusal(
        layers.TextVectorization,
        {"output_mode": "hot"},
        ("output_mode='hot'",),
    ),
    Refusal(
        layers.TextVectorization,
        {"output_sequence_length": 0},
        ("output_sequence_length=0",),
    ),
    Refusal(
        layers.TextVectorization,
        {"output_sequence_length": 3, "output_mode": "count"},
        ("output_sequence_length=3", "output_mode='count'"),
    ),
    Refusal(
        layers.TextVectorization,
        {"output_sequence_length": 3, "ragged": True},
        ("output_sequence_length=3", "ragged=True"),
    ),
    Refusal(
        layers.TextVectorization,
        {"ragged": True, "output_mode": "count"},
        ("ragged=True", "output_mode='count'"),
    ),
    Refusal(layers.TextVectorization, {"sparse": True}, ("sparse=True",)),
    Refusal(
        layers.TextVectorization, {"dtype": "float32"}, ("dtype='float32'",)
    ),
    Refusal(
        layers.TextVectorization,
        _WORDS,
        ("(batch, 1)", "(2, 3)"),
        strings(2, 3),
    ),
    Refusal(
        layers.TextVectorization,
        _WORDS,
        ("strings", "float32"),
        floats(2, 1),
        error=TypeError,
    ),
    Refusal(layers.Hashing, {"num_bins": 0}, ("num_bins=0",)),
    Refusal(
        layers.Hashing, {"num_bins": None}, ("num_bins=None",), error=TypeError
    ),
    Refusal(layers.Hashing, {"num_bins": 3, "salt": [1, 2, 3]}, ("salt=",)),
    Refusal(
        layers.Hashing,
        {"num_bins": 3, "salt": "a"},
        ("salt='a'",),
        error=TypeError,
    ),
    Refusal(
        layers.Hashing,
        {"num_bins": 3, "output_mode": "tf_idf"},
        ("output_mode='tf_idf'",),
    ),
    Refusal(layers.Hashing, {"num_bins": 3, "sparse": True}, ("sparse=True",)),
    Refusal(
        layers.Hashing,
        {"num_bins": 3},
        ("whole numbers", "float32"),
        floats(2, 3),
        error=TypeError,
    ),
    Refusal(
        layers.Hashing,
        {"num_bins": 3, "mask_value": 1},
        ("string", "mask_value=1"),
        strings(2, 3),
        error=TypeError,
    ),
    Refusal(layers.HashedCrossing, {"num_bins": 0}, ("num_bins=0",)),
    Refusal(
        layers.HashedCrossing,
        {"num_bins": 3, "output_mode": "count"},
        ("output_mode='count'",),
    ),
    Refusal(
        layers.HashedCrossing, {"num_bins": 3, "sparse": True}, ("sparse=True",)
    ),
    Refusal(
        layers.HashedCrossing, {"num_bins": 3}, ("two or more",), strings(3)
    ),
    Refusal(
        layers.HashedCrossing,
        {"num_bins": 3},
        ("(batch, 1)", "(3,), (2,)"),
        [strings(3), strings(2)],
    ),
    Refusal(
        layers.HashedCrossing,
        {"num_bins": 3},
        ("(batch, 1)", "(3, 2)"),
        [strings(3, 2), strings(3, 2)],
    ),
    Refusal(
        layers.HashedCrossing,
        {"num_bins": 3},
        ("whole numbers", "float32"),
        [strings(3), floats(3)],
        error=TypeError,
    ),
    Refusal(
        layers.HashedCrossing,
        {"num_bins": 3},
        ("dense", "RaggedTensor"),
        [ragged(strings(2, 3), 3, 1), ragged(strings(2, 3), 3, 1)],
    ),
    Refusal(layers.CategoryEncoding, {}, ("num_tokens=None",)),
    Refusal(layers.CategoryEncoding, {"num_tokens": 0}, ("num_tokens=0",)),
    Refusal(
        layers.CategoryEncoding,
        {"num_tokens": 3, "output_mode": "int"},
        ("'multi_hot'", "output_mode='int'"),
    ),
    Refusal(
        layers.CategoryEncoding,
        {"num_tokens": 3},
        ("num_tokens=3",),
        whole(2, 9, below=9),
        error=tf.errors.InvalidArgumentError,
    ),
    Refusal(
        layers.CategoryEncoding,
        {"num_tokens": 3},
        ("string",),
        strings(2, 3),
        error=TypeError,
    ),
    Refusal(
        layers.CategoryEncoding,
        {"num_tokens": 5},
        ("'count'", "'multi_hot'"),
        whole(2, 3),
        {"count_weights": floats(2, 3)},
    ),
    Refusal(
        layers.CategoryEncoding,
        {"num_tokens": 5, "output_mode": "count"},
        ("(2, 3)", "(2, 2)"),
        whole(2, 3),
        {"count_weights": floats(2, 2)},
    ),
    Refusal(layers.Discretization, {}, ("num_bins=None",)),
    Refusal(
        layers.Discretization,
        {"num_bins": 2, "bin_boundaries": [1.0]},
        ("num_bins=2", "[1.0]"),
    ),
    Refusal(layers.Discretization, {"num_bins": 0}, ("num_bins=0",)),
    Refusal(
        layers.Discretization, {"bin_boundaries": [2.0, 1.0]}, ("[2.0, 1.0]",)
    ),
    Refusal(
        layers.Discretization, {"num_bins": 2, "epsilon": 0}, ("epsilon=0",)
    ),
    Refusal(
        layers.Discretization,
        {"num_bins": 2, "output_mode": "tf_idf"},
        ("output_mode='tf_idf'",),
    ),
    Refusal(
        layers.Discretization, {"num_bins": 2, "sparse": True}, ("sparse=True",)
    ),
    Refusal(
        layers.Discretization,
        {"num_bins": 2},
        ("`adapt`", "num_bins=2"),
        floats(2, 3),
        error=RuntimeError,
    ),
    Refusal(
        layers.Discretization,
        {"bin_boundaries": [1.0]},
        ("numbers", "string"),
        strings(2, 3),
        error=TypeError,
    ),
    Refusal(layers.Normalization, {"mean": 1.0}, ("mean=1.0", "variance=None")),
    Refusal(
        layers.Normalization,
        {"axis": "last"},
        ("axis='last'",),
        error=TypeError,
    ),
    Refusal(
        layers.Normalization, {"axis": 2}, ("-2 to 1", "(2,)"), floats(2, 3)
    ),
    Refusal(
        layers.Normalization,
        {"mean": [1.0, 2.0], "variance": [1.0, 2.0]},
        ("(3,)", "(2,)"),
        floats(2, 3),
    ),
    Refusal(
        layers.Normalization,
        {"axis": None, "mean": 0.0, "variance": 1.0},
        ("numbers", "string"),
        strings(2, 3),
        error=TypeError,
    ),
    Refusal(
        layers.Rescaling, {"scale": None}, ("scale=None",), error=TypeError
    ),
    Refusal(
        layers.Rescaling,
        {"scale": 1.0, "offset": "a"},
        ("offset='a'",),
        error=TypeError,
    ),
    Refusal(
        layers.Rescaling,
        {"scale": 1.0},
        ("numbers", "string"),
        strings(2, 3),
        error=TypeError,
    ),
    Refusal(
        layers.Rescaling,
        {"scale": [1.0, 2.0]},
        ("(2, 3)", "(2,)"),
        floats(2, 3),
    ),
)
