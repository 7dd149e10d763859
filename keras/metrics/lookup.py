"""Metrics by name."""

from keras.losses import binary, categorical, sparse_categorical, squared_error
from keras.metrics import auc, matching, mean, mean_loss
from keras.saving.config import namespace

_CLASSES = (
    auc.AUC,
    matching.Accuracy,
    matching.BinaryAccuracy,
    mean_loss.BinaryCrossentropy,
    matching.CategoricalAccuracy,
    mean_loss.CategoricalCrossentropy,
    mean.Mean,
    mean.MeanMetricWrapper,
    mean_loss.MeanSquaredError,
    matching.SparseCategoricalAccuracy,
    mean_loss.SparseCategoricalCrossentropy,
    matching.SparseTopKCategoricalAccuracy,
    mean.Sum,
    matching.TopKCategoricalAccuracy,
)
_FUNCTIONS = (
    matching.accuracy,
    matching.binary_accuracy,
    binary.binary_crossentropy,
    matching.categorical_accuracy,
    categorical.categorical_crossentropy,
    squared_error.mean_squared_error,
    matching.sparse_categorical_accuracy,
    sparse_categorical.sparse_categorical_crossentropy,
    matching.sparse_top_k_categorical_accuracy,
    matching.top_k_categorical_accuracy,
)
_ALIASES = {
    "BCE": binary.binary_crossentropy,
    "MSE": squared_error.mean_squared_error,
    "acc": matching.accuracy,
    "bce": binary.binary_crossentropy,
    "mse": squared_error.mean_squared_error,
}

_NAMES = namespace.Namespace(
    "metric",
    "keras.metrics",
    {known.__name__: known for known in _CLASSES + _FUNCTIONS} | _ALIASES,
)

get = _NAMES.get
serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
