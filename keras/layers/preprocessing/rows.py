"""Lookups, texts, categories and numbers in the table of layers."""

from keras import layers
from keras.layers.preprocessing import refused
from keras.testing import layer_row
from keras.testing.example_inputs import floats, ragged, strings, whole

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
_KNOWN = {"mean": [1.0, 2.0, 3.0], "variance": [1.0, 2.0, 4.0]}

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
    layer_row.Row(layers.Normalization, floats(2, 3), _KNOWN, _NORM),
    layer_row.Row(
        layers.Normalization,
        floats(2, 3, 2),
        {"axis": (1,), "invert": True, **_KNOWN},
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

REFUSALS = refused.REFUSALS
