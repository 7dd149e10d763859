"""MobileNet v2."""

from keras.applications import mobile, pixels, wanted

MobileNetV2 = wanted.named(
    mobile.second,
    "MobileNetV2",
    "Builds MobileNet v2, Sandler et al. 2018, arXiv:1801.04381.",
)
preprocess_input = pixels.preprocessing("tf")
decode_predictions = pixels.decode_predictions
