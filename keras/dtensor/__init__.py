"""Keras 2's names for models on a mesh; `keras.distribution` has Keras 3's."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.dtensor import experimental as experimental
