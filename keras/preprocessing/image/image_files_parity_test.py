"""Images as tf_keras reads and resizes them."""

import numpy as np
import pytest
import tf_keras

import keras

RNG = np.random.RandomState(0)
COLOURS = RNG.randint(0, 256, (9, 14, 3)).astype("uint8")


@pytest.mark.parametrize("color_mode", ["grayscale", "rgb", "rgba"])
@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(
    "interpolation",
    ["nearest", "bilinear", "bicubic", "hamming", "box", "lanczos"],
)
def test_an_image_is_read_as_by_tf_keras(
    tmp_path, color_mode, keep, interpolation
):
    path = str(tmp_path / "a.png")
    keras.utils.save_img(path, COLOURS)
    ours, theirs = (
        package.utils.img_to_array(
            package.utils.load_img(
                path,
                color_mode=color_mode,
                target_size=(5, 6),
                interpolation=interpolation,
                keep_aspect_ratio=keep,
            )
        )
        for package in (keras, tf_keras)
    )
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("shape", [(9, 14, 3), (2, 15, 6, 1)])
def test_images_are_resized_as_by_tf_keras(shape):
    images = RNG.rand(*shape)
    ours, theirs = (
        package.preprocessing.image.smart_resize(images, (4, 5))
        for package in (keras, tf_keras)
    )
    np.testing.assert_array_equal(ours, theirs)
