"""Regularizers by name."""

import functools
from collections.abc import Callable

from keras.engine import kinds
from keras.regularizers import orthogonality, size_penalty
from keras.saving.config import namespace

_NAMES = namespace.Namespace(
    "regularizer",
    "keras.regularizers",
    {
        "L1": size_penalty.L1,
        "L1L2": size_penalty.L1L2,
        "L2": size_penalty.L2,
        "OrthogonalRegularizer": orthogonality.OrthogonalRegularizer,
        "l1": size_penalty.L1,
        "l1_l2": functools.partial(size_penalty.L1L2, l1=0.01, l2=0.01),
        "l2": size_penalty.L2,
        "orthogonal_regularizer": orthogonality.OrthogonalRegularizer,
    },
)

get = _NAMES.get


def serialize(
    regularizer: kinds.Named, use_legacy_format: bool = False
) -> str | dict:
    """Returns the plain description of a regularizer.

    Args:
        regularizer: The object, or a function.
        use_legacy_format: True leaves out the module: the form of Keras 1.
    Example:
        >>> made = keras.regularizers.L2
        >>> keras.regularizers.serialize(made())['class_name']
        'L2'
    """
    return _NAMES.serialize(regularizer, use_legacy_format)


def deserialize(
    config: dict,
    custom_objects: dict | None = None,
    use_legacy_format: bool = False,
) -> Callable:
    """Makes a regularizer from its description.

    Args:
        config: What `serialize` returned, or a bare name.
        custom_objects: Names of the caller's own classes and functions.
        use_legacy_format: Has no effect: each form is known by its keys.
    Raises:
        ValueError: If a name is unknown.
    Example:
        >>> type(keras.regularizers.deserialize('l2')).__name__
        'L2'
    """
    return _NAMES.deserialize(config, custom_objects)
