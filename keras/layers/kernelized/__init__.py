"""Layers whose features approximate a kernel."""

from keras.api import lazy

# What older Keras had here: RandomFourierFeatures.
lazy.older_names(globals())
