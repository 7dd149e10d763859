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
# `low_rank_test` shows what the factor of nothing is.
_PLAIN = {**_CHANGES, "lora_rank": 2, "lora_alpha": None}
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
    "exceptions": {"keras 2 float64": "TensorFlow has no such kernel on CPUs"},
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


# `changes` of transposed convolutions.
_TRANSPOSED = {
    **{name: v for name, v in _CHANGES.items() if name != "groups"},
    "filters": 3,
    "strides": 3,
    "output_padding": 1,
}
_ENLARGING = {"filters": 2, "kernel_size": 3, "strides": 2}


def _transposed(layer_class, inputs) -> list[layer_row.Row]:
    rows = [
        ("", {}, {}),
        ("same", {"padding": "same", "activation": "relu"}, {}),
        ("padded", {"padding": "same", "output_padding": 0}, {}),
        (
            "channels-first",
            {"data_format": "channels_first", "output_padding": 1},
            _CHANNELS_FIRST["exceptions"],
        ),
        ("dilated", {"strides": 1, "dilation_rate": 2}, {}),
    ]
    if layer_class is layers.Conv1DTranspose:
        rows[-1][-1].update(_CHANNELS_FIRST["exceptions"])
    if layer_class is layers.Conv3DTranspose:
        del rows[-1]  # tf_keras ignores it.
    return [
        layer_row.Row(
            layer_class,
            inputs,
            {**_ENLARGING, **arguments},
            {} if variant else _TRANSPOSED,
            variant,
            exceptions=exceptions,
        )
        for variant, arguments, exceptions in rows
    ]


def _of_two_kernels(*prefixes: str) -> dict:
    """`changes` of layers whose kernels have other names than 'kernel'."""
    changes = {
        name: value
        for name, value in _CHANGES.items()
        if name not in ("filters", "groups") and not name.startswith("kernel_")
    }
    for prefix in prefixes:
        changes[f"{prefix}_initializer"] = "ones"
        changes[f"{prefix}_regularizer"] = "l2"
        changes[f"{prefix}_constraint"] = "non_neg"
    return {**changes, "kernel_size": 2, "depth_multiplier": 2}


_DEPTHWISE = _of_two_kernels("depthwise")
_SEPARABLE = {**_of_two_kernels("depthwise", "pointwise"), "filters": 2}


def _by_channel(layer_class, inputs, basic, changes) -> list[layer_row.Row]:
    """Rows of a layer that convolves each channel alone."""
    rows = [
        ("", {}, {}),
        ("strided", {"strides": 2, "padding": "same"}, {}),
        ("dilated", {"dilation_rate": 2, "depth_multiplier": 2}, {}),
        (
            "channels-first",
            {"data_format": "channels_first"},
            {"keras 2": "tf_keras has no kernel on CPUs"},
        ),
    ]
    if layer_class is layers.SeparableConv1D:
        rows.append(("causal", {"padding": "causal"}, {}))
    return [
        layer_row.Row(
            layer_class,
            inputs,
            {**basic, **arguments},
            {} if variant else changes,
            variant,
            exceptions=exceptions,
        )
        for variant, arguments, exceptions in rows
    ]


ROWS = (
    layer_row.Row(layers.Conv1D, _SEQUENCE, _SMALL, _PLAIN),
    *_variants(
        layers.Conv1D, _SEQUENCE, "strided", "dilated", "grouped", "causal"
    ),
    layer_row.Row(layers.Conv2D, _IMAGE, _SMALL, _PLAIN),
    *_variants(layers.Conv2D, _IMAGE, "strided", "dilated", "grouped"),
    layer_row.Row(layers.Conv2D, _IMAGE, **_CHANNELS_FIRST),
    layer_row.Row(layers.Conv3D, _VOLUME, _SMALL, _PLAIN),
    *_variants(layers.Conv3D, _VOLUME, "strided", "dilated"),
    layer_row.Row(layers.Conv3D, _VOLUME, **_CHANNELS_FIRST),
    layer_row.Row(
        layers.Conv3D,
        _VOLUME,
        {**_SMALL, "groups": 2},
        variant="grouped",
        exceptions={"keras 2": "tf_keras has no kernel on CPUs"},
    ),
    *_transposed(layers.Conv1DTranspose, floats(2, 4, 3)),
    *_transposed(layers.Conv2DTranspose, floats(2, 4, 3, 3)),
    *_transposed(layers.Conv3DTranspose, floats(2, 3, 3, 4, 3)),
    *_by_channel(
        layers.DepthwiseConv1D, _SEQUENCE, {"kernel_size": 3}, _DEPTHWISE
    ),
    *_by_channel(
        layers.DepthwiseConv2D, _IMAGE, {"kernel_size": 3}, _DEPTHWISE
    ),
    *_by_channel(layers.SeparableConv1D, _SEQUENCE, _SMALL, _SEPARABLE),
    *_by_channel(layers.SeparableConv2D, _IMAGE, _SMALL, _SEPARABLE),
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
    Refusal(
        layers.Conv2D, _SMALL, ("1 or more", "(2, 7, 6, 0)"), floats(2, 7, 6, 0)
    ),
    Refusal(
        layers.Conv1DTranspose, {**_SMALL, "padding": "causal"}, ("'causal'",)
    ),
    Refusal(
        layers.Conv2DTranspose,
        {**_ENLARGING, "output_padding": 2},
        ("0 to 1", "output_padding=(2, 2)"),
    ),
    Refusal(
        layers.Conv2DTranspose,
        {
            **_ENLARGING,
            "kernel_size": 2,
            "padding": "same",
            "output_padding": 0,
        },
        ("1 to 2", "output_padding=(0, 0)"),
    ),
    Refusal(layers.Conv3DTranspose, {**_SMALL, "groups": 2}, ("groups=2",)),
    Refusal(
        layers.Conv1DTranspose,
        {**_SMALL, "lora_rank": 2},
        ("lora_rank=2",),
        error=TypeError,
    ),
    Refusal(layers.Conv2DTranspose, _SMALL, ("4", "(2, 7, 4)"), _SEQUENCE),
    Refusal(
        layers.DepthwiseConv2D,
        {"kernel_size": 3, "depth_multiplier": 0},
        ("depth_multiplier=0",),
    ),
    Refusal(
        layers.DepthwiseConv1D, {"kernel_size": 3, "groups": 2}, ("groups=2",)
    ),
    Refusal(
        layers.DepthwiseConv1D, {"kernel_size": 8}, ("(8,)", "7"), _SEQUENCE
    ),
    Refusal(
        layers.SeparableConv2D, {**_SMALL, "padding": "causal"}, ("'causal'",)
    ),
    Refusal(
        layers.SeparableConv1D,
        {**_SMALL, "depth_multiplier": 1.5},
        ("depth_multiplier=1.5",),
    ),
    Refusal(layers.SeparableConv2D, _SMALL, ("4", "(2, 7, 4)"), _SEQUENCE),
)
