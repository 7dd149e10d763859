"""Optimizers by name."""

from keras.optimizers import adam, adamw, optimizer, rmsprop, sgd
from keras.saving.config import namespace

_CLASSES = {
    "Adam": adam.Adam,
    "AdamW": adamw.AdamW,
    "RMSprop": rmsprop.RMSprop,
    "SGD": sgd.SGD,
}

_NAMES = namespace.Namespace(
    "optimizer",
    "keras.optimizers",
    _CLASSES | {name.lower(): known for name, known in _CLASSES.items()},
)


def get(identifier: object) -> optimizer.Optimizer:
    """Returns the optimizer that a name, a config or an object stands for.

    Args:
        identifier: A name in any case, a config, or an optimizer.
    Raises:
        ValueError: If the name is unknown.
        TypeError: If it is nothing of these.
    Example:
        >>> keras.optimizers.get('adam').name
        'Adam'
    """
    if isinstance(identifier, str) and identifier.lower() in _NAMES.names:
        identifier = identifier.lower()
    return _NAMES.get(identifier)


serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
