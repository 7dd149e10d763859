"""What Keras 2 calls experimental."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.feature_columns.sequence_features import (
        SequenceFeatures as SequenceFeatures,
    )
    from keras.optimizers.schedules.cosine_decay import (
        CosineDecay as CosineDecay,
    )
    from keras.optimizers.schedules.cosine_decay import (
        CosineDecayRestarts as CosineDecayRestarts,
    )
