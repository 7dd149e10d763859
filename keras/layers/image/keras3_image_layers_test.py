"""What only Keras 3 has: slants, tilts and pulls, held against formulas."""

import numpy as np
import pytest
import tensorflow as tf

from keras import layers
from keras.layers.image import projective, sampling

IMAGE = np.arange(20 * 24, dtype="float32").reshape(20, 24, 1)


def test_a_slant_shifts_each_row_by_its_number():
    layer = layers.RandomShear(
        (1.0, 1.0), interpolation="nearest", fill_mode="wrap", seed=1
    )
    images = np.repeat(IMAGE[np.newaxis], 20, axis=0)
    rows = np.stack([np.roll(row, -i, axis=0) for i, row in enumerate(IMAGE)])
    other = np.stack([np.roll(row, i, axis=0) for i, row in enumerate(IMAGE)])
    signs = [
        1 if np.array_equal(found, rows) else -np.array_equal(found, other)
        for found in layer(images).numpy()
    ]
    assert set(signs) == {1, -1}


def test_a_tilt_shows_at_each_end_what_was_at_its_start():
    starts = tf.constant([[[0.0, 0], [23, 0], [0, 19], [23, 19]]])
    ends = tf.constant([[[2.0, 3], [20, 1], [1, 17], [23, 15]]])
    matrix = projective.get_perspective_matrix(starts, ends)
    seen = projective.transform(IMAGE[np.newaxis], matrix, "constant")[0]
    for (x, y), (to_x, to_y) in zip(starts[0].numpy(), ends[0].numpy()):
        np.testing.assert_allclose(
            seen[int(to_y), int(to_x)], IMAGE[int(y), int(x)], atol=0.5
        )


@pytest.mark.parametrize(
    "factor,share", [(0.0, 0.0), ((1, 1), 1.0), (1.0, 0.5)]
)
@pytest.mark.parametrize(
    "layer", [layers.RandomPerspective, layers.RandomElasticTransform]
)
def test_a_part_of_the_images_is_changed(layer, factor, share):
    # Probabilities are drawn from 0 to a single number, as in Keras 3.
    images = np.repeat(IMAGE[np.newaxis] / 2, 200, axis=0)
    found = layer(factor=factor, seed=1)(images).numpy()
    changed = np.mean(np.any(found != images, axis=(1, 2, 3)))
    # Five standard deviations of a share of 200.
    assert abs(changed - share) < 0.18


MODES = {"reflect": "symmetric", "mirror": "reflect", "nearest": "edge"}


@pytest.mark.parametrize("fill_mode", sampling.FILL_MODES)
def test_what_lies_outside_is_filled_as_numpy_pads(fill_mode):
    image = IMAGE[:4, :5]
    mode = MODES.get(fill_mode, fill_mode)
    more = {"constant_values": 9} if fill_mode == "constant" else {}
    expected = np.pad(image, ((3, 3), (3, 3), (0, 0)), mode, **more)
    rows, columns = np.indices((10, 11), "float32") - 3
    for interpolation in ("nearest", "bilinear"):
        found = sampling.sampled(
            image[np.newaxis],
            rows[np.newaxis],
            columns[np.newaxis],
            fill_mode,
            9,
            interpolation,
        )
        np.testing.assert_array_equal(found[0], expected)


def test_between_pixels_their_mean_is_seen():
    found = sampling.sampled(
        tf.constant(IMAGE[np.newaxis]), [[2.5]], [[3.25]], "reflect"
    )
    np.testing.assert_allclose(found, [[[2.5 * 24 + 3.25]]])


def test_a_pull_is_smooth_and_each_images_own():
    columns = np.tile(np.arange(64, dtype="float32"), (8, 64, 1))[..., None]
    layer = layers.RandomElasticTransform((1, 1), (0.5, 0.5), seed=1)
    moves = layer(columns).numpy() - columns
    assert 0.1 < moves.std() < 3
    # Neighbours move alike.
    assert np.diff(moves, axis=1).std() < moves.std()
    assert len({move.tobytes() for move in moves}) == 8
    assert layer.get_elastic_transform_params(40, 20, 0.5) == (2.0, 0.5)


@pytest.mark.parametrize("size", [(6, 20), (30, 5)])
def test_padding_keeps_proportions(size):
    layer = layers.Resizing(*size, pad_to_aspect_ratio=True, fill_value=7.0)
    height, width = size
    above = (max(20, 24 * height // width) - 20) // 2
    before = (max(24, 20 * width // height) - 24) // 2
    padded = np.pad(
        IMAGE,
        ((above, above), (before, before), (0, 0)),
        constant_values=7,
    )
    np.testing.assert_allclose(
        layer(IMAGE), tf.image.resize(padded, size), rtol=1e-5
    )


def test_steps_on_boxes_have_keras_3s_names():
    boxes = {"boxes": np.array([[[2.0, 3, 8, 9]]], "float32")}
    zoom, shift = layers.RandomZoom(0.1), layers.RandomTranslation(0.1, 0.1)
    sizes = (np.array([[number]]) for number in (7.0, 4.0, 6.0, 1.0))
    inside = zoom.get_clipped_bbox(boxes, *sizes)
    np.testing.assert_array_equal(inside["boxes"], [[[1, 0, 5, 3]]])
    moved = shift.get_shifted_bbox(boxes, [[1.0]], [[-2.0]])
    np.testing.assert_array_equal(moved["boxes"], [[[1, 5, 7, 11]]])
    matrix = projective.get_zoom_matrix([[2.0, 0.5]], 5, 9)
    x, y = layers.RandomShear().get_transformed_x_y(1, 2, matrix)
    np.testing.assert_array_equal([x, y], [[[-2]], [[2]]])
