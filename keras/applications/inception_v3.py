"""Inception v3."""

from keras.applications import inception, pixels, wanted

InceptionV3 = wanted.named(
    inception.build,
    "InceptionV3",
    "Builds Inception v3, Szegedy et al. 2016, arXiv:1512.00567.",
)
preprocess_input = pixels.preprocessing("tf")
decode_predictions = pixels.decode_predictions
