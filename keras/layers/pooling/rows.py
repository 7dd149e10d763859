"""Pools in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats

_WINDOW = {
    "pool_size": 3,
    "strides": 1,
    "padding": "same",
    "data_format": "channels_first",
}
_WHOLE = {"data_format": "channels_first", "keepdims": True}
_OVERLAPPING = {"pool_size": 3, "strides": 2, "padding": "same"}
_ONLY_FLOAT32 = dict.fromkeys(
    ("float16", "float64"), "TensorFlow has no such kernel on CPUs"
)


def _rows_of(inputs, windows, whole, exceptions=()) -> list[layer_row.Row]:
    rows = []
    for pool in windows:
        for arguments, changes, variant in (
            ({}, _WINDOW, ""),
            (_OVERLAPPING, {}, "same"),
        ):
            rows.append(
                layer_row.Row(
                    pool,
                    inputs,
                    arguments,
                    changes,
                    variant,
                    exceptions=dict(exceptions),
                )
            )
    return rows + [
        layer_row.Row(pool, inputs, changes=_WHOLE) for pool in whole
    ]


ROWS = (
    *_rows_of(
        floats(2, 7, 4),
        [layers.MaxPooling1D, layers.AveragePooling1D],
        [layers.GlobalMaxPooling1D, layers.GlobalAveragePooling1D],
    ),
    *_rows_of(
        floats(2, 7, 6, 4),
        [layers.MaxPooling2D, layers.AveragePooling2D],
        [layers.GlobalMaxPooling2D, layers.GlobalAveragePooling2D],
    ),
    *_rows_of(
        floats(2, 6, 5, 5, 4),
        [layers.MaxPooling3D, layers.AveragePooling3D],
        [layers.GlobalMaxPooling3D, layers.GlobalAveragePooling3D],
        _ONLY_FLOAT32,
    ),
)

REFUSALS = ()
