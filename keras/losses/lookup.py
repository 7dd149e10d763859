"""Losses by name."""

from typing import Any

from keras.losses import binary, cosine
from keras.saving.config import namespace

_ALIASES = {
    **dict.fromkeys(("BCE", "bce"), binary.binary_crossentropy),
    # Of Keras 1 to 2.3.
    **dict.fromkeys(("cosine", "cosine_proximity"), cosine.cosine_similarity),
}

_NAMES = namespace.Namespace(
    "loss",
    "keras.losses",
    namespace.PublicNames("keras.losses", _ALIASES, ("Loss", "Reduction")),
)

get = _NAMES.get
check_name = _NAMES.check_name


def serialize(loss: Any, use_legacy_format: bool = False) -> str | dict:
    """Returns the plain description of a loss, a name for a function of ours.

    Args:
        loss: The loss.
        use_legacy_format: True leaves out the module: the form of Keras 1.
            Default False.
    Example:
        >>> keras.losses.serialize(keras.losses.mean_squared_error)
        'mean_squared_error'
    """
    return _NAMES.serialize(loss, use_legacy_format)


def deserialize(
    name: str,
    custom_objects: dict | None = None,
    use_legacy_format: bool = False,
) -> Any:
    """Makes a loss from its description.

    Args:
        name: What `serialize` returned, or a bare name.
        custom_objects: Names of the caller's own classes and functions.
            Default None.
        use_legacy_format: Says what form it is; each is read anyway. Default
            False.
    Raises:
        ValueError: If the name isn't known.
    Example:
        >>> keras.losses.deserialize("mean_squared_error").__name__
        'mean_squared_error'
    """
    del use_legacy_format
    return _NAMES.deserialize(name, custom_objects)
