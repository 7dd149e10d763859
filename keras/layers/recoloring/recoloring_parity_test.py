"""Layers that recolor, cover and mix images give the numbers of Keras 3.

What is drawn is given to both, in Keras 3's names.
"""
# bazel: deps=//keras

import dataclasses
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from keras import layers
from keras.layers.recoloring import rows
from keras.testing import peer_calls

G = np.random.default_rng(0)
BATCH, HEIGHT, WIDTH = 10, 12, 10  # Enough to be compiled.
PIXELS = G.integers(0, 256, (BATCH, HEIGHT, WIDTH, 3)).astype("float32")
PIXELS[0] = 7  # of one color
PIXELS[1] //= 50
UNIT = PIXELS / 255
SIGNED = 2 * UNIT - 1
ALL_VALUES = np.arange(256, dtype="float32").reshape(1, 16, 16, 1)
CHOSEN = np.array([True, False, True, True, False] * 2)
SHIFTS = np.array([0, 3, 5, 6, 7] * 2, "uint8")
ORDER = np.array([3, 0, 1, 4, 2, 9, 8, 5, 6, 7], "int32")
OF_UNIT = {"value_range": (0, 1)}
ALWAYS = {"factor": 1.0}


def drawn(low, high):
    return G.uniform(low, high, BATCH).astype("float32")


def for_each(values):
    return values.reshape(-1, 1, 1, 1)


@dataclasses.dataclass(frozen=True)
class Case:
    """A layer, images, and what is drawn; for Keras 3 in another form, perhaps.

    Keras 3 is called by batches of one image where it would mix them up.
    """

    layer: str
    arguments: dict
    images: Any
    drawn: dict | None = None
    theirs: Any = None
    method: str = "transform_images"

    def call(self, images):
        transformation = self.drawn if self.theirs is None else self.theirs
        return peer_calls.Call(
            f"layers.{self.layer}",
            self.arguments,
            self.method,
            (images, transformation),
        )


ADDED = {"additions": drawn(0, 200), "thresholds": drawn(0, 255)}
ADDED_3 = {name: for_each(values) for name, values in ADDED.items()}
TURNS = {"factor": drawn(-0.5, 0.5)}
SHARES = {"factor": drawn(0, 1)}
MIXED = {"permutation_order": ORDER, "mix_weight": drawn(0, 1)}
BLUR = np.array([0.4, 0.9], "float32")
BLURRED = {"should_apply_blur": CHOSEN, "blur_factor": BLUR}
PATCH = {
    "top": drawn(0, 4),
    "bottom": drawn(5, 12),
    "left": drawn(0, 4),
    "right": drawn(5, 10),
}
ROWS, COLUMNS = np.indices((HEIGHT, WIDTH))[..., None]
PATCH_3 = np.broadcast_to(
    (ROWS >= for_each(PATCH["top"]))
    & (ROWS < for_each(PATCH["bottom"]))
    & (COLUMNS >= for_each(PATCH["left"]))
    & (COLUMNS < for_each(PATCH["right"])),
    PIXELS.shape,
)
LABELS = np.eye(BATCH, 12, dtype="float32")

