"""Layers that turn raw data into numbers, by their older names."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.image.random_flip import RandomFlip as RandomFlip
    from keras.layers.preprocessing.preprocessing_layer import (
        PreprocessingLayer as PreprocessingLayer,
    )
    from keras.layers.preprocessing.string_lookup import (
        StringLookup as StringLookup,
    )
