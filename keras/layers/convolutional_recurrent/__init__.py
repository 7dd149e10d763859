"""Recurrent layers whose products are convolutions."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.convolutional_recurrent.conv_lstm1d import (
        ConvLSTM1D as ConvLSTM1D,
    )
    from keras.layers.convolutional_recurrent.conv_lstm2d import (
        ConvLSTM2D as ConvLSTM2D,
    )
    from keras.layers.convolutional_recurrent.conv_lstm3d import (
        ConvLSTM3D as ConvLSTM3D,
    )
