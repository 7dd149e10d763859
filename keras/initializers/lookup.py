"""Initializers by name."""

from keras.initializers import (
    initializer,
    orthogonal_matrix,
    random,
    scaling,
)
from keras.saving.config import namespace

_CLASSES = {
    "constant": initializer.Constant,
    "glorot_normal": scaling.GlorotNormal,
    "glorot_uniform": scaling.GlorotUniform,
    "he_normal": scaling.HeNormal,
    "he_uniform": scaling.HeUniform,
    "identity": initializer.Identity,
    "lecun_normal": scaling.LecunNormal,
    "lecun_uniform": scaling.LecunUniform,
    "ones": initializer.Ones,
    "orthogonal": orthogonal_matrix.Orthogonal,
    "random_normal": random.RandomNormal,
    "random_uniform": random.RandomUniform,
    "truncated_normal": random.TruncatedNormal,
    "variance_scaling": scaling.VarianceScaling,
    "zeros": initializer.Zeros,
}
# Keras 1's names, and two of Keras 3's files.
_ALIASES = {
    "normal": random.RandomNormal,
    "one": initializer.Ones,
    "uniform": random.RandomUniform,
    "zero": initializer.Zeros,
    "IdentityInitializer": initializer.Identity,
    "OrthogonalInitializer": orthogonal_matrix.Orthogonal,
}

_NAMES = namespace.Namespace(
    "initializer",
    "keras.initializers",
    _CLASSES | {c.__name__: c for c in _CLASSES.values()} | _ALIASES,
)

get = _NAMES.get
serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
