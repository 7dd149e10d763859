"""MobileNet."""

from keras.api import lazy
from keras.applications import mobile, pixels, wanted

lazy.older_names(globals())

MobileNet = wanted.named(
    mobile.first,
    "MobileNet",
    "Builds MobileNet, Howard et al. 2017, arXiv:1704.04861.",
)
preprocess_input = pixels.preprocessing("tf")
decode_predictions = pixels.decode_predictions
