"""Layers that recolor, cover and mix images, in the table of layers.

They are Keras 3's: what they compute is held against it in
`recoloring_parity_test.py`.
"""

from keras import layers
from keras.testing import layer_row, refusal
from keras.testing.example_inputs import images

_BATCH = images(8, 6, 7, 3)
_UNIT = {"value_range": (0, 1)}
_BYTES = {"value_range": (0, 255)}
_ONLY_3 = {"keras 2": "only Keras 3 has it"}


def _row(layer_class, arguments=None, changes=None, **more) -> layer_row.Row:
    return layer_row.Row(
        layer_class,
        _BATCH,
        arguments or {},
        # Where channels are shows in the tests of the base.
        {"data_format": None, **(changes or {})},
        exceptions=_ONLY_3,
        **more,
    )


def _random_row(layer_class, arguments, changes, **more) -> layer_row.Row:
    return _row(
        layer_class,
        {"seed": 3, **arguments},
        {"seed": 4, **changes},
        is_random=True,
        **more,
    )


ROWS = (
    _row(layers.AutoContrast, _UNIT, _BYTES),
    _row(
        layers.ContrastLimitedAdaptiveHistogramEqualization,
        {**_UNIT, "tile_grid_size": (2, 2)},
        {**_BYTES, "clip_limit": 0, "tile_grid_size": 3},
    ),
    _row(layers.Equalization, _UNIT, {**_BYTES, "bins": 3}),
    _random_row(
        layers.AugMix,
        _UNIT,
        {
            "num_chains": 1,
            "chain_depth": 7,
            "factor": 0.9,
            "alpha": 9.0,
            "all_ops": False,
            "interpolation": None,  # Not all that is drawn moves pixels.
            "value_range": (0, 0.5),
        },
    ),
    _random_row(layers.CutMix, {}, {"factor": 0.1}),
    _random_row(layers.MixUp, {}, {"alpha": 0.9}),
    _random_row(
        layers.RandAugment,
        {**_UNIT, "num_ops": 9},
        {
            "num_ops": 1,
            "factor": 0.1,
            "interpolation": None,  # Not all that is drawn moves pixels.
            "value_range": (0, 0.5),
        },
    ),
    _random_row(
        layers.RandomColorJitter,
        {**_UNIT, "hue_factor": 0.5},
        {
            "brightness_factor": 0.5,
            "contrast_factor": 0.5,
            "saturation_factor": (0.8, 0.9),
            "hue_factor": 1.0,
            "value_range": (0, 0.5),
        },
    ),
    _random_row(
        layers.RandomColorDegeneration,
        {"factor": 0.5, **_UNIT},
        {"factor": 1.0, "value_range": (0, 0.5)},
    ),
    _random_row(
        layers.RandomErasing,
        _UNIT,
        {"factor": 0.1, "scale": 0.9, "fill_value": 0.5, **_BYTES},
    ),
    _random_row(
        layers.RandomErasing,
        {**_UNIT, "fill_value": (0.1, 0.2, 0.3)},
        {},
        variant="colored",
    ),
    _random_row(
        layers.RandomGaussianBlur,
        _UNIT,
        {
            "factor": 0.1,
            "kernel_size": (3, 5),
            "sigma": 0.5,
            "value_range": (0, 0.5),
        },
    ),
    _random_row(layers.RandomGrayscale, {}, {"factor": 0.1}),
    _random_row(
        layers.RandomHue,
        {"factor": 0.5, **_UNIT},
        {"factor": 1.0, "value_range": (0, 0.5)},
    ),
    _random_row(layers.RandomInvert, _UNIT, {"factor": 0.1, **_BYTES}),
    _random_row(
        layers.RandomPosterization,
        {"factor": 4, **_UNIT},
        {"factor": 8, **_BYTES},
    ),
    _random_row(
        layers.RandomSaturation,
        {"factor": (0.5, 0.9), **_UNIT},
        {"factor": 0.1, "value_range": (0.1, 1)},
    ),
    _random_row(
        layers.RandomSharpness,
        {"factor": 0.5, **_UNIT},
        {"factor": 1.0, "value_range": (0, 0.5)},
    ),
    _random_row(
        layers.Solarization,
        {"threshold_factor": 0.5, **_UNIT},
        {"addition_factor": 0.5, "threshold_factor": 0.9, **_BYTES},
    ),
)


def _refused(layer_class, arguments, *parts, **more) -> refusal.Refusal:
    return refusal.Refusal(layer_class, arguments, parts, **more)


