"""Layers that recolor, cover and mix images: what they draw, and of what."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

from keras import layers
from keras.layers.recoloring import rows

G = np.random.default_rng(0)
IMAGE = G.integers(0, 256, (12, 10, 3), "uint8")
COPIES = np.stack([IMAGE] * 16)
MANY = np.zeros((4000, 2, 2, 3), "float32")
CLASSES = sorted({row.layer_class for row in rows.ROWS}, key=str)
NEEDED = {
    "RandomColorJitter": {"hue_factor": 0.9, "contrast_factor": 0.5},
    "RandomPosterization": {"factor": 8},
    **dict.fromkeys(
        (
            "RandomColorDegeneration",
            "RandomHue",
            "RandomSaturation",
            "RandomSharpness",
        ),
        {"factor": 0.9},
    ),
    "Solarization": {"addition_factor": 0.9, "threshold_factor": 0.9},
}
EVERY_CLASS = pytest.mark.parametrize("layer_class", CLASSES)


def made(layer_class, **more):
    takes_seed = "seed" in layer_class.__init__.__code__.co_varnames
    return layer_class(
        **NEEDED.get(layer_class.__name__, {}),
        **({"seed": 3} if takes_seed else {}),
        **more,
    )


# How many results there can be: chosen or not; 1 to 7 bits.
RESULTS = {
    "AugMix": 5,
    "RandAugment": 2,  # To stretch contrast and to equalize draw nothing.
    "RandomErasing": 5,
    "RandomGaussianBlur": 5,
    "RandomGrayscale": 2,
    "RandomInvert": 2,
    **dict.fromkeys(NEEDED, 5),
}


@pytest.mark.parametrize("name", RESULTS)
def test_each_image_gets_numbers_of_its_own(name):
    # Row 121.
    results = made(getattr(layers, name))(COPIES, training=True)
    distinct = {result.tobytes() for result in results.numpy()}
    assert len(distinct) >= RESULTS[name]


@EVERY_CLASS
@pytest.mark.parametrize("dtype", ["uint8", "float16", "float64"])
def test_images_of_any_type_give_the_same_floats(layer_class, dtype):
    # Row 122.
    expected = made(layer_class)(COPIES.astype("float32"))
    for images in (COPIES.astype(dtype), tf.constant(COPIES, dtype)):
        found = made(layer_class)(images)
        assert found.dtype == tf.float32
        # Doubles are computed with as such; float32 rounds at each of the four
        # steps of a jitter, and hue divides by small numbers.
        np.testing.assert_allclose(found, expected, rtol=2e-6, atol=1e-4)


@EVERY_CLASS
def test_one_image_and_tf_data_are_taken(layer_class):
    # Row 122.
    layer = made(layer_class)
    assert layer(IMAGE).shape == IMAGE.shape
    data = tf.data.Dataset.from_tensor_slices(COPIES).batch(8).map(layer)
    (one, other) = data
    assert one.shape == other.shape == COPIES[:8].shape
    single = tf.data.Dataset.from_tensor_slices(COPIES).map(layer)
    assert next(iter(single)).shape == IMAGE.shape


@EVERY_CLASS
def test_channels_may_come_first(layer_class):
    first = made(layer_class, data_format="channels_first")(
        COPIES.transpose(0, 3, 1, 2)
    )
    expected = made(layer_class)(COPIES)
    np.testing.assert_allclose(
        first, tf.transpose(expected, (0, 3, 1, 2)), atol=1e-4
    )


@EVERY_CLASS
def test_a_whole_type_comes_out_where_it_is_asked_for(layer_class):
    found = made(layer_class, dtype="uint8")(COPIES)
    expected = made(layer_class)(COPIES)
    assert found.dtype == tf.uint8
    np.testing.assert_allclose(found, expected, atol=0.51)


UNCHANGED_IN_INFERENCE = [
    layer_class
    for layer_class in CLASSES
    if layer_class
    not in (
        layers.AutoContrast,
        layers.ContrastLimitedAdaptiveHistogramEqualization,
    )
]


@pytest.mark.parametrize("layer_class", UNCHANGED_IN_INFERENCE)
def test_inference_leaves_images_as_they_are(layer_class):
    found = made(layer_class)(COPIES, training=False)
    np.testing.assert_array_equal(found, COPIES)


# What is drawn.


@pytest.mark.parametrize(
    "layer,name,low,high",
    [
        (layers.RandomColorDegeneration(0.5), "factor", 0, 0.5),
        (layers.RandomColorDegeneration((-0.5, 1)), "factor", -0.5, 1),
        (layers.RandomSharpness((0.2, 0.4)), "factor", 0.2, 0.4),
        (layers.RandomHue(0.8), "factor", -0.4, 0.4),
        (layers.Solarization(0.4, 0.8), "additions", 0, 0.4 * 255),
        (layers.Solarization(0.4, (0.5, 1)), "thresholds", 127.5, 255),
        (layers.MixUp(1.0), "mix_weight", 0, 1),
        (layers.CutMix((1, 1)), "mix_weight", 0, 1),
    ],
)
def test_numbers_are_drawn_evenly_between_the_bounds(layer, name, low, high):
    # CutMix counts pixels.
    images = np.zeros((4000, 64, 64, 1), "uint8")
    drawn = layer.get_random_transformation(images, seed=1)
    numbers = drawn[name].numpy()
    assert numbers.min() >= low and numbers.max() <= high
    # Six deviations of the mean, and of the share below a third.
    mean = (numbers - low).mean() / (high - low)
    assert abs(mean - 0.5) < 6 * 12**-0.5 / 4000**0.5
    third = (numbers < low + (high - low) / 3).mean()
    assert abs(third - 1 / 3) < 6 * (2 / 9 / 4000) ** 0.5


def test_saturation_is_drawn_as_a_ratio():
    layer = layers.RandomSaturation((0.2, 0.8))
    ratio = layer.get_random_transformation(MANY, seed=1)["factor"].numpy()
    factor = ratio / (1 + ratio)
    assert 0.2 < factor.min() < 0.21 and 0.79 < factor.max() < 0.8
    assert abs(factor.mean() - 0.5) < 0.02


@pytest.mark.parametrize(
    "layer,name,chance",
    [
        (layers.RandomInvert((0.2, 0.4)), "apply_inversion", 0.3),
        (layers.RandomInvert(), "apply_inversion", 0.5),
        (layers.RandomGrayscale(0.2), "is_gray", 0.2),
        (layers.RandomGaussianBlur(0.5), "should_apply_blur", 0.25),
        (layers.RandomErasing(0.5), "apply_erasing", 0.25),
    ],
)
def test_images_are_chosen_with_the_mean_probability(layer, name, chance):
    chosen = layer.get_random_transformation(MANY, seed=1)[name].numpy()
    deviation = (chance * (1 - chance) / 4000) ** 0.5
    assert abs(chosen.mean() - chance) < 6 * deviation


def test_bits_are_drawn_below_the_upper_bound():
    layer = layers.RandomPosterization((2, 5))
    shifts = layer.get_random_transformation(MANY, seed=1)["shift_factor"]
    numbers, counts = np.unique(shifts, return_counts=True)
    np.testing.assert_array_equal(numbers, [4, 5, 6])
    np.testing.assert_allclose(counts / 4000, 1 / 3, atol=0.05)


@pytest.mark.parametrize("alpha", [0.2, 0.7])
def test_weights_have_the_variance_of_a_beta_distribution(alpha):
    layer = layers.MixUp(alpha)
    weights = layer.get_random_transformation(MANY, seed=1)["mix_weight"]
    expected = 1 / (4 * (2 * alpha + 1))
    assert abs(weights.numpy().var() - expected) < 0.05 * expected
    assert abs(weights.numpy().mean() - 0.5) < 0.04


def test_an_alpha_of_0_mixes_nothing():
    weights = layers.MixUp(0).get_random_transformation(MANY, seed=1)
    numbers, counts = np.unique(weights["mix_weight"], return_counts=True)
    np.testing.assert_array_equal(numbers, [0, 1])
    assert abs(counts[0] / 4000 - 0.5) < 0.05


def test_the_order_is_one_of_all_images():
    for layer in (layers.MixUp(), layers.CutMix()):
        order = layer.get_random_transformation(MANY)["permutation_order"]
        np.testing.assert_array_equal(np.sort(order), np.arange(4000))
        assert np.any(order != np.arange(4000))


# Rectangles.


def test_rectangles_are_within_the_image_and_of_the_scale():
    layer = layers.RandomErasing((1, 1), (0.1, 0.3), fill_value=1.0, seed=1)
    images = np.zeros((64, 60, 80, 1), "float32")
    covered = layer(images).numpy()[..., 0] == 1
    sides = covered.any(2).sum(1) / 60, covered.any(1).sum(1) / 80
    for side in sides:
        # To a pixel.
        assert side.min() > 0.1**0.5 - 0.02 and side.max() < 0.3**0.5 + 0.02
    np.testing.assert_allclose(
        covered.mean((1, 2)), sides[0] * sides[1], rtol=1e-6
    )
    # Few reach the outermost pixels.
    assert covered[:, 3:-3].any((0, 2)).all()
    assert covered[:, :, 3:-3].any((0, 1)).all()


@pytest.mark.parametrize("run", [lambda layer: layer, tf.function])
def test_what_covers_is_noise_that_repeats_nowhere(run):
    layer = layers.RandomErasing((1, 1), scale=(0.3, 0.33), seed=1)
    images = np.full((32, 40, 50, 3), 77.5, "float32")
    found = run(layer)(images).numpy()
    values = found[found != 77.5]
    assert abs((values == 0).mean() - 0.5) < 0.02
    # A normal number is more than 1 in 15.9 %.
    assert abs((values == 255).mean() - 0.159) < 0.02
    between = values[(values > 0) & (values < 255)]
    # 24 bits, and some 25,000 values.
    assert len(np.unique(between)) > 0.98 * len(between)


def test_a_number_fills_all_channels():
    layer = layers.RandomErasing((1, 1), (1, 1), fill_value=9)
    np.testing.assert_array_equal(layer(COPIES), np.full(COPIES.shape, 9))


# What goes with images.


def batch():
    boxes = {
        "boxes": np.array([[[0, 0, 2, 2]], [[1, 1, 3, 3]]], "float32"),
        "labels": np.array([[4], [5]]),
    }
    images = G.random((2, 4, 4, 3)).astype("float32")
    masks = G.integers(0, 2, (2, 4, 4, 1))
    return {
        "images": images,
        "labels": np.eye(2, dtype="float32"),
        "segmentation_masks": masks,
        "bounding_boxes": boxes,
    }


RECOLORS = [
    layer_class
    for layer_class in CLASSES
    if layer_class
    not in (layers.AugMix, layers.CutMix, layers.MixUp, layers.RandAugment)
]


@pytest.mark.parametrize("layer_class", RECOLORS)
def test_layers_that_move_nothing_leave_what_goes_with_images(layer_class):
    given = batch()
    found = made(layer_class, bounding_box_format="xyxy")(given)
    for name in given.keys() - {"images"}:
        tf.nest.map_structure(
            np.testing.assert_array_equal, found[name], given[name]
        )


def test_mixed_images_have_labels_and_masks_mixed_and_the_boxes_of_both():
    layer = layers.MixUp(1.0, seed=2, bounding_box_format="xyxy")
    given = batch()
    drawn = layer.get_random_transformation(given, seed=5)
    order, weight = drawn["permutation_order"].numpy(), drawn["mix_weight"]
    assert order.tolist() == [1, 0]
    labels = layer.transform_labels(given["labels"], drawn)
    np.testing.assert_allclose(labels[:, 0], [weight[0], 1 - weight[1]])
    masks = layer.transform_segmentation_masks(
        given["segmentation_masks"], drawn
    )
    kept = weight.numpy().reshape(2, 1, 1, 1)
    own = given["segmentation_masks"]
    np.testing.assert_allclose(
        masks, kept * own + (1 - kept) * own[order], rtol=1e-6
    )
    found = layer(given)["bounding_boxes"]
    assert found["boxes"].shape == (2, 2, 4)
    assert found["labels"].shape == (2, 2)
    np.testing.assert_array_equal(found["labels"][:, 0], [4, 5])


def test_labels_tell_how_much_of_each_image_is_there():
    layer = layers.CutMix((1, 1), seed=2)
    images = np.zeros((8, 20, 30, 1), "float32")
    images += np.arange(8).reshape(8, 1, 1, 1)
    found = layer({"images": images, "labels": np.eye(8)})
    for number, (image, label) in enumerate(
        zip(found["images"].numpy(), found["labels"].numpy())
    ):
        own = (image == number).mean()
        assert abs(label[number] - own) < 1e-5
        assert abs(label.sum() - 1) < 1e-5


def test_masks_are_cut_as_images_are():
    images = np.tile(np.arange(8).reshape(8, 1, 1, 1), (1, 9, 9, 1))
    given = {"images": images, "segmentation_masks": images}
    found = layers.CutMix((1, 1), seed=2)(given)
    assert found["segmentation_masks"].dtype == images.dtype
    np.testing.assert_array_equal(found["images"], found["segmentation_masks"])


@pytest.mark.parametrize("layer_class", [layers.CutMix, layers.MixUp])
def test_numbers_of_classes_are_refused(layer_class):
    given = {"images": COPIES, "labels": np.arange(16)}
    with pytest.raises(ValueError, match="to_categorical.*Received.*int64"):
        layer_class()(given)
    # Whole numbers of which means mean something.
    given["labels"] = np.eye(16, dtype="int32")
    assert layer_class()(given)["labels"].dtype == tf.float32
    given["labels"] = np.arange(16.0)
    assert layer_class()(given)["labels"].shape == (16,)


def test_an_image_alone_is_mixed_with_nothing():
    for layer in (layers.CutMix(seed=1), layers.MixUp(seed=1)):
        np.testing.assert_allclose(layer(IMAGE), IMAGE, rtol=1e-6)


def test_boxes_of_images_that_are_cut_are_refused():
    with pytest.raises(ValueError, match="Received: 'bounding_boxes'"):
        layers.CutMix(bounding_box_format="xyxy")(batch())


# Layers of layers.

# The first three of those that are chosen among shear, shift and turn.
MOVES = {
    "layer_idxes": tf.constant([0, 1, 2]),
    "seeds": tf.constant([[1, 2], [3, 4], [5, 6]]),
    "input_shape": tf.constant([2, 8, 8, 3]),
}


def test_masks_and_boxes_move_as_images_do():
    layer = layers.RandAugment(
        factor=0.3, interpolation="nearest", bounding_box_format="xyxy"
    )
    images = G.random((2, 8, 8, 3)).astype("float32")
    moved = layer.transform_images(images, MOVES)
    assert np.any(moved != images)
    masks = layer.transform_segmentation_masks(images, MOVES)
    np.testing.assert_array_equal(masks, moved)
    boxes = {"boxes": np.array([[[2.0, 3, 5, 6]]] * 2), "labels": [[1], [2]]}
    found = layer.transform_bounding_boxes(boxes, MOVES)["boxes"]
    expected, shape = boxes, MOVES["input_shape"]
    parts = (layer.random_shear, layer.random_translation)
    for part, seed in zip((*parts, layer.random_rotation), MOVES["seeds"]):
        part.bounding_box_format = "xyxy"
        drawn = {**part.draw(images, seed), "input_shape": shape}
        expected = part.transform_bounding_boxes(expected, drawn)
    np.testing.assert_allclose(found, expected["boxes"], atol=1e-4)


def test_what_goes_with_images_goes_through_layers_of_layers():
    # One of each kind: a trace takes seconds.
    for layer in (layers.RandAugment(num_ops=1), layers.AugMix(num_chains=1)):
        layer.bounding_box_format = "xyxy"
        found = tf.function(layer)(batch())
        assert found["segmentation_masks"].shape == (2, 4, 4, 1)
        assert found["bounding_boxes"]["boxes"].shape == (2, 1, 4)
        np.testing.assert_array_equal(found["labels"], np.eye(2))


def test_every_layer_is_chosen_about_as_often():
    layer = layers.RandAugment(num_ops=6600)
    drawn = layer.get_random_transformation(MANY[:1], seed=1)
    counts = np.unique(drawn["layer_idxes"], return_counts=True)[1]
    assert len(counts) == 11
    # Six deviations of 600.
    assert abs(counts - 600).max() < 6 * 600**0.5


def test_mixed_chains_stay_within_the_range_and_weigh_one():
    layer = layers.AugMix(factor=0.9, seed=1)
    drawn = layer.get_random_transformation(MANY, seed=1)
    shares = drawn["chain_mixing_weights"].numpy()
    np.testing.assert_allclose(shares.sum(0), 1, rtol=1e-5)
    np.testing.assert_allclose(shares.mean(1), 1 / 3, atol=0.03)
    found = layer(COPIES).numpy()
    assert found.min() >= 0 and found.max() <= 255


def test_nothing_but_chosen_parts_jitter():
    layer = layers.RandomColorJitter(brightness_factor=(0.2, 0.2))
    found = layer(np.full((1, 2, 2, 1), 100.0, "float32"))
    np.testing.assert_allclose(found, np.full((1, 2, 2, 1), 151.0))
    assert layer.random_hue is None
    np.testing.assert_array_equal(layers.RandomColorJitter()(COPIES), COPIES)


# Definitions that Keras 3 has another way.


def test_negatives_stay_in_a_range_that_does_not_begin_at_0():
    layer = layers.RandomInvert((1, 1), value_range=(-1, 1))
    np.testing.assert_allclose(layer([[[-1.0], [0.5]]]), [[[1.0], [-0.5]]])


def test_colors_as_rich_as_can_be_are_not_negative():
    layer = layers.RandomSaturation((1, 1))
    found = layer([[[100.0, 60.0, 20.0], [5.0, 5.0, 5.0]]])
    expected = [[[100.0, 50.0, 0.0], [5.0, 5.0, 5.0]]]
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    paler = layers.RandomSaturation((-1, -1))([[[100.0, 60.0, 20.0]]])
    np.testing.assert_allclose(paler, [[[100.0, 100.0, 100.0]]])


def test_a_flat_channel_is_not_divided_by_zero():
    for layer in (layers.AutoContrast(), layers.Equalization()):
        flat = np.full((2, 3, 3, 1), 300.0, "float32")
        np.testing.assert_array_equal(layer(flat), flat)


def test_one_trace_serves_all_chains(monkeypatch):
    traced, change = [], layers.Solarization.change_images

    def counted(layer, *args):
        traced.append(layer)
        return change(layer, *args)

    monkeypatch.setattr(layers.Solarization, "change_images", counted)
    images = tf.TensorSpec((2, 8, 8, 3))
    tf.function(layers.AugMix(num_chains=4)).get_concrete_function(images)
    assert len(traced) == 1
