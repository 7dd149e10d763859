"""Inception-ResNet v2."""

from keras.applications import inception_residual, pixels, wanted

InceptionResNetV2 = wanted.named(
    inception_residual.build,
    "InceptionResNetV2",
    "Builds Inception-ResNet v2, Szegedy et al. 2017, arXiv:1602.07261.",
)
preprocess_input = pixels.preprocessing("tf")
decode_predictions = pixels.decode_predictions
