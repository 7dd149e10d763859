"""Layers that change images, in the table of layers."""

from keras import layers
from keras.testing import layer_row, refusal
from keras.testing.example_inputs import images

_BATCH = images(6, 8, 9, 3)

ROWS = (
    layer_row.Row(
        layers.RandomFlip,
        _BATCH,
        changes={"mode": "vertical", "seed": 3, "data_format": None},
        keywords={},
        is_random=True,
    ),
)

REFUSALS = (
    refusal.Refusal(
        layers.RandomFlip, {"mode": "diagonal"}, ("horizontal", "'diagonal'")
    ),
    refusal.Refusal(
        layers.RandomFlip,
        {"data_format": "channels"},
        ("channels_first", "'channels'"),
    ),
    refusal.Refusal(
        layers.RandomFlip,
        {"bounding_box_format": "xy"},
        ("center_xywh", "'xy'"),
    ),
    refusal.Refusal(layers.RandomFlip, {}, ("4 axes", "(2, 3)"), images(2, 3)),
)
