"""Layers made of SavedModels."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.saved_model.tfsm_layer import (
        TFSMLayer as TFSMLayer,
    )
