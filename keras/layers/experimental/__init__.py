"""Layers that Keras 2 calls experimental, and older names of others."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.core.einsum_dense import EinsumDense as EinsumDense
    from keras.layers.dynamic.dynamic_embedding import (
        DynamicEmbedding as DynamicEmbedding,
    )
    from keras.layers.dynamic.dynamic_lookup import (
        DynamicLookup as DynamicLookup,
    )
    from keras.layers.experimental import preprocessing as preprocessing
    from keras.layers.kernelized.random_fourier_features import (
        RandomFourierFeatures as RandomFourierFeatures,
    )
    from keras.layers.normalization.sync_batch_normalization import (
        SyncBatchNormalization as SyncBatchNormalization,
    )
