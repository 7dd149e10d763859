"""Runs as `keras.api._v1.keras`, for `tf.compat.v1.keras`."""

from keras.api import door

door.stand_in(__name__)
