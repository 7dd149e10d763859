"""Layers over the feature columns of TensorFlow."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.feature_columns.dense_features import (
        DenseFeatures as DenseFeatures,
    )
