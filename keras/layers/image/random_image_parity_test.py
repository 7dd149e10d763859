"""How far random layers go, held against tf_keras: equal in distribution."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

from keras import layers

COUNT = 2000
IMAGE = np.random.default_rng(0).uniform(0, 255, (10, 12, 1)).astype("float32")
FILLS = {"fill_mode": "nearest"}
LAYERS = [
    ("RandomFlip", {"mode": "horizontal"}),
    ("RandomFlip", {"mode": "vertical"}),
    ("RandomFlip", {}),
    ("RandomTranslation", {"height_factor": 0.4, "width_factor": (-0.5, 0.2)}),
    ("RandomTranslation", {"height_factor": 0, "width_factor": 1.0, **FILLS}),
    ("RandomRotation", {"factor": 0.1}),
    ("RandomRotation", {"factor": (-0.1, 0.4), **FILLS}),
    ("RandomZoom", {"height_factor": 0.5}),
    ("RandomZoom", {"height_factor": (0.2, 0.6), "width_factor": 0.3}),
    ("RandomBrightness", {"factor": 0.4}),
    ("RandomBrightness", {"factor": (-1, 0.1), "value_range": (0, 300)}),
]


def features(images):
    """Of each image: sums, weighed by row and column, and of squares."""
    flat = np.asarray(images, "float64")[..., 0]
    rows, columns = np.indices(flat.shape[1:])
    weights = np.ones_like(rows), rows, columns, rows * columns
    parts = [(flat * weight).mean(axis=(1, 2)) for weight in weights]
    return np.stack([*parts, (flat**2).mean(axis=(1, 2))], axis=1)


def assert_of_one_distribution(found, expected):
    """Fails where means or deviations are six standard errors apart."""
    error = np.sqrt((found.var(0) + expected.var(0)) / len(found))
    difference = found.mean(0) - expected.mean(0)
    assert (np.abs(difference) <= 6 * error + 1e-3).all()
    spread = found.std(0) - expected.std(0)
    assert (np.abs(spread) <= 6 * error + 1e-3).all()


@pytest.mark.parametrize("name,arguments", LAYERS)
def test_a_batch_is_changed_as_far_as_in_tf_keras(name, arguments):
    tf.random.set_seed(1)
    images = np.repeat(IMAGE[np.newaxis], COUNT, axis=0)
    ours = getattr(layers, name)(**arguments, seed=1)(images)
    theirs = getattr(tf_keras.layers, name)(**arguments, seed=1)(images)
    assert_of_one_distribution(features(ours), features(theirs))


@pytest.mark.parametrize("factor", [0.4, (0.1, 0.9)])
def test_contrast_is_changed_as_far_as_in_tf_keras(factor):
    # There one factor is drawn for a batch.
    theirs = tf_keras.layers.RandomContrast(factor, seed=1)
    expected = [theirs(IMAGE[np.newaxis]).numpy()[0] for _ in range(300)]
    images = np.repeat(IMAGE[np.newaxis], 300, axis=0)
    found = layers.RandomContrast(factor, seed=1)(images)
    assert_of_one_distribution(features(found), features(expected))


@pytest.mark.parametrize("name", ["RandomHeight", "RandomWidth"])
@pytest.mark.parametrize("factor", [0.4, (0.1, 0.9)])
def test_sizes_are_drawn_as_far_as_in_tf_keras(name, factor):
    image = np.zeros((50, 60, 1), "float32")
    ours = getattr(layers, name)(factor, seed=1)
    theirs = getattr(tf_keras.layers, name)(factor, seed=1)
    found, expected = (
        np.array([layer(image).shape[:2] for _ in range(300)], "float64")
        for layer in (ours, theirs)
    )
    assert_of_one_distribution(found, expected)


@pytest.mark.parametrize("name", ["RandomHeight", "RandomWidth"])
@pytest.mark.parametrize("interpolation", ["bilinear", "nearest", "lanczos3"])
def test_pixels_of_a_certain_size_are_those_of_tf_keras(name, interpolation):
    options = {"factor": (0.5, 0.5), "interpolation": interpolation}
    found = getattr(layers, name)(**options)(IMAGE)
    expected = getattr(tf_keras.layers, name)(**options)(IMAGE)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize(
    "name,factor", [("RandomContrast", (0.5, 0.0)), ("RandomBrightness", 0.2)]
)
def test_pixels_of_a_certain_factor_are_those_of_the_formula(name, factor):
    layer = getattr(layers, name)(factor, seed=1)
    drawn = layer.get_random_transformation(IMAGE)
    found = layer.transform_single_image(IMAGE, drawn)
    if name == "RandomContrast":
        expected = tf.image.adjust_contrast(IMAGE, drawn["contrast"][0])
    else:
        expected = IMAGE + drawn["added"][0]
    expected = np.clip(expected, 0, 255)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-3)


def test_places_of_crops_are_all_as_likely():
    columns = np.repeat(np.arange(12.0)[np.newaxis], 10, axis=0)
    images = np.repeat(columns[np.newaxis, ..., np.newaxis], COUNT, axis=0)
    found = layers.RandomCrop(4, 9, seed=1)(images)[:, 0, 0, 0]
    places, counts = np.unique(found, return_counts=True)
    np.testing.assert_array_equal(places, [0, 1, 2, 3])
    # Six standard deviations of a count.
    assert np.abs(counts - COUNT / 4).max() < 6 * np.sqrt(COUNT * 3 / 16)


def test_crops_in_inference_are_those_of_tf_keras():
    for size in ((4, 9), (14, 5)):
        found = layers.RandomCrop(*size)(IMAGE, training=False)
        expected = tf_keras.layers.RandomCrop(*size)(IMAGE, training=False)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("crop", [False, True])
def test_ragged_images_become_of_one_size(crop):
    batch = tf.ragged.stack([IMAGE, IMAGE[:5, :7]])
    options = {"height": 6, "width": 4, "crop_to_aspect_ratio": crop}
    found = layers.Resizing(**options)(batch)
    assert found.shape == (2, 6, 4, 1)
    alone = tf_keras.layers.Resizing(**options)
    np.testing.assert_allclose(
        found, [alone(IMAGE), alone(IMAGE[:5, :7])], rtol=1e-5, atol=1e-4
    )
