"""Layers that give features a fixed scale."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.normalization.batch_normalization import (
        BatchNormalization as BatchNormalization,
    )
    from keras.layers.normalization.group_normalization import (
        GroupNormalization as GroupNormalization,
    )
    from keras.layers.normalization.layer_normalization import (
        LayerNormalization as LayerNormalization,
    )
    from keras.layers.normalization.rms_normalization import (
        RMSNormalization as RMSNormalization,
    )
    from keras.layers.normalization.spectral_normalization import (
        SpectralNormalization as SpectralNormalization,
    )
    from keras.layers.normalization.unit_normalization import (
        UnitNormalization as UnitNormalization,
    )
