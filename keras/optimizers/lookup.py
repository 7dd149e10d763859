"""Optimizers by name."""

from keras.optimizers import optimizer
from keras.saving.config import namespace

_NAMES = namespace.Namespace(
    "optimizer",
    "keras.optimizers",
    namespace.PublicNames(
        "keras.optimizers", left_out=("Optimizer",), any_case=True
    ),
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
