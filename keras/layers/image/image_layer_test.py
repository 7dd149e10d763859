"""What all layers have that change images: axes, types, dicts, seeds."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.layers.image import compiled, image_layer

PIXELS = np.random.default_rng(0).integers(0, 256, (4, 6, 8, 3), "uint8")


class Doubled(image_layer.ImageLayer):
    """Two pixels for one: a layer as one is written on the base."""

    _moves_pixels = True
    _in_training_only = False

    def change_images(self, images, transformation):
        return tf.repeat(tf.repeat(images, 2, axis=1), 2, axis=2)

    def change_boxes(self, boxes, transformation):
        return boxes * 2

    def size_after(self, size):
        return tuple(None if known is None else known * 2 for known in size)


def twice(images):
    return images.repeat(2, axis=-3).repeat(2, axis=-2)


@pytest.mark.parametrize("dtype", ["uint8", "int64", "float16", "float64"])
@pytest.mark.parametrize("make", [np.asarray, tf.constant])
def test_images_of_any_type_come_out_as_float32(dtype, make):
    # Row 122.
    outputs = Doubled()(make(PIXELS.astype(dtype)))
    assert outputs.dtype == tf.float32
    np.testing.assert_array_equal(outputs, twice(PIXELS))


def test_images_of_any_type_come_out_as_float32_in_tf_data():
    # Row 122.
    data = tf.data.Dataset.from_tensor_slices(PIXELS).batch(2).map(Doubled())
    outputs = np.concatenate(list(data))
    assert outputs.dtype == "float32"
    np.testing.assert_array_equal(outputs, twice(PIXELS))


def test_a_whole_type_rounds_and_stays_in_range():
    layer = Doubled(dtype="uint8")
    outputs = layer(np.full((1, 1, 3), [-3.0, 1.6, 300.0], "float32"))
    assert outputs.dtype == tf.uint8
    np.testing.assert_array_equal(outputs[0, 0], [0, 2, 255])


def test_one_image_needs_no_batch_axis():
    np.testing.assert_array_equal(Doubled()(PIXELS[0]), twice(PIXELS[0]))
    assert Doubled()(keras.Input(batch_shape=(6, 8, 3))).shape == (12, 16, 3)


def test_channels_may_come_first():
    first = np.moveaxis(PIXELS, -1, 1)
    layer = Doubled(data_format="channels_first")
    expected = np.moveaxis(twice(PIXELS), -1, 1)
    np.testing.assert_array_equal(layer(first), expected)
    np.testing.assert_array_equal(layer(first[0]), expected[0])
    symbol = layer(keras.Input((3, None, 8)))
    assert symbol.shape == (None, 3, None, 16)


def sample():
    return {
        "images": PIXELS,
        "labels": np.arange(4),
        "segmentation_masks": PIXELS[..., :1],
        "bounding_boxes": {
            "boxes": np.array([[[1, 2, 3, 5], [0, 0, 0, 0]]] * 4, "float32"),
            "labels": np.array([[7, 6]] * 4),
        },
    }


def test_what_goes_with_images_goes_along():
    found = Doubled(bounding_box_format="xyxy")(sample())
    np.testing.assert_array_equal(found["images"], twice(PIXELS))
    np.testing.assert_array_equal(found["labels"], np.arange(4))
    masks = found["segmentation_masks"]
    assert masks.dtype == tf.uint8
    np.testing.assert_array_equal(masks, twice(PIXELS[..., :1]))
    boxes = found["bounding_boxes"]
    np.testing.assert_array_equal(boxes["boxes"][0, 0], [2, 4, 6, 10])
    # A box that is empty has no label: Keras 3 says it by -1.
    np.testing.assert_array_equal(boxes["labels"][0], [7, -1])


def test_what_goes_with_one_image_goes_along():
    one = tf.nest.map_structure(lambda value: value[0], sample())
    layer = Doubled(bounding_box_format="xyxy")
    found, expected = layer(one), layer(sample())
    tf.nest.map_structure(
        lambda value, whole: np.testing.assert_array_equal(value, whole[0]),
        found,
        expected,
    )


def test_a_dict_goes_through_tf_data_and_symbols():
    layer = Doubled(bounding_box_format="rel_yxyx")
    data = tf.data.Dataset.from_tensor_slices(sample()).batch(2).map(layer)
    found = next(iter(data))
    assert found["images"].shape == (2, 12, 16, 3)
    symbols = layer(
        {"images": keras.Input((6, 8, 3)), "labels": keras.Input(())}
    )
    assert symbols["images"].shape == (None, 12, 16, 3)
    assert symbols["labels"].shape == (None,)


def test_masks_may_have_no_channels():
    layer = Doubled()
    given = {"images": PIXELS, "segmentation_masks": PIXELS[..., 0]}
    masks = layer(given)["segmentation_masks"]
    np.testing.assert_array_equal(masks, twice(PIXELS)[..., 0])


def test_ragged_boxes_are_filled():
    boxes = {
        "boxes": tf.ragged.constant([[[0.0, 0, 2, 2]], []], inner_shape=(4,)),
        "labels": tf.ragged.constant([[3], []]),
    }
    layer = Doubled(bounding_box_format="xyxy")
    found = layer({"images": PIXELS[:2], "bounding_boxes": boxes})
    found = found["bounding_boxes"]
    np.testing.assert_array_equal(found["boxes"][0], [[0, 0, 4, 4]])
    np.testing.assert_array_equal(found["labels"], [[3], [-1]])


def test_boxes_without_a_format_or_without_labels_are_refused():
    with pytest.raises(ValueError, match="Expected a format.*_format=None"):
        Doubled()(sample())
    boxes = {"images": PIXELS, "bounding_boxes": {"boxes": np.ones((4, 1, 4))}}
    with pytest.raises(ValueError, match=r"'boxes' and 'labels'.*\['boxes'\]"):
        Doubled(bounding_box_format="xyxy")(boxes)
    boxes["bounding_boxes"] = {"boxes": np.ones((4, 5)), "labels": [1]}
    with pytest.raises(ValueError, match=r"\(batch, boxes, 4\).*\(4, 5\)"):
        Doubled(bounding_box_format="xyxy")(boxes)


def test_a_tensor_says_whether_it_trains():
    layer = layers.RandomFlip("horizontal", seed=1)
    graph = tf.function(lambda training: layer(PIXELS, training=training))
    assert np.any(graph(tf.constant(True)) != PIXELS)
    np.testing.assert_array_equal(graph(tf.constant(False)), PIXELS)


def test_a_model_trains_with_it_and_predicts_without():
    inputs = keras.Input((6, 8, 3))
    model = keras.Model(inputs, layers.RandomFlip(seed=1)(inputs))
    np.testing.assert_array_equal(model.predict(PIXELS, verbose=0), PIXELS)
    assert np.any(model(PIXELS, training=True) != PIXELS)


def test_equal_seeds_give_equal_images_and_each_call_others():
    one, other = (layers.RandomFlip(seed=5) for _ in range(2))
    first = one(PIXELS)
    np.testing.assert_array_equal(first, other(PIXELS))
    assert any(np.any(one(PIXELS) != first) for _ in range(5))


def test_parts_of_a_call_have_keras_3s_names():
    layer = layers.RandomFlip("horizontal")
    drawn = layer.get_random_transformation(PIXELS, seed=3)
    images = layer.transform_images(PIXELS, drawn)
    masks = layer.transform_segmentation_masks(PIXELS, drawn)
    np.testing.assert_array_equal(images, masks)
    again = layer.get_random_transformation({"images": PIXELS}, seed=3)
    np.testing.assert_array_equal(layer.transform_images(PIXELS, again), images)
    single = layer.get_random_transformation(PIXELS[0], seed=3)
    image = layer.transform_single_image(PIXELS[0], single)
    mask = layer.transform_single_segmentation_mask(PIXELS[0], single)
    np.testing.assert_array_equal(image, mask)
    assert layer.transform_single_label(np.int64(4), single).numpy() == 4
    assert layer.get_random_transformation(PIXELS, training=False) is None
    np.testing.assert_array_equal(
        layer.transform_images(PIXELS, None, training=False), PIXELS
    )


def test_only_graphs_compile_for_eagerly_each_batch_may_be_of_another_size():
    images = tf.ones((8, 5, 41, 3))
    assert not compiled.pays(images)
    in_graph = tf.function(
        lambda x: tf.constant(compiled.pays(x)), autograph=False
    )
    assert in_graph(images)


def test_a_dict_without_images_is_refused():
    with pytest.raises(ValueError, match=r"'images'. Received: .*\['x'\]"):
        Doubled()({"x": PIXELS})


def test_ragged_images_of_one_width_are_resized():
    images = tf.RaggedTensor.from_tensor(PIXELS[:2], lengths=[6, 3])
    layer = layers.Resizing(4, 5)
    found = layer(images)
    np.testing.assert_allclose(found[0], layer(PIXELS[0]), rtol=1e-6)
    np.testing.assert_allclose(found[1], layer(PIXELS[1, :3]), rtol=1e-6)


@pytest.mark.parametrize("shape", [(2, 0, 4, 3), (2, 4, 4, 0), (4, 0, 3)])
@pytest.mark.parametrize(
    "layer",
    [
        layers.Resizing(3, 3),
        layers.Resizing(3, 3, interpolation="lanczos3"),
        layers.RandomRotation(0.2),
        layers.RandomGaussianBlur(),
        layers.RandomSharpness(0.5),
    ],
)
def test_images_without_pixels_are_told(layer, shape):
    with pytest.raises(ValueError, match="no pixels.*at least 1.*shape="):
        layer(tf.zeros(shape), training=True)


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (5, 1)])
def test_one_row_of_pixels_has_a_perspective(size):
    layer = layers.RandomPerspective(fill_value=2.0, seed=1)
    found = layer(tf.ones((3, *size, 1)), training=True)
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(found[:, 0, 0], 1)


@pytest.mark.parametrize(
    "layer",
    [
        layers.RandomRotation(0.2),
        layers.RandomContrast(0.2),
        layers.CenterCrop(2, 2),
        layers.RandomCrop(2, 2),
        layers.RandomErasing(),
        layers.AutoContrast(),
        layers.MixUp(seed=4),  # Each image with the other one.
    ],
)
def test_images_of_several_sizes_are_told(layer):
    images = tf.ragged.stack([tf.ones((4, 5, 1)), tf.ones((6, 3, 1))])
    with pytest.raises(ValueError, match=f"^{layer._keras_who}: .*ragged one"):
        layer(images, training=True)


def test_a_list_of_images_of_several_sizes_is_told():
    images = [np.zeros((4, 4, 3)), np.zeros((5, 4, 3))]
    told = r"one size, .*\(5, 4, 3\).*Stack them: `tf.ragged.stack"
    with pytest.raises(ValueError, match=told):
        layers.Resizing(2, 2)(images)
