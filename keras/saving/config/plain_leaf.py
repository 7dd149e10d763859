"""Leaves of a config as plain data, and back: arrays, types, bytes, slices."""

import numpy as np
import tensorflow as tf

from keras.backend import values as values_module
from keras.saving.config import type_specs

# As the others write bytes; what isn't UTF-8 they don't write.
_AS_UTF_8 = ("utf-8", "surrogateescape")


def described(value):
    """Returns a leaf as plain data.

    Args:
        value: What is no nest, no function and has no `get_config`.
    Raises:
        TypeError: If it has no form.
    """
    if isinstance(value, tf.TensorShape):
        return None if value.rank is None else tuple(value.as_list())
    if isinstance(value, tf.DType):
        return value.name
    if isinstance(value, tf.TypeSpec):
        return type_specs.described(value)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (bool, int, float, str)):  # a subclass: an enum
        return getattr(value, "value", value)
    if is_numpy_type(value):
        return np.dtype(value).name
    if isinstance(value, bytes):
        return tagged("__bytes__", value=value.decode(*_AS_UTF_8))
    if isinstance(value, slice):
        return tagged(
            "__slice__", start=value.start, stop=value.stop, step=value.step
        )
    if value is Ellipsis:
        return tagged("__ellipsis__")
    array_type = _array_type(value)
    if array_type is not None:
        return tagged(
            "__numpy__",
            value=value.tolist(),
            dtype=array_type,
            **_shape_of_none(value),
        )
    if isinstance(value, tf.Tensor):
        return tagged("__tensor__", **_values_of(value))
    if isinstance(value, tf.Variable):
        # Other packages read a tensor, and leave out what they don't know.
        learns = value.trainable
        return tagged("__tensor__", **_values_of(value), trainable=learns)
    raise TypeError(
        "Can't describe an object as plain data. Expected numbers, text, "
        "arrays, functions, objects with `get_config`, or nests of them. "
        f"Received: {value!r} of type {type(value).__name__}. Give its class "
        "a `get_config`."
    )


def _array_type(value) -> str | None:
    """Returns what a file calls the type of an array that it can hold."""
    is_masked = isinstance(value, np.ma.MaskedArray)
    if not isinstance(value, np.ndarray) or is_masked:
        return None
    if value.dtype.kind == "U":
        return "string"
    if value.dtype.kind == "O":
        are_texts = all(type(item) is str for item in value.flat)
        return "string" if are_texts else None
    try:
        found = tf.as_dtype(value.dtype)
    except TypeError:
        return None
    return None if found == tf.string or found.is_complex else found.name


def _values_of(tensor: tf.Tensor | tf.Variable) -> dict:
    """Returns values as nested lists, and their type; texts are UTF-8."""
    array = np.asarray(values_module.get_value(tensor))
    values = array.tolist()
    if tensor.dtype == tf.string:
        values = tf.nest.map_structure(bytes.decode, values)
    return {
        "value": values,
        "dtype": tensor.dtype.name,
        **_shape_of_none(array),
    }


def _shape_of_none(array: np.ndarray) -> dict:
    """Returns the shape of an array of no values, whose lists don't tell it."""
    return {} if array.size else {"shape": list(array.shape)}


def _with_shape_of_none(array: np.ndarray, shape) -> np.ndarray:
    """Returns an array of no values in a shape that a file has."""
    if array.size or not isinstance(shape, (list, tuple)):
        raise ValueError(
            "A config has an array with a shape beside it. Expected one of no "
            f"values, and a list. Received: shape={str(shape)[:80]}, with "
            f"{array.size} values."
        )
    return array.reshape([int(size) for size in shape])


def _array_of(inner: dict) -> np.ndarray:
    array = np.array(inner["value"], _numpy_type_of(inner))
    if "shape" in inner:
        array = _with_shape_of_none(array, inner["shape"])
    return array


def is_numpy_type(value) -> bool:
    """Tells whether a value is one of NumPy's types of numbers."""
    is_type = isinstance(value, type) and issubclass(value, np.generic)
    return is_type or isinstance(value, np.dtype)


def tagged(class_name: str, **config) -> dict:
    """Returns plain data by whose name a reader knows what it stands for."""
    return {"class_name": class_name, "config": config}


def _numpy_type_of(inner: dict) -> np.dtype | type:
    found = tf.as_dtype(inner["dtype"])
    return str if found == tf.string else found.as_numpy_dtype


def _tensor_of(inner: dict) -> tf.Tensor | tf.Variable:
    # By TensorFlow's table of names: NumPy's includes objects.
    dtype = tf.as_dtype(inner["dtype"]).name
    tensor = tf.constant(inner["value"], dtype)
    if "shape" in inner:
        values = _with_shape_of_none(tensor.numpy(), inner["shape"])
        tensor = tf.constant(values, dtype)
    if "trainable" not in inner:
        return tensor
    return tf.Variable(tensor, trainable=bool(inner["trainable"]))


# What makes a leaf of the config of each tag.
MAKERS = {
    "__bytes__": lambda inner: inner["value"].encode(*_AS_UTF_8),
    "__ellipsis__": lambda inner: Ellipsis,
    "__numpy__": lambda inner: _array_of(inner),
    "__slice__": lambda inner: slice(
        inner["start"], inner["stop"], inner["step"]
    ),
    "__tensor__": lambda inner: _tensor_of(inner),
}
