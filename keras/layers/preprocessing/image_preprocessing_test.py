"""Names that other libraries import from Keras 2's module of image layers."""

import numpy as np

from keras import layers
from keras.layers.preprocessing import image_preprocessing


def test_transform_and_its_matrices_are_there():
    images = np.arange(12, dtype="float32").reshape(1, 3, 4, 1)
    matrix = image_preprocessing.get_translation_matrix([[1.0, 0.0]])
    shifted = image_preprocessing.transform(
        images, matrix, fill_mode="constant", fill_value=-1.0
    )
    np.testing.assert_array_equal(shifted[0, 0, :, 0], [-1, 0, 1, 2])
    for name in ("get_rotation_matrix", "get_zoom_matrix"):
        assert callable(getattr(image_preprocessing, name))


def test_the_layers_are_those_of_keras_layers():
    for name in ("RandomFlip", "RandomHeight", "Rescaling", "CenterCrop"):
        theirs = getattr(image_preprocessing, name)
        assert theirs is getattr(layers, name)
    assert (image_preprocessing.H_AXIS, image_preprocessing.W_AXIS) == (-3, -2)
