"""Residual networks."""

from keras.applications import pixels, residual

ResNet50 = residual.first("ResNet50")
ResNet101 = residual.first("ResNet101")
ResNet152 = residual.first("ResNet152")
preprocess_input = pixels.preprocessing("caffe")
decode_predictions = pixels.decode_predictions
