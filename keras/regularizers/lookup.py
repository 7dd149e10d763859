"""Regularizers by name."""

import functools

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
serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
