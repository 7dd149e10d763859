"""Layers that disturb training, in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats

ROWS = (
    layer_row.Row(
        layers.Dropout,
        floats(64, 33),
        {"rate": 0.5, "seed": 3},
        {"rate": 0.9, "noise_shape": (None, 1), "seed": 4},
        is_random=True,
    ),
)

REFUSALS = ()
