"""Layers that move numbers, in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, whole

ROWS = (
    layer_row.Row(
        layers.Flatten,
        floats(2, 3, 4),
        changes={"data_format": "channels_first"},
    ),
    layer_row.Row(
        layers.Flatten, whole(3), variant="one-axis", output_dtype="input"
    ),
    layer_row.Row(
        layers.Reshape,
        floats(2, 3, 4),
        {"target_shape": (2, -1)},
        {"target_shape": (4, 3)},
    ),
)

REFUSALS = ()
