"""Runs as `keras.api._v2.keras` and as `tensorflow.keras`: one door to `keras`.

TensorFlow puts the folder above on its own path, so this file runs once under
each name, and must define nothing.
"""

from keras.api import door

door.stand_in(__name__)
