"""Runs for `tf.compat.v1.keras` where TF_USE_LEGACY_KERAS is set."""

from keras.api import alias

alias.stand_in(__name__, "keras")
