"""Losses by name."""

from keras.losses import binary
from keras.saving.config import namespace

_ALIASES = dict.fromkeys(("BCE", "bce"), binary.binary_crossentropy)

_NAMES = namespace.Namespace(
    "loss",
    "keras.losses",
    namespace.PublicNames("keras.losses", _ALIASES, ("Loss", "Reduction")),
)

get = _NAMES.get
check_name = _NAMES.check_name
serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
