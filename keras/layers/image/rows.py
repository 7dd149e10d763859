"""Layers that change images, in the table of layers."""

from keras import layers
from keras.testing import layer_row, refusal
from keras.testing.example_inputs import images

_BATCH = images(6, 8, 9, 3)
_BYTES = images(6, 8, 9, 3, dtype="uint8")
_SEED = {"seed": 3}
_ONLY_KERAS_3 = {"keras 2": "only Keras 3 has it"}
_SEEN = {
    "fill_mode": "constant",
    "interpolation": "nearest",
    "fill_value": None,
    "data_format": "channels_first",
    **_SEED,
}


def _row(layer_class, arguments, changes, variant="", inputs=_BATCH, **more):
    return layer_row.Row(
        layer_class, inputs, arguments, changes, variant, **more
    )


def _random(layer_class, arguments, changes, variant="", **more):
    # One number an image, of six: a seed for which they aren't all extremes.
    arguments = {"seed": 1, **arguments}
    return _row(
        layer_class, arguments, changes, variant, is_random=True, **more
    )


ROWS = (
    layer_row.Row(
        layers.MaxNumBoundingBoxes,
        _BATCH,
        {"max_number": 2},
        # Images alone don't show them.
        {"max_number": None, "fill_value": None},
        exceptions=_ONLY_KERAS_3,
    ),
    _random(
        layers.RandomFlip,
        {},
        {"mode": "vertical", "data_format": "channels_first", **_SEED},
    ),
    _random(
        layers.RandomTranslation,
        {"height_factor": 0.3, "width_factor": (-0.2, 0.5)},
        {"height_factor": 0.9, "width_factor": 0.9, **_SEEN},
    ),
    _random(
        layers.RandomTranslation,
        {
            "height_factor": 0.3,
            "width_factor": 0.3,
            "fill_mode": "constant",
            "fill_value": 0.5,
        },
        {"fill_value": 3.0},
        "filled",
        inputs=_BYTES,
    ),
    _random(
        layers.RandomRotation,
        {"factor": 0.2},
        {"factor": (0.4, 0.5), **_SEEN},
    ),
    _random(
        layers.RandomZoom,
        {"height_factor": 0.3},
        {"height_factor": (0.5, 0.6), "width_factor": 0.9, **_SEEN},
    ),
    _random(
        layers.RandomContrast,
        {"factor": 0.5},
        {"factor": (0.9, 0.2), "value_range": (0, 0.7), **_SEED},
    ),
    _random(
        layers.RandomBrightness,
        {"factor": (0.05, 0.3), "value_range": (0, 1)},
        {"factor": 0.8, "value_range": (0, 0.7), **_SEED},
    ),
    _random(
        layers.RandomCrop,
        {"height": 4, "width": 5},
        {
            "height": 3,
            "width": 3,
            "data_format": "channels_first",
            "name": None,
            **_SEED,
        },
        inputs=images(6, 8, 9, 8),
    ),
    _random(
        layers.RandomShear,
        {"x_factor": 0.3, "y_factor": (0.1, 0.2)},
        {"x_factor": 0.9, "y_factor": 0.9, **_SEEN},
        exceptions=_ONLY_KERAS_3,
    ),
    _random(
        layers.RandomPerspective,
        {},
        {
            "factor": 0.1,
            "scale": 0.5,
            "interpolation": "nearest",
            "fill_value": 1.0,
            "data_format": "channels_first",
            **_SEED,
        },
        exceptions=_ONLY_KERAS_3,
    ),
    _random(
        layers.RandomElasticTransform,
        {"value_range": (0, 1)},
        {
            "factor": 0.1,
            "scale": 0.1,
            "value_range": (0, 0.5),
            **_SEEN,
        },
        exceptions=_ONLY_KERAS_3,
    ),
    _row(
        layers.CenterCrop,
        {"height": 4, "width": 5},
        {"height": 3, "width": 3, "data_format": "channels_first"},
        inputs=images(2, 8, 9, 8),
    ),
    _row(
        layers.CenterCrop,
        {"height": 12, "width": 5},
        {},
        "enlarged",
        inputs=_BYTES,
    ),
    _row(
        layers.Resizing,
        {"height": 4, "width": 6},
        {
            "height": 3,
            "width": 3,
            "interpolation": "bicubic",
            "crop_to_aspect_ratio": True,
            "pad_to_aspect_ratio": True,
            "fill_mode": None,
            "antialias": True,
            "data_format": "channels_first",
        },
    ),
    _row(
        layers.Resizing,
        {"height": 12, "width": 5, "crop_to_aspect_ratio": True},
        {},
        "cropped",
        inputs=_BYTES,
    ),
    _row(
        layers.Resizing,
        {"height": 12, "width": 5, "pad_to_aspect_ratio": True},
        {"fill_value": 0.5},
        "padded",
        exceptions=_ONLY_KERAS_3,
    ),
)


def _refused(layer_class, arguments, *parts, **more) -> refusal.Refusal:
    return refusal.Refusal(layer_class, arguments, parts, **more)


