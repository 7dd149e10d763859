"""Layers by the names that they had before Keras 2.6."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.core.einsum_dense import EinsumDense as EinsumDense
    from keras.layers.experimental import preprocessing as preprocessing
