"""Residual networks that activate before they convolve."""

from keras.applications import pixels, residual

ResNet50V2 = residual.second("ResNet50V2")
ResNet101V2 = residual.second("ResNet101V2")
ResNet152V2 = residual.second("ResNet152V2")
preprocess_input = pixels.preprocessing("tf")
decode_predictions = pixels.decode_predictions
