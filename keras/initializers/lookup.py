"""Initializers by name."""

import collections
from collections.abc import Callable

from keras.engine import kinds
from keras.initializers import initializer, random, scaling
from keras.saving.config import namespace

# What layers begin with, by a look into a dict.
_USUAL = {
    "glorot_uniform": scaling.GlorotUniform,
    "he_normal": scaling.HeNormal,
    "ones": initializer.Ones,
    "random_normal": random.RandomNormal,
    "uniform": random.RandomUniform,
    "zeros": initializer.Zeros,
}
# Keras 1's names.
_ALIASES = {
    "normal": random.RandomNormal,
    "one": initializer.Ones,
    "zero": initializer.Zeros,
}

_NAMES = namespace.Namespace(
    "initializer",
    "keras.initializers",
    collections.ChainMap(
        _USUAL,
        namespace.PublicNames("keras.initializers", _ALIASES, ("Initializer",)),
    ),
)

get = _NAMES.get


def serialize(
    initializer: kinds.Named, use_legacy_format: bool = False
) -> str | dict:
    """Returns the plain description of an initializer.

    Args:
        initializer: The object, or a function.
        use_legacy_format: True leaves out the module: the form of Keras 1.
    Example:
        >>> made = keras.initializers.Zeros
        >>> keras.initializers.serialize(made())['class_name']
        'Zeros'
    """
    return _NAMES.serialize(initializer, use_legacy_format)


def deserialize(
    config: dict,
    custom_objects: dict | None = None,
    use_legacy_format: bool = False,
) -> Callable:
    """Makes an initializer from its description.

    Args:
        config: What `serialize` returned, or a bare name.
        custom_objects: Names of the caller's own classes and functions.
        use_legacy_format: Has no effect: each form is known by its keys.
    Raises:
        ValueError: If a name is unknown.
    Example:
        >>> type(keras.initializers.deserialize('zeros')).__name__
        'Zeros'
    """
    return _NAMES.deserialize(config, custom_objects)
