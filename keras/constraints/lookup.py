"""Constraints by name."""

from collections.abc import Callable

from keras.constraints import norms, radial, signs
from keras.engine import kinds
from keras.saving.config import namespace

_NAMES = namespace.Namespace(
    "constraint",
    "keras.constraints",
    {
        "MaxNorm": norms.MaxNorm,
        "MinMaxNorm": norms.MinMaxNorm,
        "NonNeg": signs.NonNeg,
        "RadialConstraint": radial.RadialConstraint,
        "UnitNorm": norms.UnitNorm,
        "max_norm": norms.MaxNorm,
        "maxnorm": norms.MaxNorm,
        "min_max_norm": norms.MinMaxNorm,
        "non_neg": signs.NonNeg,
        "nonneg": signs.NonNeg,
        "radial_constraint": radial.RadialConstraint,
        "unit_norm": norms.UnitNorm,
        "unitnorm": norms.UnitNorm,
    },
)

get = _NAMES.get


def serialize(
    constraint: kinds.Named, use_legacy_format: bool = False
) -> str | dict:
    """Returns the plain description of a constraint.

    Args:
        constraint: The object, or a function.
        use_legacy_format: True leaves out the module: the form of Keras 1.
    Example:
        >>> made = keras.constraints.NonNeg
        >>> keras.constraints.serialize(made())['class_name']
        'NonNeg'
    """
    return _NAMES.serialize(constraint, use_legacy_format)


def deserialize(
    config: dict,
    custom_objects: dict | None = None,
    use_legacy_format: bool = False,
) -> Callable:
    """Makes a constraint from its description.

    Args:
        config: What `serialize` returned, or a bare name.
        custom_objects: Names of the caller's own classes and functions.
        use_legacy_format: Has no effect: each form is known by its keys.
    Raises:
        ValueError: If a name is unknown.
    Example:
        >>> type(keras.constraints.deserialize('non_neg')).__name__
        'NonNeg'
    """
    return _NAMES.deserialize(config, custom_objects)
