"""Locally connected layers in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats
from keras.testing.refusal import Refusal

_SMALL = {"filters": 2, "kernel_size": 3}
_CHANGES = {
    **layer_row.KERNEL_AND_BIAS,
    "filters": 3,
    "kernel_size": 2,
    "strides": 2,
    "padding": None,
    "data_format": "channels_first",
    "activation": "tanh",
    "implementation": 2,
}
_SEQUENCE, _IMAGE = floats(2, 7, 4), floats(2, 5, 6, 4)
_NO_XLA = {"xla": "TensorFlow has no sparse product for XLA"}
_VARIANTS = {
    "first": {"data_format": "channels_first", "strides": 2},
    "masked": {"implementation": 2, "padding": "same", "strides": 2},
    "masked-first": {"implementation": 2, "data_format": "channels_first"},
    "sparse": {"implementation": 3, "padding": "same", "strides": 2},
    "sparse-first": {"implementation": 3, "data_format": "channels_first"},
}


def _rows(layer_class, inputs) -> list[layer_row.Row]:
    return [layer_row.Row(layer_class, inputs, _SMALL, _CHANGES)] + [
        layer_row.Row(
            layer_class,
            inputs,
            {**_SMALL, **more},
            {"padding": "valid"} if name == "masked" else {},
            variant=name,
            exceptions=_NO_XLA if "sparse" in name else {},
        )
        for name, more in _VARIANTS.items()
    ]


ROWS = (
    *_rows(layers.LocallyConnected1D, _SEQUENCE),
    *_rows(layers.LocallyConnected2D, _IMAGE),
)

REFUSALS = (
    Refusal(
        layers.LocallyConnected1D, {**_SMALL, "filters": 0}, ("filters=0",)
    ),
    Refusal(
        layers.LocallyConnected1D,
        {**_SMALL, "padding": "same"},
        ("padding='valid'", "implementation=1"),
    ),
    Refusal(
        layers.LocallyConnected2D,
        {**_SMALL, "implementation": 4},
        ("1, 2 or 3", "implementation=4"),
    ),
    Refusal(layers.LocallyConnected2D, _SMALL, ("(3, 3)",), floats(1, 2, 2, 1)),
    Refusal(layers.LocallyConnected2D, _SMALL, ("4", "(2, 7, 4)"), _SEQUENCE),
)
