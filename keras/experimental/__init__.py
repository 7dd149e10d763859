"""What Keras 2 calls experimental."""
# bazel: suites=keras/models

from keras.api import lazy

with lazy.imports(globals()):
    from keras.experimental.linear_model import LinearModel as LinearModel
    from keras.experimental.linear_model import WideDeepModel as WideDeepModel
    from keras.layers.feature_columns.sequence_features import (
        SequenceFeatures as SequenceFeatures,
    )
    from keras.optimizers.schedules.cosine_decay import (
        CosineDecay as CosineDecay,
    )
    from keras.optimizers.schedules.cosine_decay import (
        CosineDecayRestarts as CosineDecayRestarts,
    )
    from keras.utils.sidecar_evaluator import (
        SidecarEvaluator as SidecarEvaluator,
    )
