"""Convolutional recurrent layers in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats
from keras.testing.refusal import Refusal

_SMALL = {"filters": 2, "kernel_size": 2}
_CHANGES = {
    **layer_row.KERNEL_AND_BIAS,
    "bias_regularizer": "l2",
    "recurrent_initializer": "ones",
    "recurrent_regularizer": "l2",
    "recurrent_constraint": "non_neg",
    "filters": 3,
    "kernel_size": 3,
    "strides": 2,
    "padding": "same",
    "data_format": "channels_first",
    "dilation_rate": 2,
    "activation": "relu",
    "recurrent_activation": "sigmoid",
    "unit_forget_bias": False,
    "return_sequences": True,
    "return_state": True,
    "go_backwards": True,
    "stateful": True,
    "dropout": 0.5,
    "recurrent_dropout": 0.5,
    "seed": None,  # only with dropout
}
_ALL_OUT = {"return_sequences": True, "return_state": True}
_LINES, _IMAGES, _VOLUMES = (
    floats(2, 3, 5, 3),
    floats(2, 3, 5, 4, 3),
    floats(2, 2, 3, 4, 3, 3),
)

ROWS = (
    layer_row.Row(layers.ConvLSTM1D, _LINES, _SMALL, _CHANGES),
    layer_row.Row(
        layers.ConvLSTM1D,
        _LINES,
        {**_SMALL, "strides": 2, "go_backwards": True, **_ALL_OUT},
        variant="all-out",
    ),
    layer_row.Row(layers.ConvLSTM2D, _IMAGES, _SMALL, _CHANGES),
    layer_row.Row(
        layers.ConvLSTM2D,
        _IMAGES,
        {**_SMALL, "dilation_rate": 2, "use_bias": False, **_ALL_OUT},
        variant="dilated",
    ),
    layer_row.Row(
        layers.ConvLSTM2D,
        _IMAGES,
        {**_SMALL, "padding": "same", "data_format": "channels_first"},
        variant="channels-first",
    ),
    layer_row.Row(
        layers.ConvLSTM2D,
        floats(64, 3, 4, 3, 3),
        {**_SMALL, "dropout": 0.3, "recurrent_dropout": 0.3},
        variant="dropped",
        is_random=True,
    ),
    layer_row.Row(layers.ConvLSTM3D, _VOLUMES, _SMALL, _CHANGES),
)

REFUSALS = (
    *[
        Refusal(layers.ConvLSTM2D, {**_SMALL, name: value}, (told,))
        for name, value, told in (
            ("filters", 0, "filters=0"),
            ("kernel_size", (2, 0), "kernel_size=0"),
            ("strides", (1, 2, 3), "3 sizes"),
            ("padding", "causal", "padding='causal'"),
            ("data_format", "first", "data_format='first'"),
            ("dropout", 1.5, "dropout=1.5"),
            ("recurrent_dropout", -0.5, "recurrent_dropout=-0.5"),
        )
    ],
    Refusal(layers.ConvLSTM2D, _SMALL, ("of 5 axes", "(2, 3, 5, 3)"), _LINES),
    Refusal(
        layers.ConvLSTM2D, _SMALL, ("at least (2, 2)",), floats(2, 3, 1, 4, 3)
    ),
)
