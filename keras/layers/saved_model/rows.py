"""SavedModels in the table of layers: they need a folder."""

from keras import layers
from keras.testing.refusal import Refusal

ROWS = ()

REFUSALS = (
    Refusal(
        layers.TFSMLayer,
        {"filepath": "/nowhere"},
        ("folder of a SavedModel", "filepath='/nowhere'"),
    ),
)
