"""Convolutions in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats
from keras.testing.refusal import Refusal

_CHANGES = {
    **layer_row.KERNEL_AND_BIAS,
    "filters": 2,
    "kernel_size": 2,
    "strides": 2,
    "padding": "same",
    "data_format": "channels_first",
    "dilation_rate": 2,
    "groups": 2,
    "activation": "tanh",
}
_SMALL = {"filters": 4, "kernel_size": 3}
_VARIANTS = {
    "strided": {"strides": 2, "padding": "same"},
    "dilated": {"dilation_rate": 2, "padding": "same"},
    "grouped": {"groups": 2, "activation": "relu"},
    "causal": {"padding": "causal", "dilation_rate": 2},
}
_CHANNELS_FIRST = {
    "arguments": {**_SMALL, "data_format": "channels_first"},
    "variant": "channels-first",
    "exceptions": dict.fromkeys(
        ("float16", "float64"), "TensorFlow has no such kernel on CPUs"
    ),
}
_SEQUENCE, _IMAGE, _VOLUME = (
    floats(2, 7, 4),
    floats(2, 7, 6, 4),
    floats(2, 6, 5, 5, 4),
)


def _variants(layer_class, inputs, *names) -> list[layer_row.Row]:
    return [
        layer_row.Row(
            layer_class, inputs, {**_SMALL, **_VARIANTS[name]}, variant=name
        )
        for name in names
    ]


ROWS = (
    layer_row.Row(layers.Conv1D, _SEQUENCE, _SMALL, _CHANGES),
    *_variants(
        layers.Conv1D, _SEQUENCE, "strided", "dilated", "grouped", "causal"
    ),
    layer_row.Row(layers.Conv2D, _IMAGE, _SMALL, _CHANGES),
    *_variants(layers.Conv2D, _IMAGE, "strided", "dilated", "grouped"),
    layer_row.Row(layers.Conv2D, _IMAGE, **_CHANNELS_FIRST),
    # TensorFlow has no kernel for groups of volumes on CPUs.
    layer_row.Row(layers.Conv3D, _VOLUME, _SMALL, {**_CHANGES, "groups": None}),
    *_variants(layers.Conv3D, _VOLUME, "strided", "dilated"),
    layer_row.Row(layers.Conv3D, _VOLUME, **_CHANNELS_FIRST),
)

REFUSALS = (
    Refusal(layers.Conv2D, {**_SMALL, "filters": 0}, ("filters=0",)),
    Refusal(layers.Conv2D, {**_SMALL, "padding": "full"}, ("padding='full'",)),
    Refusal(
        layers.Conv2D,
        {**_SMALL, "filters": 5, "groups": 2},
        ("filters=5", "groups=2"),
    ),
    Refusal(layers.Conv2D, _SMALL, ("4", "(2, 7, 4)"), _SEQUENCE),
    Refusal(layers.Conv2D, _SMALL, ("(2, 2, 6, 4)",), floats(2, 2, 6, 4)),
)
