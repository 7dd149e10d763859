"""What code for Keras 1 and early Keras 2 needs, and nothing else does."""

from keras.api import lazy

lazy.older_names(globals())
