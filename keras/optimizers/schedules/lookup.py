"""Learning rate schedules by name."""

from typing import Any

from keras.optimizers.schedules import (
    cosine_decay,
    exponential_decay,
    piecewise_constant_decay,
    polynomial_decay,
)
from keras.saving.config import namespace

_CLASSES = (
    cosine_decay.CosineDecay,
    cosine_decay.CosineDecayRestarts,
    exponential_decay.ExponentialDecay,
    exponential_decay.InverseTimeDecay,
    piecewise_constant_decay.PiecewiseConstantDecay,
    polynomial_decay.PolynomialDecay,
)
_NAMES = namespace.Namespace(
    "learning rate schedule",
    "keras.optimizers.schedules",
    {known.__name__: known for known in _CLASSES},
)


def serialize(
    learning_rate_schedule: Any, use_legacy_format: bool = False
) -> str | dict:
    """Returns the plain description of a schedule.

    Args:
        learning_rate_schedule: The schedule.
        use_legacy_format: True leaves out the module: the form of Keras 1.
    Example:
        >>> schedules = keras.optimizers.schedules
        >>> decay = schedules.CosineDecay(0.1, 10)
        >>> schedules.serialize(decay)["class_name"]
        'CosineDecay'
    """
    return _NAMES.serialize(learning_rate_schedule, use_legacy_format)


def deserialize(
    config: dict,
    custom_objects: dict | None = None,
    use_legacy_format: bool = False,
) -> Any:
    """Makes a schedule from its description.

    Args:
        config: What `serialize` returned, or a bare name.
        custom_objects: Names of the caller's own classes and functions.
        use_legacy_format: Accepted for Keras 2: both forms are told apart.
    Example:
        >>> schedules = keras.optimizers.schedules
        >>> config = schedules.serialize(schedules.CosineDecay(0.1, 10))
        >>> round(float(schedules.deserialize(config)(5)), 3)
        0.05
    """
    return _NAMES.deserialize(config, custom_objects)