CASES = {
    "contrast": Case("AutoContrast", {}, PIXELS),
    "contrast of a unit": Case("AutoContrast", OF_UNIT, UNIT),
    "solarization": Case(
        "Solarization", {"addition_factor": 1.0}, PIXELS, ADDED, ADDED_3
    ),
    "solarization of a unit": Case(
        "Solarization",
        {"addition_factor": 1.0, **OF_UNIT},
        UNIT,
        ADDED,
        ADDED_3,
    ),
    "inversion": Case("RandomInvert", {}, PIXELS, {"apply_inversion": CHOSEN}),
    "posterization": Case(
        "RandomPosterization",
        {"factor": 8},
        PIXELS + 0.7,
        {"shift_factor": SHIFTS},
    ),
    "posterization of a unit": Case(
        "RandomPosterization",
        {"factor": 8, **OF_UNIT},
        UNIT,
        {"shift_factor": SHIFTS},
    ),
    "posterization around zero": Case(
        "RandomPosterization",
        {"factor": 8, "value_range": (-1, 1)},
        SIGNED,
        {"shift_factor": SHIFTS},
    ),
    "hue": Case("RandomHue", ALWAYS, PIXELS, TURNS),
    "hue of a unit": Case("RandomHue", {**ALWAYS, **OF_UNIT}, UNIT, TURNS),
    "saturation of a unit": Case(
        "RandomSaturation",
        {**ALWAYS, **OF_UNIT},
        UNIT,
        {"factor": np.array([0, 0.5, 1, 1.5, 1e5] * 2, "float32")},
    ),
    "less saturation": Case("RandomSaturation", ALWAYS, PIXELS, SHARES),
    "degeneration": Case(
        "RandomColorDegeneration",
        ALWAYS,
        PIXELS,
        SHARES,
        {"factor": for_each(SHARES["factor"])},
    ),
    "gray": Case(
        "RandomGrayscale", {}, PIXELS, {"is_gray": CHOSEN}, for_each(CHOSEN)
    ),
    "gray of one channel": Case(
        "RandomGrayscale",
        {},
        PIXELS[..., :1],
        {"is_gray": CHOSEN},
        for_each(CHOSEN),
    ),
    "sharpness": Case("RandomSharpness", ALWAYS, PIXELS, SHARES),
    "blur": Case(
        "RandomGaussianBlur",
        {},
        PIXELS,
        {**BLURRED, "blur_factor": np.tile(BLUR[::-1], (BATCH, 1))},
        BLURRED,
    ),
    "wide blur": Case(
        "RandomGaussianBlur",
        {"kernel_size": 7},
        PIXELS,
        {**BLURRED, "blur_factor": np.tile(BLUR[::-1], (BATCH, 1))},
        BLURRED,
    ),
    "erasing": Case(
        "RandomErasing",
        {"fill_value": (9.0, 99.0, 300.0)},
        PIXELS,
        {**PATCH, "apply_erasing": CHOSEN},
        {
            "batch_masks": PATCH_3,
            "apply_erasing": CHOSEN,
            "fill_value": np.broadcast_to(
                np.array([9, 99, 255], "float32"), PIXELS.shape
            ),
        },
    ),
    "cutting": Case(
        "CutMix",
        {},
        PIXELS,
        {**PATCH, **MIXED},
        {"batch_masks": PATCH_3, **MIXED},
    ),
    "labels of what is cut": Case(
        "CutMix", {}, LABELS, MIXED, method="transform_labels"
    ),
    "masks of what is cut": Case(
        "CutMix",
        {},
        PIXELS,
        {**PATCH, **MIXED},
        {"batch_masks": PATCH_3, **MIXED},
        method="transform_segmentation_masks",
    ),
    "mixing": Case("MixUp", {}, PIXELS, MIXED),
    "labels of what is mixed": Case(
        "MixUp", {}, LABELS, MIXED, method="transform_labels"
    ),
    **{
        f"tiles {name}": Case(
            "ContrastLimitedAdaptiveHistogramEqualization", arguments, images
        )
        for name, arguments, images in (
            ("of few pixels", {}, PIXELS),
            ("of a unit", {"tile_grid_size": (3, 2), **OF_UNIT}, UNIT),
            ("at the edge", {"tile_grid_size": (5, 4)}, PIXELS),
            ("unlimited", {"clip_limit": 0, "tile_grid_size": (2, 5)}, PIXELS),
            ("of all values", {"tile_grid_size": (1, 1)}, ALL_VALUES),
        )
    },
}
# Keras 3 counts over all images of a batch.
ALONE = {
    "equalization": Case("Equalization", {}, PIXELS),
    "equalization of all values": Case("Equalization", {}, ALL_VALUES),
    "equalization of a unit": Case("Equalization", OF_UNIT, UNIT),
    "equalization in 10 bins": Case("Equalization", {"bins": 10}, PIXELS),
}


@pytest.fixture(scope="module")
def theirs(run_beside_ours, tmp_path_factory):
    """What Keras 3 makes of images, and what it says of our configs."""
    calls = {name: case.call(case.images) for name, case in CASES.items()}
    for name, case in ALONE.items():
        for number in range(len(case.images)):
            image = case.images[number : number + 1]
            calls[name, number] = case.call(image)
    for row in rows.ROWS:
        calls["config", row.id] = peer_calls.Call(
            f"layers.{row.layer_class.__name__}.from_config",
            {"config": row.make(name="mine").get_config()},
            "get_config",
        )
    folder = tmp_path_factory.mktemp("colors")
    return peer_calls.results(calls, run_beside_ours, folder)


def check(case, expected):
    layer = getattr(layers, case.layer)(**case.arguments)

    def changed(images):
        return getattr(layer, case.method)(images, case.drawn or {})

    # The middle of a color circle is 0: differences of 24 bits.
    atol = 2e-6 * case.images.max()
    # In a graph, images are changed by what is compiled.
    for change in (changed, tf.function(changed, autograph=False)):
        found = change(case.images)
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=atol)


@pytest.mark.parametrize("name", CASES)
def test_numbers_are_those_of_keras_3(name, theirs):
    check(CASES[name], theirs[name])


@pytest.mark.parametrize("name", ALONE)
def test_each_image_is_what_keras_3_makes_of_it_alone(name, theirs):
    case = ALONE[name]
    expected = [theirs[name, number] for number in range(len(case.images))]
    check(case, np.concatenate(expected))


# Configurations.


# What Keras 3 keeps, and doesn't write.
UNWRITTEN = {"RandomGrayscale": "seed"}


@pytest.mark.parametrize("row", rows.ROWS, ids=lambda row: row.id)
def test_configs_go_to_keras_3_and_back(row, theirs):
    ours = row.make(name="mine").get_config()
    theirs = theirs["config", row.id]
    known = ours.keys() - {"dtype", UNWRITTEN.get(row.id)}
    expected = {name: plain(ours[name]) for name in known}
    assert {name: plain(theirs[name]) for name in known} == expected
    back = row.layer_class.from_config(theirs).get_config()
    assert {name: plain(back[name]) for name in known} == expected


def plain(value):
    return [*value] if isinstance(value, tuple) else value
