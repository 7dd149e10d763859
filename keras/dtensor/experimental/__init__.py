"""Layouts of TensorFlow's DTensor by the names of variables."""
# bazel: suites=keras

from keras.api import lazy

with lazy.imports(globals()):
    from keras.dtensor.experimental import optimizers as optimizers
    from keras.dtensor.experimental.layout_map import LayoutMap as LayoutMap
    from keras.dtensor.experimental.layout_map import (
        layout_map_scope as layout_map_scope,
    )
