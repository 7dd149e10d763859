"""Learning rate schedules by name."""

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

serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
