"""Layers around another layer."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.wrapping.time_distributed import (
        TimeDistributed as TimeDistributed,
    )
    from keras.layers.wrapping.wrapper import (
        Wrapper as Wrapper,
    )
