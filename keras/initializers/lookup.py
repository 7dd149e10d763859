"""Initializers by name."""

from keras.initializers import fixed, orthogonal_matrix, random, scaling
from keras.saving import namespace

_CLASSES = {
    "constant": fixed.Constant,
    "glorot_normal": scaling.GlorotNormal,
    "glorot_uniform": scaling.GlorotUniform,
    "he_normal": scaling.HeNormal,
    "he_uniform": scaling.HeUniform,
    "identity": fixed.Identity,
    "lecun_normal": scaling.LecunNormal,
    "lecun_uniform": scaling.LecunUniform,
    "ones": fixed.Ones,
    "orthogonal": orthogonal_matrix.Orthogonal,
    "random_normal": random.RandomNormal,
    "random_uniform": random.RandomUniform,
    "truncated_normal": random.TruncatedNormal,
    "variance_scaling": scaling.VarianceScaling,
    "zeros": fixed.Zeros,
}
# Keras 1's names, and two of Keras 3's files.
_ALIASES = {
    "normal": random.RandomNormal,
    "one": fixed.Ones,
    "uniform": random.RandomUniform,
    "zero": fixed.Zeros,
    "IdentityInitializer": fixed.Identity,
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
