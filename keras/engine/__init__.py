"""What layers and models are made of, and how models are trained."""

from keras.api import lazy

lazy.older_names(globals())
