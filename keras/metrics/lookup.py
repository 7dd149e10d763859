"""Metrics by name."""

from keras.losses import binary
from keras.metrics import matching
from keras.saving.config import namespace

_ALIASES = {
    **dict.fromkeys(("BCE", "bce"), binary.binary_crossentropy),
    **dict.fromkeys(("accuracy", "acc"), matching.accuracy),
}

_NAMES = namespace.Namespace(
    "metric",
    "keras.metrics",
    namespace.PublicNames("keras.metrics", _ALIASES, ("Metric",)),
)

get = _NAMES.get
serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
