"""Pools in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats
from keras.testing.refusal import Refusal

_WINDOW = {
    "pool_size": 3,
    "strides": 1,
    "padding": "same",
    "data_format": "channels_first",
    "name": None,
}
_WHOLE = {"data_format": "channels_first", "keepdims": True}
_OVERLAPPING = {"pool_size": 3, "strides": 2, "padding": "same"}
_NO_FLOAT64 = {"keras 2 float64": "tf_keras has no kernel"}
_KERAS_3 = {"keras 2": "only Keras 3 has it"}


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
        rows.append(
            layer_row.Row(
                pool,
                inputs,
                {"data_format": "channels_first"},
                variant="channels-first",
                exceptions={"keras 2": "tf_keras has no kernel on CPUs"},
            )
        )
    return rows + [
        layer_row.Row(pool, inputs, changes=_WHOLE) for pool in whole
    ]


def _adaptive(layer_class, inputs, sizes) -> list[layer_row.Row]:
    return [
        layer_row.Row(
            layer_class,
            inputs,
            {"output_size": sizes},
            {"output_size": 2, "data_format": "channels_first"},
            exceptions=_KERAS_3,
        ),
        layer_row.Row(
            layer_class,
            inputs,
            {"output_size": 9, "data_format": "channels_first"},
            variant="more-bins-than-places",
            exceptions=_KERAS_3,
        ),
    ]


_SEQUENCE, _IMAGE, _VOLUME = (
    floats(2, 7, 4),
    floats(2, 7, 6, 4),
    floats(2, 6, 5, 5, 4),
)

ROWS = (
    *_rows_of(
        _SEQUENCE,
        [layers.MaxPooling1D, layers.AveragePooling1D],
        [layers.GlobalMaxPooling1D, layers.GlobalAveragePooling1D],
    ),
    *_rows_of(
        _IMAGE,
        [layers.MaxPooling2D, layers.AveragePooling2D],
        [layers.GlobalMaxPooling2D, layers.GlobalAveragePooling2D],
    ),
    *_rows_of(
        _VOLUME,
        [layers.MaxPooling3D, layers.AveragePooling3D],
        [layers.GlobalMaxPooling3D, layers.GlobalAveragePooling3D],
        _NO_FLOAT64,
    ),
    *_adaptive(layers.AdaptiveAveragePooling1D, _SEQUENCE, 3),
    *_adaptive(layers.AdaptiveAveragePooling2D, _IMAGE, (3, 4)),
    *_adaptive(layers.AdaptiveAveragePooling3D, _VOLUME, (4, 3, 1)),
    *_adaptive(layers.AdaptiveMaxPooling1D, _SEQUENCE, 3),
    *_adaptive(layers.AdaptiveMaxPooling2D, _IMAGE, (3, 4)),
    *_adaptive(layers.AdaptiveMaxPooling3D, _VOLUME, (4, 3, 1)),
)

REFUSALS = (
    Refusal(layers.MaxPooling2D, {"pool_size": 0}, ("pool_size=0",)),
    Refusal(layers.MaxPooling2D, {"strides": 0}, ("strides=0",)),
    Refusal(layers.AveragePooling1D, {"padding": "causal"}, ("'causal'",)),
    Refusal(layers.MaxPooling3D, {"pool_size": (1, 2)}, ("3", "(1, 2)")),
    Refusal(layers.MaxPooling2D, {"pool_size": 8}, ("(8, 8)",), _IMAGE),
    Refusal(layers.MaxPooling2D, {}, ("4", "(2, 7, 4)"), _SEQUENCE),
    Refusal(layers.GlobalMaxPooling1D, {"data_format": "last"}, ("'last'",)),
    Refusal(layers.GlobalAveragePooling2D, {}, ("4", "(2, 7, 4)"), _SEQUENCE),
    Refusal(
        layers.AdaptiveMaxPooling1D, {"output_size": 0}, ("output_size=0",)
    ),
    Refusal(
        layers.AdaptiveMaxPooling2D, {"output_size": (1, 2, 3)}, ("(1, 2, 3)",)
    ),
    Refusal(
        layers.AdaptiveAveragePooling2D,
        {"output_size": 2},
        ("4", "(2, 7, 4)"),
        _SEQUENCE,
    ),
)
