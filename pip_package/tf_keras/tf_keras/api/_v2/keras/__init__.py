"""Runs as `tensorflow.keras` where TF_USE_LEGACY_KERAS is set."""

from keras.api import door

door.stand_in(__name__)
