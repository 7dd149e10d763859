"""Layers that move numbers, in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, whole
from keras.testing.refusal import Refusal

_SEQUENCE, _IMAGE, _VOLUME = (
    floats(2, 5, 3),
    floats(2, 5, 6, 3),
    floats(2, 5, 4, 6, 5),
)
_FIRST = {"data_format": "channels_first"}
_NO_XLA = {"xla": "TensorFlow has no such kernel for XLA"}


def _of_edges(layer_class, inputs, argument, ends) -> list[layer_row.Row]:
    """Rows of a layer that crops or pads."""
    is_flat = layer_class in (layers.Cropping1D, layers.ZeroPadding1D)
    others = {} if layer_class is layers.Cropping1D else _FIRST
    rows = [
        layer_row.Row(layer_class, inputs, {}, {argument: ends}),
        layer_row.Row(
            layer_class, inputs, {argument: ends}, others, variant="uneven"
        ),
    ]
    if is_flat:
        return rows
    return rows + [
        layer_row.Row(
            layer_class,
            inputs,
            {argument: 1, **_FIRST},
            variant="channels-first",
        )
    ]


def _interpolated(name: str, **exceptions: str) -> layer_row.Row:
    return layer_row.Row(
        layers.UpSampling2D,
        _IMAGE,
        {"interpolation": name},
        variant=name,
        exceptions=exceptions,
    )


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
    layer_row.Row(
        layers.Permute, floats(2, 3, 4), {"dims": (2, 1)}, {"dims": (1, 2)}
    ),
    layer_row.Row(
        layers.Permute,
        whole(2, 3, 4, 5),
        {"dims": (3, 1, 2)},
        variant="ints",
        output_dtype="input",
    ),
    layer_row.Row(layers.RepeatVector, floats(2, 3), {"n": 4}, {"n": 1}),
    *_of_edges(layers.Cropping1D, _SEQUENCE, "cropping", (2, 0)),
    *_of_edges(layers.Cropping2D, _IMAGE, "cropping", ((0, 2), (1, 1))),
    *_of_edges(layers.Cropping3D, _VOLUME, "cropping", ((0, 2), (1, 0), 2)),
    *_of_edges(layers.ZeroPadding1D, _SEQUENCE, "padding", (2, 0)),
    *_of_edges(layers.ZeroPadding2D, _IMAGE, "padding", ((0, 2), (1, 1))),
    *_of_edges(layers.ZeroPadding3D, _VOLUME, "padding", ((0, 2), (1, 0), 2)),
    layer_row.Row(layers.UpSampling1D, _SEQUENCE, {}, {"size": 3}),
    layer_row.Row(
        layers.UpSampling2D,
        _IMAGE,
        {},
        {"size": (1, 3), "interpolation": "bilinear", **_FIRST},
    ),
    layer_row.Row(
        layers.UpSampling2D,
        whole(2, 3, 4, 2),
        {"size": (3, 2), **_FIRST},
        variant="ints",
        output_dtype="input",
    ),
    _interpolated("bilinear"),
    _interpolated("area", gradients="tf_keras has none"),
    _interpolated("bicubic", **_NO_XLA),
    _interpolated("gaussian", **_NO_XLA),
    _interpolated("lanczos3", **_NO_XLA),
    _interpolated("lanczos5", **_NO_XLA),
    _interpolated("mitchellcubic", **_NO_XLA),
    layer_row.Row(
        layers.UpSampling3D, _VOLUME, {}, {"size": (1, 2, 3), **_FIRST}
    ),
)

REFUSALS = (
    Refusal(layers.Reshape, {"target_shape": (-1, -1)}, ("(-1, -1)",)),
    Refusal(
        layers.Reshape, {"target_shape": (5,)}, ("12", "(5,)"), floats(2, 3, 4)
    ),
    Refusal(layers.Permute, {"dims": (0, 1)}, ("dims=(0, 1)",)),
    Refusal(layers.Permute, {"dims": 3}, ("dims=(3,)",)),
    Refusal(layers.Permute, {"dims": (2, 1)}, ("3", "(2, 3)"), floats(2, 3)),
    Refusal(layers.RepeatVector, {"n": 0}, ("n=0",)),
    Refusal(layers.RepeatVector, {"n": "2"}, ("n='2'",), error=TypeError),
    Refusal(layers.RepeatVector, {"n": 2}, ("2", "(2, 5, 3)"), _SEQUENCE),
    Refusal(layers.Cropping1D, {"cropping": (1, 2, 3)}, ("(1, 2, 3)",)),
    Refusal(layers.Cropping1D, {"cropping": 3}, ("6", "5"), _SEQUENCE),
    Refusal(layers.Cropping2D, {"cropping": -1}, ("-1",)),
    Refusal(layers.Cropping2D, {"cropping": ((0, 5), 0)}, ("5",), _IMAGE),
    Refusal(layers.Cropping3D, {"cropping": (1, 2)}, ("3 axes", "(1, 2)")),
    Refusal(
        layers.ZeroPadding2D, {"padding": "same"}, ("str",), error=TypeError
    ),
    Refusal(layers.ZeroPadding2D, {}, ("4", "(2, 5, 3)"), _SEQUENCE),
    Refusal(layers.UpSampling1D, {"size": 0}, ("size=0",)),
    Refusal(
        layers.UpSampling2D, {"interpolation": "cubic"}, ("bicubic", "'cubic'")
    ),
    Refusal(layers.UpSampling3D, {}, ("5", "(2, 5, 6, 3)"), _IMAGE),
)
