"""Recurrent layers and their cells in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, ragged
from keras.testing.layer_row import Inner
from keras.testing.refusal import Refusal

_X = floats(2, 5, 3)
_WEIGHTS = {
    **layer_row.KERNEL_AND_BIAS,
    "bias_regularizer": "l2",
    "recurrent_initializer": "ones",
    "recurrent_regularizer": "l2",
    "recurrent_constraint": "non_neg",
}
_CELL = {
    **{n: v for n, v in _WEIGHTS.items() if n != "activity_regularizer"},
    "units": None,  # the states are of that size
    "activation": "relu",
    "dropout": 0.5,
    "recurrent_dropout": 0.5,
    "seed": None,  # only with dropout
}
_LAYER = {
    **_CELL,
    **_WEIGHTS,
    "units": 3,
    "return_sequences": True,
    "return_state": True,
    "go_backwards": True,
    "stateful": True,
    "unroll": None,  # the same numbers
    "time_major": True,
    "zero_output_for_mask": None,  # only with a mask
}
_GATES = {"recurrent_activation": "hard_sigmoid"}
_SOME = {"dropout": 0.3, "recurrent_dropout": 0.3}
_FASTER = {"use_cudnn": None, "implementation": None}  # the same numbers
_ALL_OUT = {"return_sequences": True, "return_state": True}
_OF_STEPS = {
    "cell": Inner("GRUCell", {"units": 4}),
    "return_sequences": True,
    "return_state": True,
    "go_backwards": True,
    "stateful": True,
    "unroll": None,  # the same numbers
    "time_major": True,
    "zero_output_for_mask": None,  # only with a mask
    "num_constants": None,  # only with constants
}
_STACK = [Inner("LSTMCell", {"units": 4}), Inner("SimpleRNNCell", {"units": 3})]


def _cell(layer_class, states: int, changes: dict) -> layer_row.Row:
    return layer_row.Row(
        layer_class,
        floats(2, 3),
        {"units": 4},
        changes,
        keywords={"states": [floats(2, 4) for _ in range(states)]},
    )


ROWS = (
    _cell(layers.SimpleRNNCell, 1, _CELL),
    _cell(
        layers.GRUCell,
        1,
        {**_CELL, **_GATES, "reset_after": False, "implementation": None},
    ),
    _cell(
        layers.LSTMCell,
        2,
        {**_CELL, **_GATES, "unit_forget_bias": False, "implementation": None},
    ),
    layer_row.Row(layers.SimpleRNN, _X, {"units": 4}, _LAYER),
    layer_row.Row(
        layers.SimpleRNN,
        _X,
        {"units": 4, "activation": "selu", "use_bias": False, **_ALL_OUT},
        variant="all-out",
    ),
    layer_row.Row(
        layers.GRU,
        _X,
        {"units": 4},
        {**_LAYER, **_GATES, **_FASTER, "reset_after": False},
    ),
    layer_row.Row(
        layers.GRU,
        _X,
        {"units": 4, "reset_after": False, "go_backwards": True, **_ALL_OUT},
        variant="reset-before",
    ),
    layer_row.Row(
        layers.GRU,
        floats(64, 5, 3),
        {"units": 4, **_SOME},
        {"implementation": None},
        variant="dropout",
        is_random=True,
    ),
    layer_row.Row(
        layers.LSTM,
        _X,
        {"units": 4},
        {**_LAYER, **_GATES, **_FASTER, "unit_forget_bias": False},
    ),
    layer_row.Row(
        layers.LSTM,
        _X,
        {
            "units": 4,
            "recurrent_activation": "hard_sigmoid",
            "activation": "elu",
            "unroll": True,
            **_ALL_OUT,
        },
        variant="unrolled",
    ),
    layer_row.Row(
        layers.LSTM,
        ragged(_X, 5, 2),
        {"units": 4, "return_sequences": True},
        variant="ragged",
        exceptions={"xla": "TensorFlow can't compile ragged rows to dense"},
    ),
    layer_row.Row(
        layers.LSTM,
        floats(64, 5, 3),
        {"units": 4, "dropout": 0.3},
        {"implementation": 1},
        variant="dropout",
        is_random=True,
    ),
    layer_row.Row(
        layers.RNN,
        _X,
        {"cell": Inner("LSTMCell", {"units": 4})},
        _OF_STEPS,
    ),
    layer_row.Row(
        layers.RNN,
        _X,
        {"cell": _STACK, **_ALL_OUT},
        variant="stacked",
    ),
    layer_row.Row(
        layers.Bidirectional,
        _X,
        {"layer": Inner("LSTM", {"units": 4})},
        {
            "layer": Inner("GRU", {"units": 4}),
            "merge_mode": "sum",
            "weights": None,  # a test of its own
            "backward_layer": Inner("GRU", {"units": 4, "go_backwards": True}),
            "num_constants": None,  # only with constants
        },
    ),
    layer_row.Row(
        layers.Bidirectional,
        _X,
        {
            "layer": Inner("GRU", {"units": 4, **_ALL_OUT}),
            "backward_layer": Inner(
                "SimpleRNN", {"units": 4, "go_backwards": True, **_ALL_OUT}
            ),
            "merge_mode": "ave",
        },
        variant="two-kinds",
    ),
    layer_row.Row(
        layers.Bidirectional,
        _X,
        {
            "layer": Inner("RNN", {"cell": _STACK, "return_sequences": True}),
            "merge_mode": None,
        },
        variant="both-out",
    ),
    layer_row.Row(
        layers.Bidirectional,
        ragged(_X, 5, 2),
        {"layer": Inner("GRU", {"units": 4, "return_sequences": True})},
        variant="ragged",
        exceptions={"xla": "TensorFlow can't compile ragged rows to dense"},
    ),
    layer_row.Row(
        layers.StackedRNNCells,
        floats(2, 3),
        {"cells": _STACK},
        {
            "cells": [
                Inner("LSTMCell", {"units": 4, "activation": "relu"}),
                Inner("SimpleRNNCell", {"units": 3}),
            ],
            "reverse_state_order": None,  # the states come in another order
        },
        keywords={"states": [[floats(2, 4), floats(2, 4)], floats(2, 3)]},
    ),
)

_CELLS = {
    layers.SimpleRNNCell: 1,
    layers.GRUCell: 1,
    layers.LSTMCell: 2,
}
_LAYERS = (layers.SimpleRNN, layers.GRU, layers.LSTM)
_WRONG_CELL = {
    "units=0": {"units": 0},
    "dropout=1.5": {"units": 3, "dropout": 1.5},
    "recurrent_dropout=-1": {"units": 3, "recurrent_dropout": -1},
}
_STEP, _STATE = floats(2, 3), floats(2, 4)
_LSTM = layers.LSTM(4)

REFUSALS = (
    *(
        Refusal(layer_class, arguments, (said,))
        for layer_class in _CELLS
        for said, arguments in _WRONG_CELL.items()
    ),
    *(
        Refusal(
            layer_class,
            {"units": 4},
            ("(None, 4)", "(2, 3)"),
            _STEP,
            {"states": [_STEP] * count},
        )
        for layer_class, count in _CELLS.items()
    ),
    Refusal(
        layers.LSTMCell,
        {"units": 4},
        ("Expected 2", "(2, 4)"),
        _STEP,
        {"states": [_STATE]},
    ),
    *(
        Refusal(layer_class, {"units": 4}, ("3 axes.", f"{shape}"), given)
        for layer_class in (*_LAYERS,)
        for shape, given in (
            ((2, 3), _STEP),
            ((2, 5, 3, 1), floats(2, 5, 3, 1)),
        )
    ),
    *(
        Refusal(
            layer_class,
            {"units": 4},
            ("(2, 4)", "(2, 3)"),
            _X,
            {"initial_state": [_STEP] * count},
        )
        for layer_class, count in zip(_LAYERS, (1, 1, 2))
    ),
    Refusal(
        layers.LSTM,
        {"units": "3"},
        ("units='3'",),
        error=TypeError,
    ),
    Refusal(
        layers.LSTM,
        {"units": 4},
        ("booleans", "mask='no'"),
        _X,
        {"mask": "no"},
        TypeError,
    ),
    Refusal(
        layers.GRU,
        {"units": 3, "implementation": 3},
        ("1", "2", "implementation=3"),
    ),
    Refusal(layers.LSTM, {"units": 3, "use_cudnn": 3}, ("use_cudnn=3",)),
    Refusal(layers.RNN, {"cell": 3}, ("state_size", "cell=3")),
    Refusal(layers.RNN, {"cell": layers.Dense(3)}, ("state_size", "cell=")),
    Refusal(layers.StackedRNNCells, {"cells": []}, ("cells=[]",)),
    Refusal(layers.StackedRNNCells, {"cells": [3]}, ("cells=3",)),
    Refusal(
        layers.Bidirectional,
        {"layer": _LSTM, "merge_mode": "max"},
        ("'concat'", "merge_mode='max'"),
    ),
    Refusal(
        layers.Bidirectional, {"layer": 3}, ("layer=3", "int"), error=TypeError
    ),
    Refusal(
        layers.Bidirectional,
        {"layer": layers.Dense(3)},
        ("go_backwards", "layer="),
    ),
    Refusal(
        layers.Bidirectional,
        {"layer": _LSTM, "backward_layer": layers.LSTM(4)},
        ("go_backwards=False",),
    ),
)
