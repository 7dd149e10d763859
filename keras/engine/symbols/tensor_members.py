"""Methods and properties of ragged and sparse tensors, on symbols too.

Only those listed here: a file may name them. As they are functions that
TensorFlow dispatches, a symbolic tensor's are recorded like any other function.
"""

from collections.abc import Callable

import tensorflow as tf

from keras.backend import suggestion
from keras.tf_internals import dispatch

_RAGGED_PROPERTIES = frozenset(
    {"flat_values", "nested_row_splits", "row_splits", "values"}
)
_RAGGED_METHODS = frozenset(
    """bounding_shape merge_dims nested_row_lengths nested_value_rowids nrows
    row_lengths row_limits row_starts to_sparse to_tensor value_rowids
    with_flat_values with_row_splits_dtype with_values""".split()
)
_SPARSE_PROPERTIES = frozenset({"dense_shape", "indices", "values"})
# An operator that no function of TensorFlow's stands for is a method.
_SPARSE_METHODS = frozenset({"__mul__", "__truediv__", "with_values"})

PROPERTIES = _RAGGED_PROPERTIES | _SPARSE_PROPERTIES
METHODS = _RAGGED_METHODS | _SPARSE_METHODS
# The only class whose class methods make tensors of tensors.
CLASSES = {"RaggedTensor": tf.RaggedTensor}
CLASS_METHODS = frozenset(
    """from_nested_row_lengths from_nested_row_splits from_nested_value_rowids
    from_row_lengths from_row_limits from_row_splits from_row_starts from_sparse
    from_tensor from_uniform_row_length from_value_rowids""".split()
)


@dispatch.dispatched
def property_of(tensor, name: str):
    """Returns a listed property of a ragged or sparse tensor."""
    _check_kind(tensor, name)
    check(name, PROPERTIES)
    return getattr(tensor, name)


@dispatch.dispatched
def call_method(tensor, name: str, args, kwargs):
    """Calls a listed method of a ragged or sparse tensor."""
    _check_kind(tensor, name)
    check(name, METHODS)
    return getattr(tensor, name)(*args, **kwargs)


def of_symbol(symbol, spec: tf.TypeSpec, name: str):
    """Returns what a symbolic tensor of a type has by this name.

    Raises:
        AttributeError: If its type has no such member.
    """
    properties, methods = _listed(spec)
    if name in properties:
        return property_of(symbol, name)
    if name in methods:
        return _method(symbol, name)
    raise AttributeError(
        f"A symbolic tensor has no attribute {name!r}. Expected one of a "
        f"{type(spec).__name__.removesuffix('Spec')}, but for its value. "
        f"Received: {symbol!r}. Use a TensorFlow function, or a layer's `call`."
    )


def names(spec: tf.TypeSpec) -> frozenset[str]:
    """Returns the names of what tensors of a type have beside the usual."""
    properties, methods = _listed(spec)
    return properties | methods


def _listed(spec) -> tuple[frozenset[str], frozenset[str]]:
    if isinstance(spec, tf.RaggedTensorSpec):
        return _RAGGED_PROPERTIES, _RAGGED_METHODS
    if isinstance(spec, tf.SparseTensorSpec):
        return _SPARSE_PROPERTIES, _SPARSE_METHODS
    return frozenset(), frozenset()


def _method(symbol, name: str) -> Callable:
    def method(*args, **kwargs):
        return call_method(symbol, name, args, kwargs)

    return method


def class_method(cls_name: str, name: str) -> Callable:
    """Returns a listed class method.

    Raises:
        ValueError: If it isn't listed.
    """
    check(cls_name, frozenset(CLASSES))
    check(name, CLASS_METHODS)
    return getattr(CLASSES[cls_name], name)


def check(name: str, listed: frozenset[str]) -> None:
    """Raises a ValueError if a name isn't among those that a file may use."""
    if name not in listed:
        raise suggestion.unknown_name("member of a tensor", name, listed)


def _check_kind(tensor, name: str) -> None:
    if not isinstance(tensor, (tf.RaggedTensor, tf.SparseTensor)):
        raise TypeError(
            f"{name!r} is of a ragged or sparse tensor. Expected one. "
            f"Received: {tensor!r}."
        )