def _refused_factor(layer_class, name: str, value, *parts, **others):
    arguments = {**others, name: value}
    return _refused(layer_class, arguments, *parts, f"{name}={value!r}")


_NO_NUMBER = {"error": TypeError}
_SIZES = (layers.CenterCrop, layers.RandomCrop, layers.Resizing)

REFUSALS = (
    refusal.Refusal(
        layers.MaxNumBoundingBoxes, {"max_number": 0}, ("max_number=0", "1")
    ),
    refusal.Refusal(
        layers.MaxNumBoundingBoxes,
        {"max_number": 1, "fill_value": 0.5},
        ("fill_value=0.5",),
    ),
    _refused(
        layers.RandomFlip, {"mode": "diagonal"}, "'vertical'", "'diagonal'"
    ),
    _refused(
        layers.RandomFlip,
        {"data_format": "channels"},
        "channels_first",
        "'channels'",
    ),
    _refused(
        layers.RandomFlip, {"bounding_box_format": "xy"}, "center_xywh", "'xy'"
    ),
    _refused(layers.RandomFlip, {}, "4 axes", "(2, 3)", inputs=images(2, 3)),
    _refused_factor(
        layers.RandomTranslation,
        "height_factor",
        1.5,
        "-1 to 1",
        width_factor=0,
    ),
    _refused_factor(
        layers.RandomTranslation,
        "width_factor",
        (0.1, 0.2, 0.3),
        "pair",
        height_factor=0,
    ),
    _refused(
        layers.RandomTranslation,
        {"height_factor": None, "width_factor": 0},
        "a pair of numbers",
        "height_factor=None",
        **_NO_NUMBER,
    ),
    _refused(
        layers.RandomRotation,
        {"factor": "0.1"},
        "a pair of numbers",
        "factor='0.1'",
        **_NO_NUMBER,
    ),
    *(
        _refused(
            layers.RandomRotation,
            {"factor": 0.1, name: value},
            known,
            repr(value),
        )
        for name, value, known in (
            ("fill_mode", "mirror", "'reflect'"),
            ("interpolation", "bicubic", "'bilinear'"),
        )
    ),
    _refused(
        layers.RandomRotation,
        {"factor": 0.1, "fill_value": "black"},
        "a number",
        "'black'",
        **_NO_NUMBER,
    ),
    _refused_factor(layers.RandomZoom, "height_factor", (-1.5, 0), "-1 to 1"),
    _refused_factor(
        layers.RandomZoom, "width_factor", (-1.5, 0), "-1", height_factor=0
    ),
    _refused_factor(layers.RandomContrast, "factor", (1.5, 2), "0 to 1"),
    _refused_factor(layers.RandomContrast, "factor", -0.5, "at least 0"),
    _refused_factor(layers.RandomBrightness, "factor", (-2, 0), "-1 to 1"),
    _refused_factor(
        layers.RandomBrightness, "value_range", (1, 1), "differ", factor=0.1
    ),
    _refused_factor(
        layers.RandomContrast, "value_range", 255, "pair", factor=0.1
    ),
    _refused_factor(layers.RandomHeight, "factor", (-2, 1), "at least -1"),
    _refused_factor(layers.RandomWidth, "factor", (-2, 1), "at least -1"),
    _refused_factor(
        layers.RandomHeight, "interpolation", "cubic", "bicubic", factor=0.1
    ),
    _refused_factor(
        layers.RandomWidth, "interpolation", "cubic", "bicubic", factor=0.1
    ),
    *(
        _refused_factor(layer, "height", 0, "at least 1", width=2)
        for layer in _SIZES
    ),
    *(
        _refused_factor(layer, "width", 1.5, "whole", height=2)
        for layer in _SIZES
    ),
    *(
        _refused(
            layer, {"height": 2, "width": 2}, "4 axes", "(2,)", inputs=images(2)
        )
        for layer in _SIZES
    ),
    *(
        _refused_factor(layers.Resizing, name, value, known, height=2, width=2)
        for name, value, known in (
            ("interpolation", "cubic", "bicubic"),
            ("fill_mode", "reflect", "constant"),
            ("fill_value", "black", "number"),
        )
    ),
    _refused(
        layers.Resizing,
        {
            "height": 2,
            "width": 2,
            "crop_to_aspect_ratio": True,
            "pad_to_aspect_ratio": True,
        },
        "one of",
        "both",
    ),
    _refused_factor(layers.RandomShear, "x_factor", 1.5, "-1 to 1"),
    _refused_factor(layers.RandomShear, "y_factor", (-1.5, 0.5), "-1 to 1"),
    _refused_factor(layers.RandomPerspective, "factor", 2, "0 to 1"),
    _refused_factor(layers.RandomPerspective, "scale", 2, "0 to 1"),
    _refused_factor(layers.RandomElasticTransform, "factor", 2, "0 to 1"),
    _refused_factor(layers.RandomElasticTransform, "scale", -1, "0 to 1"),
    _refused_factor(
        layers.RandomElasticTransform, "fill_mode", "black", "mirror"
    ),
    _refused_factor(
        layers.RandomElasticTransform, "interpolation", "cubic", "bilinear"
    ),
)
