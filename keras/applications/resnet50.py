"""The residual network of 50 layers."""

from keras.applications import resnet

ResNet50 = resnet.ResNet50
preprocess_input = resnet.preprocess_input
decode_predictions = resnet.decode_predictions
