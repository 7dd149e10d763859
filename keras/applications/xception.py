"""Xception."""

from keras.applications import pixels, wanted, xception_blocks

Xception = wanted.named(
    xception_blocks.build,
    "Xception",
    "Builds Xception, Chollet 2017, arXiv:1610.02357.",
)
preprocess_input = pixels.preprocessing("tf")
decode_predictions = pixels.decode_predictions
