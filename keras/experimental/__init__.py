"""What Keras 2 calls experimental."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.feature_columns.sequence_features import (
        SequenceFeatures as SequenceFeatures,
    )
