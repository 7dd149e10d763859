"""Metrics by name."""

from keras.losses import binary
from keras.metrics import matching, mean_error
from keras.saving.config import namespace

_ALIASES = {
    **dict.fromkeys(("BCE", "bce"), binary.binary_crossentropy),
    **dict.fromkeys(("accuracy", "acc"), matching.accuracy),
    # Keras 2's is the cosine; the loss of this name is minus that.
    **dict.fromkeys(
        ("cosine_similarity", "cosine_proximity"), mean_error.cosine_similarity
    ),
}

_NAMES = namespace.Namespace(
    "metric",
    "keras.metrics",
    namespace.PublicNames("keras.metrics", _ALIASES, ("Metric",)),
)

get = _NAMES.get
check_name = _NAMES.check_name
serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
