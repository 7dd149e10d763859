"""Losses by name."""

from keras.losses import (
    binary,
    categorical,
    loss,
    sparse_categorical,
    squared_error,
)
from keras.saving.config import namespace

_NAMES = namespace.Namespace(
    "loss",
    "keras.losses",
    {
        "BCE": binary.binary_crossentropy,
        "BinaryCrossentropy": binary.BinaryCrossentropy,
        "CategoricalCrossentropy": categorical.CategoricalCrossentropy,
        "LossFunctionWrapper": loss.LossFunctionWrapper,
        "MSE": squared_error.mean_squared_error,
        "MeanSquaredError": squared_error.MeanSquaredError,
        "SparseCategoricalCrossentropy": (
            sparse_categorical.SparseCategoricalCrossentropy
        ),
        "bce": binary.binary_crossentropy,
        "binary_crossentropy": binary.binary_crossentropy,
        "categorical_crossentropy": categorical.categorical_crossentropy,
        "mean_squared_error": squared_error.mean_squared_error,
        "mse": squared_error.mean_squared_error,
        "sparse_categorical_crossentropy": (
            sparse_categorical.sparse_categorical_crossentropy
        ),
    },
)

get = _NAMES.get
serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
