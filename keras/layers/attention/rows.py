"""Attention in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats

_CHANGES = {
    "use_scale": True,
    "score_mode": "concat",
    "dropout": 0.5,
    "seed": None,  # only with dropout
}
_PAIR = [floats(2, 3, 4), floats(2, 5, 4)]

ROWS = (
    layer_row.Row(layers.Attention, _PAIR, {}, _CHANGES),
    layer_row.Row(
        layers.Attention,
        _PAIR,
        {"use_scale": True, "score_mode": "concat"},
        variant="scaled-sums",
    ),
    layer_row.Row(
        layers.Attention,
        [floats(2, 3, 4), floats(2, 5, 6), floats(2, 5, 4)],
        {"use_scale": True},
        variant="keys",
    ),
)

REFUSALS = ()
