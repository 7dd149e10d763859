"""Attention in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats
from keras.testing.refusal import Refusal

_CHANGES = {
    "use_scale": True,
    "dropout": 0.5,
    "seed": None,  # only with dropout
    "causal": True,
}
_PAIR = [floats(2, 3, 4), floats(2, 5, 4)]
_KEYS = [floats(2, 3, 4), floats(2, 5, 6), floats(2, 5, 4)]

ROWS = (
    layer_row.Row(
        layers.Attention, _PAIR, {}, {**_CHANGES, "score_mode": "concat"}
    ),
    layer_row.Row(
        layers.Attention,
        _PAIR,
        {"use_scale": True, "score_mode": "concat"},
        variant="scaled-sums",
    ),
    layer_row.Row(layers.Attention, _KEYS, {"use_scale": True}, variant="keys"),
    layer_row.Row(
        layers.Attention,
        _PAIR,
        {"dropout": 0.4},
        variant="dropped",
        is_random=True,
    ),
    layer_row.Row(
        layers.AdditiveAttention, _PAIR, {}, {**_CHANGES, "use_scale": False}
    ),
    layer_row.Row(
        layers.AdditiveAttention, _KEYS, {"use_scale": False}, variant="keys"
    ),
)

_ONE = floats(2, 3, 4)
_WRONG_SIZE = ("of size 5", "query=(2, 3, 4)"), [_ONE, floats(2, 3, 5)]
_WRONG_COUNT = (
    ("6 values", "value=(2, 5, 4)"),
    [_ONE, floats(2, 5, 4), floats(2, 6, 4)],
)

REFUSALS = (
    Refusal(
        layers.Attention,
        {"score_mode": "sum"},
        ("'concat'", "score_mode='sum'"),
    ),
    *[
        refusal
        for layer_class in (layers.Attention, layers.AdditiveAttention)
        for refusal in (
            Refusal(layer_class, {"dropout": 1.5}, ("0 to 1", "dropout=1.5")),
            Refusal(layer_class, {}, ("[query, value]", "no list"), _ONE),
            Refusal(layer_class, {}, ("list of 1",), [_ONE]),
            Refusal(layer_class, {}, ("list of 4",), [_ONE] * 4),
            Refusal(
                layer_class,
                {},
                ("mask in a list of 1",),
                _PAIR,
                {"mask": [floats(2, 3)]},
            ),
            Refusal(layer_class, {}, *_WRONG_SIZE),
            Refusal(layer_class, {}, *_WRONG_COUNT),
            Refusal(
                layer_class, {}, ("(batch, steps, size)",), [floats(2)] * 2
            ),
        )
    ],
)
