"""Image layers and their transforms, where code written for Keras 2 looks."""

from keras.layers.image.center_crop import CenterCrop as CenterCrop
from keras.layers.image.projective import H_AXIS as H_AXIS
from keras.layers.image.projective import W_AXIS as W_AXIS
from keras.layers.image.projective import (
    get_rotation_matrix as get_rotation_matrix,
)
from keras.layers.image.projective import (
    get_translation_matrix as get_translation_matrix,
)
from keras.layers.image.projective import get_zoom_matrix as get_zoom_matrix
from keras.layers.image.projective import transform as transform
from keras.layers.image.random_brightness import (
    RandomBrightness as RandomBrightness,
)
from keras.layers.image.random_contrast import RandomContrast as RandomContrast
from keras.layers.image.random_crop import RandomCrop as RandomCrop
from keras.layers.image.random_flip import RandomFlip as RandomFlip
from keras.layers.image.random_rotation import RandomRotation as RandomRotation
from keras.layers.image.random_size import RandomHeight as RandomHeight
from keras.layers.image.random_size import RandomWidth as RandomWidth
from keras.layers.image.random_translation import (
    RandomTranslation as RandomTranslation,
)
from keras.layers.image.random_zoom import RandomZoom as RandomZoom
from keras.layers.image.resizing import Resizing as Resizing
from keras.layers.preprocessing.rescaling import Rescaling as Rescaling
