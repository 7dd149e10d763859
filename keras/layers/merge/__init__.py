"""Layers that make one tensor of several, by the name of Keras 2's module."""

from keras.api import lazy

# What layers of other libraries stand on.
from keras.layers.merging.merge import Merge as _Merge  # noqa: F401

with lazy.imports(globals()):
    from keras.layers.merging.add import Add as Add
    from keras.layers.merging.add import add as add
    from keras.layers.merging.average import Average as Average
    from keras.layers.merging.average import average as average
    from keras.layers.merging.concatenate import Concatenate as Concatenate
    from keras.layers.merging.concatenate import concatenate as concatenate
    from keras.layers.merging.dot import Dot as Dot
    from keras.layers.merging.dot import dot as dot
    from keras.layers.merging.maximum import Maximum as Maximum
    from keras.layers.merging.maximum import maximum as maximum
    from keras.layers.merging.minimum import Minimum as Minimum
    from keras.layers.merging.minimum import minimum as minimum
    from keras.layers.merging.multiply import Multiply as Multiply
    from keras.layers.merging.multiply import multiply as multiply
    from keras.layers.merging.subtract import Subtract as Subtract
    from keras.layers.merging.subtract import subtract as subtract

lazy.older_function(__name__, "legacy.layers.merge")
