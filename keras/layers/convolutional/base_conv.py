"""The base of convolutions, where Keras 2 and 3 have it."""

from keras.layers.convolutional import conv

Conv = BaseConv = conv.Conv
