"""The table of vectors, by the name of Keras 2's module."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.core.embedding import Embedding as Embedding
