"""Merges in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, whole
from keras.testing.refusal import Refusal

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

_TYPES = [floats(2, 3), whole(2, 3)]

REFUSALS = (
    Refusal(layers.Add, {}, ("one or more", "no list"), floats(2, 3)),
    Refusal(
        layers.Add,
        {},
        ("one batch size", "(2, 3)", "(4, 3)"),
        [floats(2, 3), floats(4, 3)],
    ),
    Refusal(
        layers.Average,
        {},
        ("equal sizes, or 1", "(2, 3)", "(2, 4)"),
        [floats(2, 3), floats(2, 4)],
    ),
    Refusal(
        layers.Multiply,
        {},
        ("one type", "float32, int32"),
        _TYPES,
        error=TypeError,
    ),
    Refusal(layers.Subtract, {}, ("exactly 2", "3 inputs"), _SAME),
    Refusal(
        layers.Concatenate, {"axis": "a"}, ("an int", "'a'"), error=TypeError
    ),
    Refusal(
        layers.Concatenate,
        {"axis": 2},
        ("axis=2", "(2, 3)"),
        _PAIR,
    ),
    Refusal(
        layers.Concatenate,
        {},
        ("equal ranks", "(2, 3)", "(2, 3, 4)"),
        [floats(2, 3), floats(2, 3, 4)],
    ),
    Refusal(
        layers.Concatenate,
        {},
        ("one type", "float32, int32"),
        _TYPES,
        error=TypeError,
    ),
    Refusal(layers.Dot, {"axes": (1, 1, 1)}, ("or two", "(1, 1, 1)")),
    Refusal(layers.Dot, {"axes": "a"}, ("an int", "'a'"), error=TypeError),
    Refusal(
        layers.Dot,
        {"axes": 1},
        ("equal size", "(2, 3)", "(2, 4)"),
        [floats(2, 3), floats(2, 4)],
    ),
    Refusal(layers.Dot, {"axes": 0}, ("after the batch", "axes=0"), _PAIR),
    Refusal(
        layers.Dot,
        {"axes": 1},
        ("one type", "float32, int32"),
        _TYPES,
        error=TypeError,
    ),
)