_TWO_CHANNELS = images(2, 4, 4, 2)

REFUSALS = (
    _refused(layers.AutoContrast, {"value_range": (3, 3)}, "(3, 3)", "differ"),
    _refused(layers.AutoContrast, {}, "4 axes", "(4, 3)", inputs=images(4, 3)),
    _refused(
        layers.ContrastLimitedAdaptiveHistogramEqualization,
        {"tile_grid_size": (8, 0)},
        "tile_grid_size=0",
        "1",
    ),
    _refused(
        layers.ContrastLimitedAdaptiveHistogramEqualization,
        {"clip_limit": "much"},
        "clip_limit='much'",
    ),
    _refused(layers.Equalization, {"bins": 1}, "bins=1", "2"),
    _refused(layers.AugMix, {"num_chains": 0}, "num_chains=0", "1"),
    _refused(layers.AugMix, {"chain_depth": 0}, "chain_depth=0", "1"),
    _refused(layers.AugMix, {"alpha": 0}, "alpha=0"),
    _refused(
        layers.AugMix,
        {"interpolation": "cubic"},
        "interpolation='cubic'",
        "bilinear",
    ),
    _refused(
        layers.AugMix,
        {},
        "(2, 4, 4, 2)",
        "red, green and blue",
        inputs=_TWO_CHANNELS,
    ),
    _refused(layers.RandAugment, {"num_ops": 0}, "num_ops=0", "1"),
    _refused(layers.RandAugment, {"factor": 2}, "factor=2", "0 to 1"),
    _refused(layers.RandAugment, {}, "(2, 4, 4, 2)", inputs=_TWO_CHANNELS),
    _refused(
        layers.RandomColorJitter, {"hue_factor": 2}, "hue_factor=2", "0 to 1"
    ),
    _refused(
        layers.RandomColorJitter,
        {"brightness_factor": 2},
        "brightness_factor=2",
    ),
    _refused(layers.CutMix, {"factor": 2}, "factor=2", "0 to 1"),
    _refused(layers.MixUp, {"alpha": -1}, "alpha=-1", "0"),
    _refused(
        layers.RandomColorDegeneration, {"factor": 2}, "factor=2", "-1 to 1"
    ),
    _refused(
        layers.RandomColorDegeneration,
        {"factor": 1},
        "(2, 4, 4, 2)",
        "red, green and blue",
        inputs=_TWO_CHANNELS,
    ),
    _refused(layers.RandomErasing, {"scale": (0, 2)}, "scale=(0, 2)"),
    _refused(layers.RandomErasing, {"factor": -1}, "factor=-1"),
    _refused(layers.RandomErasing, {"fill_value": (1, 2)}, "fill_value=(1, 2)"),
    _refused(
        layers.RandomGaussianBlur, {"kernel_size": 4}, "kernel_size=4", "odd"
    ),
    _refused(layers.RandomGaussianBlur, {"sigma": 3}, "sigma=3", "0 to 1"),
    _refused(layers.RandomGrayscale, {"factor": 1.5}, "factor=1.5", "0 to 1"),
    _refused(
        layers.RandomGrayscale,
        {},
        "1: red",
        "(2, 4, 4, 2)",
        inputs=_TWO_CHANNELS,
    ),
    _refused(layers.RandomHue, {"factor": (0, 1, 2)}, "factor=(0, 1, 2)"),
    _refused(
        layers.RandomHue,
        {"factor": 1},
        "(2, 4, 4, 2)",
        "3",
        inputs=_TWO_CHANNELS,
    ),
    _refused(
        layers.RandomInvert,
        {"factor": "often"},
        "factor='often'",
        error=TypeError,
    ),
    _refused(layers.RandomPosterization, {"factor": 9}, "factor=9", "1 to 8"),
    _refused(
        layers.RandomSaturation,
        {"factor": (-2, 0)},
        "factor=(-2, 0)",
        "-1 to 1",
    ),
    _refused(
        layers.RandomSaturation,
        {"factor": 1},
        "(2, 4, 4, 2)",
        "3",
        inputs=_TWO_CHANNELS,
    ),
    _refused(layers.RandomSharpness, {"factor": 2}, "factor=2", "0 to 1"),
    _refused(
        layers.RandomSharpness,
        {"factor": 1, "value_range": 255},
        "value_range=255",
    ),
    _refused(layers.Solarization, {"addition_factor": 2}, "addition_factor=2"),
    _refused(
        layers.Solarization,
        {"threshold_factor": (0, -1)},
        "threshold_factor=(0, -1)",
    ),
)
