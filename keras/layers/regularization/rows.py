"""Layers that disturb training, in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, whole
from keras.testing.refusal import Refusal

_RATE = {"rate": 0.5, "seed": 3}
_OTHER_RATE = {"rate": 0.9, "seed": 4}
_UNSAID = {"keras 2 config": "tf_keras's loses the data format"}

ROWS = (
    layer_row.Row(
        layers.ActivityRegularization,
        floats(2, 3, 4),
        {"l1": 0.1},
        {"l1": 0.2, "l2": 0.1},
    ),
    layer_row.Row(
        layers.AlphaDropout,
        floats(64, 33),
        _RATE,
        {**_OTHER_RATE, "noise_shape": (None, 1)},
        is_random=True,
    ),
    layer_row.Row(
        layers.Dropout,
        floats(64, 33),
        _RATE,
        {**_OTHER_RATE, "noise_shape": (None, 1)},
        is_random=True,
    ),
    layer_row.Row(
        layers.GaussianDropout,
        floats(64, 33),
        _RATE,
        _OTHER_RATE,
        is_random=True,
    ),
    layer_row.Row(
        layers.GaussianNoise,
        floats(64, 11, 3),
        {"stddev": 0.5, "seed": 3},
        {"stddev": 0.9, "seed": 4},
        is_random=True,
    ),
    layer_row.Row(
        layers.SpatialDropout1D,
        floats(64, 2, 33),
        _RATE,
        _OTHER_RATE,
        is_random=True,
    ),
    layer_row.Row(
        layers.SpatialDropout2D,
        floats(64, 2, 3, 33),
        _RATE,
        {**_OTHER_RATE, "data_format": "channels_first"},
        is_random=True,
        exceptions=_UNSAID,
    ),
    layer_row.Row(
        layers.SpatialDropout3D,
        floats(64, 2, 1, 2, 33),
        _RATE,
        {**_OTHER_RATE, "data_format": "channels_first"},
        is_random=True,
        exceptions=_UNSAID,
    ),
)

REFUSALS = (
    Refusal(layers.ActivityRegularization, {"l1": "a"}, ("l1='a'",)),
    Refusal(layers.AlphaDropout, {"rate": 1}, ("below 1", "rate=1")),
    Refusal(layers.AlphaDropout, {"rate": -0.5}, ("0 to 1", "rate=-0.5")),
    Refusal(
        layers.AlphaDropout, {"rate": 0.5, "noise_shape": (0,)}, ("at least 1",)
    ),
    Refusal(layers.Dropout, {"rate": 1.5}, ("0 to 1", "rate=1.5")),
    Refusal(
        layers.Dropout,
        {"rate": 0.5, "noise_shape": 3},
        ("sizes", "noise_shape=3"),
        error=TypeError,
    ),
    Refusal(layers.GaussianDropout, {"rate": 1.0}, ("below 1", "rate=1.0")),
    Refusal(layers.GaussianNoise, {"stddev": -1}, ("at least 0", "stddev=-1")),
    Refusal(
        layers.SpatialDropout1D,
        {"rate": 0.5, "noise_shape": (1, 1, 2)},
        ("no noise shape", "(1, 1, 2)"),
    ),
    Refusal(
        layers.SpatialDropout1D, {"rate": 0.5}, ("3", "(2, 3)"), floats(2, 3)
    ),
    Refusal(
        layers.SpatialDropout2D, {"rate": 0.5}, ("4", "(2, 3)"), floats(2, 3)
    ),
    Refusal(
        layers.SpatialDropout2D,
        {"rate": 0.5, "data_format": "last"},
        ("channels_last", "data_format='last'"),
    ),
    Refusal(
        layers.SpatialDropout3D, {"rate": 0.5}, ("5", "(2, 3)"), floats(2, 3)
    ),
    Refusal(
        layers.Dropout,
        {"rate": 0.5},
        ("float type", "int32"),
        whole(2, 3),
        {"training": True},
        error=TypeError,
    ),
    Refusal(
        layers.Dropout,
        {"rate": 0.5, "noise_shape": (2, 1, 1)},
        ("2 sizes", "(2, 3)"),
        floats(2, 3),
        {"training": True},
    ),
)
