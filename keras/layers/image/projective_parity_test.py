"""Transforms and what they show, held against tf_keras's."""

import numpy as np
import pytest
import tensorflow as tf
from tf_keras.src.layers.preprocessing import image_preprocessing as theirs

from keras.layers.image import compiled, projective

GENERATOR = np.random.default_rng(0)
IMAGES = GENERATOR.uniform(0, 255, (6, 13, 17, 3)).astype("float32")
HEIGHT, WIDTH = IMAGES.shape[1:3]


def matrices():
    angles = GENERATOR.uniform(-3, 3, 6).astype("float32")
    pairs = GENERATOR.uniform(0.2, 2, (6, 2)).astype("float32")
    tilted = np.eye(3).ravel()[:8] + GENERATOR.uniform(-0.01, 0.01, (6, 8))
    return {
        "rotation": projective.get_rotation_matrix(angles, HEIGHT, WIDTH),
        "zoom": projective.get_zoom_matrix(pairs, HEIGHT, WIDTH),
        "translation": projective.get_translation_matrix(pairs * 9 - 8),
        "tilt": tf.constant(tilted, tf.float32),
    }


MATRICES = matrices()


@pytest.mark.parametrize("kind", MATRICES)
@pytest.mark.parametrize("fill_mode", projective.FILL_MODES)
@pytest.mark.parametrize("interpolation", projective.INTERPOLATIONS)
def test_what_is_seen_is_what_tf_keras_shows(kind, fill_mode, interpolation):
    options = {
        "fill_mode": fill_mode,
        "fill_value": 7.0,
        "interpolation": interpolation,
    }
    expected = theirs.transform(IMAGES, MATRICES[kind], **options)
    found = projective.transform(IMAGES, MATRICES[kind], **options)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-3)
    # Two of each make a batch that it pays to compile for.
    images, matrices = (
        np.concatenate([part, part]) for part in (IMAGES, MATRICES[kind])
    )

    @tf.function(autograph=False)
    def seen(images, matrices):
        assert compiled.pays(images)
        return projective.seen(images, matrices, **options)

    found = seen(images, matrices)
    expected = np.concatenate([expected, expected])
    # Places are computed in another order: pixels are 255 apart at most.
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=0.02)


@pytest.mark.parametrize("dtype", ["uint8", "int32", "int64", "float64"])
def test_images_keep_their_type(dtype):
    images = IMAGES.astype(dtype)
    found = projective.transform(
        images, MATRICES["rotation"], interpolation="nearest"
    )
    expected = theirs.transform(
        images, MATRICES["rotation"], interpolation="nearest"
    )
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, expected)


def test_sizes_may_change_and_one_transform_serve_all():
    one = MATRICES["rotation"][0]
    found = projective.transform(IMAGES, one, output_shape=(5, 30))
    rows = tf.tile(one[tf.newaxis], (6, 1))
    expected = theirs.transform(IMAGES, rows, output_shape=(5, 30))
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-3)


def test_matrices_are_those_of_tf_keras():
    angles = tf.constant([0.3, -2.0])
    pairs = tf.constant([[0.3, 0.7], [1.5, -1.0]])
    for name, given in (
        ("get_rotation_matrix", (angles, 7.0, 9.0)),
        ("get_zoom_matrix", (pairs, 7.0, 9.0)),
        ("get_translation_matrix", (pairs,)),
    ):
        found = getattr(projective, name)(*given)
        expected = getattr(theirs, name)(*given)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
