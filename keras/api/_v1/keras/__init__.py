"""Runs as `keras.api._v1.keras`, for `tf.compat.v1.keras`: it is `keras`."""

from keras.api import alias

alias.stand_in(__name__, "keras")
