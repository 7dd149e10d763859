"""StringLookup in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import ragged, strings

_XLA = {"xla": "XLA has no strings, and no tables"}
_WHOLE = dict.fromkeys(
    ("float64", "mixed precision", "training"), "indices are whole numbers"
)
_KNOWN = {"vocabulary": ["a", "b"]}
_CHANGES = {
    "max_tokens": None,
    "num_oov_indices": 2,
    "mask_token": "c",
    "oov_token": None,
    "vocabulary": ["b", "a"],
    "idf_weights": None,
    "encoding": None,
    "invert": None,
    "output_mode": "count",
    "sparse": None,
    "pad_to_max_tokens": None,
    "salt": None,
}


def _row(variant: str, inputs=None, **options) -> layer_row.Row:
    is_int = options.get("output_mode", "int") == "int"
    return layer_row.Row(
        layers.StringLookup,
        strings(2, 3) if inputs is None else inputs,
        {**_KNOWN, **options},
        {} if variant else _CHANGES,
        variant=variant,
        output_dtype="int64" if is_int else "compute",
        exceptions={**_XLA, **_WHOLE} if is_int else _XLA,
    )


ROWS = (
    _row(""),
    _row("masked", mask_token="c"),
    _row("ragged", ragged(strings(2, 3), 3, 1)),
    _row("hashed", num_oov_indices=3),
    _row("one-hot", strings(3, 1), output_mode="one_hot"),
    _row("multi-hot", output_mode="multi_hot"),
    _row("counts", output_mode="count", mask_token="c"),
    _row("weighted", output_mode="tf_idf", idf_weights=[0.5, 2.0]),
    _row("padded", output_mode="count", max_tokens=5, pad_to_max_tokens=True),
)

REFUSALS = ()
