"""What every random image layer does: an image each, any type, with boxes."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.layers.image import box_formats

# Those that move pixels, and what each is made with.
MOVING = {
    "RandomCrop": {"height": 30, "width": 28},
    "RandomElasticTransform": {"scale": 0.3},
    "RandomFlip": {},
    "RandomPerspective": {"scale": 0.3},
    "RandomRotation": {"factor": 0.2, "fill_mode": "constant"},
    "RandomShear": {"x_factor": 0.2, "y_factor": 0.2, "fill_mode": "constant"},
    "RandomTranslation": {
        "height_factor": 0.3,
        "width_factor": 0.3,
        "fill_mode": "constant",
    },
    "RandomZoom": {
        "height_factor": 0.4,
        "width_factor": 0.4,
        "fill_mode": "constant",
    },
}
# Of all images alike, as one tensor has one size.
SIZING = {"RandomHeight": {"factor": 0.3}, "RandomWidth": {"factor": 0.3}}
COLOURING = {
    "RandomBrightness": {"factor": 0.3},
    "RandomContrast": {"factor": 0.5},
}
DRAWN_EACH = {**MOVING, **COLOURING}
ALL = {**DRAWN_EACH, **SIZING}
FIXED = {
    "CenterCrop": {"height": 20, "width": 30},
    "Resizing": {"height": 20, "width": 30},
}


def made(name, **options):
    return getattr(layers, name)(**{**ALL, **FIXED}[name], **options)


PIXELS = np.random.default_rng(0).integers(0, 256, (16, 36, 40, 3), "uint8")


@pytest.mark.parametrize("name", DRAWN_EACH)
def test_each_image_is_changed_in_its_own_way(name):
    """Sixteen copies of one image (row 121)."""
    copies = np.repeat(PIXELS[:1], 16, axis=0)
    outputs = made(name, seed=1)(copies, training=True).numpy()
    distinct = {output.tobytes() for output in outputs}
    assert len(distinct) >= (4 if name == "RandomFlip" else 5)


@pytest.mark.parametrize("name", {**ALL, **FIXED})
@pytest.mark.parametrize("dtype", ["uint8", "float16", "float32"])
def test_pixels_of_any_type_come_out_as_float32(name, dtype):
    """Eager calls on arrays and tensors, and `tf.data` (row 122)."""
    images = PIXELS[:2].astype(dtype)
    layer = made(name)
    for given in (images, tf.constant(images)):
        assert layer(given).dtype == tf.float32
    data = tf.data.Dataset.from_tensors(images).map(layer)
    (outputs,) = data
    assert outputs.dtype == tf.float32
    assert np.isfinite(outputs).all()


@pytest.mark.parametrize("name", ALL)
def test_inference_changes_no_pixel(name):
    outputs = made(name)(PIXELS, training=False)
    if name != "RandomCrop":
        np.testing.assert_array_equal(outputs, PIXELS)


@pytest.mark.parametrize("name", ALL)
def test_equal_seeds_give_equal_images(name):
    one, other = (made(name, seed=7)(PIXELS) for _ in range(2))
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", {**ALL, **FIXED})
def test_channels_may_come_first(name):
    last = made(name, **({"seed": 7} if name in ALL else {}))
    first = made(
        name,
        data_format="channels_first",
        **({"seed": 7} if name in ALL else {}),
    )
    expected = np.moveaxis(last(PIXELS).numpy(), -1, 1)
    found = first(np.moveaxis(PIXELS, -1, 1))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("name", {**ALL, **FIXED})
def test_shapes_may_be_unknown_and_batches_empty(name):
    layer = made(name)
    graph = tf.function(
        layer,
        input_signature=[tf.TensorSpec((None, None, None, 3), tf.uint8)],
        autograph=False,
    )
    outputs = graph(PIXELS)
    assert outputs.shape[0] == 16
    assert graph(PIXELS[:0]).shape[0] == 0
    assert layer(keras.Input((None, None, 3))).shape[-1] == 3


@pytest.mark.parametrize("name", ALL)
def test_one_image_is_changed_too(name):
    outputs = made(name, seed=1)(PIXELS[0])
    assert outputs.shape.rank == 3


# Where a rectangle is, and where it went.

LEFT, TOP, RIGHT, BOTTOM = 12, 9, 24, 17


def rectangles():
    images = np.zeros((16, 36, 40, 1), "float32")
    images[:, TOP:BOTTOM, LEFT:RIGHT] = 255
    return images


def extents(image):
    """Left, top, right and bottom of what is bright; zeros where nothing is."""
    rows, columns = np.nonzero(np.asarray(image)[..., 0] > 127)
    if not rows.size:
        return np.zeros(4)
    ends = rows.max() + 1, columns.max() + 1
    return np.array([columns.min(), rows.min(), ends[1], ends[0]])


STRAIGHT = {**MOVING, **SIZING, **FIXED}
del STRAIGHT["RandomElasticTransform"]  # boxes stay where they are


@pytest.mark.parametrize("name", STRAIGHT)
@pytest.mark.parametrize("box_format", ["xyxy", "rel_center_yxhw"])
def test_a_rectangle_and_its_box_stay_together(name, box_format):
    """x by the width's, y by the height's, cut off at the edges (row 120)."""
    images = rectangles()
    box = tf.constant([[[LEFT, TOP, RIGHT, BOTTOM]]] * 16, tf.float32)
    boxes = box_formats.convert_format(box, "xyxy", box_format, 36, 40)
    layer = made(name, bounding_box_format=box_format)
    outputs = layer(
        {
            "images": images,
            "bounding_boxes": {"boxes": boxes, "labels": np.ones((16, 1))},
            "segmentation_masks": images.astype("int32"),
        },
        training=True,
    )
    _, height, width, _ = outputs["images"].shape
    found = box_formats.convert_format(
        outputs["bounding_boxes"]["boxes"], box_format, "xyxy", height, width
    )
    labels = outputs["bounding_boxes"]["labels"].numpy()
    for index, image in enumerate(outputs["images"].numpy()):
        expected = extents(image)
        if labels[index, 0] == -1:
            # At most an edge of it is left.
            assert np.ptp(expected[::2]) < 2 or np.ptp(expected[1::2]) < 2
            continue
        # Corners that are turned lose a pixel or two of their brightness.
        np.testing.assert_allclose(found[index, 0], expected, atol=2.5)
        mask = extents(outputs["segmentation_masks"][index])
        np.testing.assert_allclose(mask, expected, atol=2.5)


def test_boxes_and_masks_are_left_alone_by_what_colours():
    boxes = {
        "boxes": np.ones((16, 1, 4), "float32"),
        "labels": np.ones((16, 1)),
    }
    given = {
        "images": PIXELS,
        "bounding_boxes": boxes,
        "segmentation_masks": PIXELS[..., :1],
    }
    for name in COLOURING:
        found = made(name, bounding_box_format="xyxy")(given)
        kept = found["bounding_boxes"]
        np.testing.assert_array_equal(kept["boxes"], boxes["boxes"])
        np.testing.assert_array_equal(kept["labels"], boxes["labels"])
        np.testing.assert_array_equal(
            found["segmentation_masks"], PIXELS[..., :1]
        )


@pytest.mark.parametrize("name", ALL)
def test_a_model_of_it_is_saved_and_loaded(name, tmp_path):
    inputs = keras.Input((36, 40, 3))
    model = keras.Model(inputs, made(name, seed=2)(inputs))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    images = PIXELS.astype("float32")
    np.testing.assert_array_equal(
        model(images, training=True), loaded(images, training=True)
    )
    tf.saved_model.save(loaded, tmp_path / "m")
    served = tf.saved_model.load(tmp_path / "m")
    np.testing.assert_allclose(
        served.signatures["serving_default"](tf.constant(images))[
            model.output_names[0]
        ],
        loaded(images, training=False),
        rtol=1e-6,
    )


@pytest.mark.parametrize("name", ALL)
def test_mixed_precision_computes_in_float32_and_gives_16_bits(name):
    layer, full = made(name, dtype="mixed_float16", seed=3), made(name, seed=3)
    outputs = layer(PIXELS)
    assert outputs.dtype == tf.float16
    np.testing.assert_allclose(outputs, full(PIXELS), atol=0.13)
