"""Convolutions whose filters differ from place to place."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.locally_connected.locally_connected1d import (
        LocallyConnected1D as LocallyConnected1D,
    )
    from keras.layers.locally_connected.locally_connected2d import (
        LocallyConnected2D as LocallyConnected2D,
    )
