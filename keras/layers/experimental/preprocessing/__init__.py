"""Layers that turn raw data into numbers, by their older names."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.image.center_crop import CenterCrop as CenterCrop
    from keras.layers.image.random_contrast import (
        RandomContrast as RandomContrast,
    )
    from keras.layers.image.random_crop import RandomCrop as RandomCrop
    from keras.layers.image.random_flip import RandomFlip as RandomFlip
    from keras.layers.image.random_rotation import (
        RandomRotation as RandomRotation,
    )
    from keras.layers.image.random_size import RandomHeight as RandomHeight
    from keras.layers.image.random_size import RandomWidth as RandomWidth
    from keras.layers.image.random_translation import (
        RandomTranslation as RandomTranslation,
    )
    from keras.layers.image.random_zoom import RandomZoom as RandomZoom
    from keras.layers.image.resizing import Resizing as Resizing
    from keras.layers.preprocessing.category_encoding import (
        CategoryEncoding as CategoryEncoding,
    )
    from keras.layers.preprocessing.discretization import (
        Discretization as Discretization,
    )
    from keras.layers.preprocessing.hashed_crossing import (
        HashedCrossing as HashedCrossing,
    )
    from keras.layers.preprocessing.hashing import Hashing as Hashing
    from keras.layers.preprocessing.integer_lookup import (
        IntegerLookup as IntegerLookup,
    )
    from keras.layers.preprocessing.normalization import (
        Normalization as Normalization,
    )
    from keras.layers.preprocessing.preprocessing_layer import (
        PreprocessingLayer as PreprocessingLayer,
    )
    from keras.layers.preprocessing.rescaling import Rescaling as Rescaling
    from keras.layers.preprocessing.string_lookup import (
        StringLookup as StringLookup,
    )
    from keras.layers.preprocessing.text_vectorization import (
        TextVectorization as TextVectorization,
    )
