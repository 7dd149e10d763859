"""What code for Keras 1 and early Keras 2 needs, and nothing else does."""
# bazel: suites=keras/models

from keras.api import lazy

with lazy.imports(globals()):
    from keras.legacy import interfaces as interfaces
    from keras.legacy import layers as layers
    from keras.legacy import optimizers as optimizers
