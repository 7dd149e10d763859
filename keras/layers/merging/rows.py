"""Merges in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, whole

_SAME = [floats(2, 3, 4)] * 3
_PAIR = [floats(2, 3), floats(2, 3)]

ROWS = (
    layer_row.Row(layers.Add, _SAME),
    layer_row.Row(layers.Average, _SAME),
    layer_row.Row(layers.Maximum, _SAME),
    layer_row.Row(layers.Minimum, _SAME),
    layer_row.Row(layers.Multiply, _SAME),
    layer_row.Row(
        layers.Add,
        [floats(2, 3, 4), floats(2, 1, 4), floats(2, 4)],
        variant="stretched",
    ),
    layer_row.Row(
        layers.Add,
        [whole(2, 3), whole(2, 3)],
        variant="ints",
        output_dtype="input",
    ),
    layer_row.Row(layers.Subtract, _PAIR),
    layer_row.Row(
        layers.Concatenate,
        [floats(2, 3, 4), floats(2, 3, 4)],
        changes={"axis": 1},
    ),
    layer_row.Row(
        layers.Dot,
        [floats(2, 3, 3), floats(2, 3, 3)],
        {"axes": 1},
        {"axes": (1, 2), "normalize": True},
    ),
    layer_row.Row(layers.Dot, _PAIR, {"axes": -1}, variant="matrices"),
)

REFUSALS = ()
