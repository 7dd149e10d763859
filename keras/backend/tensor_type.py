"""What is known of a tensor without its value: shape, axes, elements."""

import numpy as np
import tensorflow as tf

from keras.backend import config, symbolic
from keras.engine import kinds


def tensor(x: kinds.Tensors) -> kinds.Tensors:
    """Returns numbers, lists and arrays as a tensor; tensors as they are.

    Args:
        x: Anything that has numbers.
    """
    is_one = tf.is_tensor(x) or isinstance(x, symbolic.Symbolic)
    return x if is_one else tf.convert_to_tensor(x)


def _shape(x) -> tf.TensorShape:
    return tf.TensorShape(x.shape if hasattr(x, "shape") else np.shape(x))


def int_shape(x: kinds.Tensors) -> tuple[int | None, ...] | None:
    """Returns the sizes of a tensor's axes, None where one is unknown.

    Args:
        x: A symbolic or concrete tensor, a variable, an array or numbers.
    Returns:
        A tuple; None when not even the number of axes is known.
    Example:
        >>> keras.backend.int_shape(keras.Input((2, None)))
        (None, 2, None)
    """
    shape = _shape(x)
    return None if shape.rank is None else tuple(shape.as_list())


def ndim(x: kinds.Tensors) -> int | None:
    """Returns the number of a tensor's axes, None when it isn't known.

    Args:
        x: A symbolic or concrete tensor, a variable or an array.
    Example:
        >>> keras.backend.ndim(keras.Input((2, None)))
        3
    """
    return _shape(x).rank


def dtype(x: kinds.Tensors) -> str:
    """Names the type of a tensor's elements.

    Args:
        x: A symbolic or concrete tensor, a variable or an array.
    Example:
        >>> keras.backend.dtype(keras.Input((2,)))
        'float32'
    """
    return tf.as_dtype(x.dtype).base_dtype.name


def is_sparse(tensor: kinds.Tensors) -> bool:
    """Tells whether a tensor is a sparse one, symbolic or concrete.

    Example:
        >>> keras.backend.is_sparse(keras.Input((2,), sparse=True))
        True
    """
    spec = getattr(tensor, "type_spec", None)
    return isinstance(tensor, tf.SparseTensor) or isinstance(
        spec, tf.SparseTensorSpec
    )


# What Keras 3 takes Python's types for.
_OF_PYTHON = {
    "int": tf.int64,
    bool: tf.bool,
    complex: tf.complex128,
    float: tf.float32,
    int: tf.int64,
    str: tf.string,
}


def standardize_dtype(dtype: kinds.DType) -> str:
    """Returns the one name of a type of elements.

    Args:
        dtype: A name, a type of TensorFlow, NumPy or Python, or None for
            `floatx()`.
    Raises:
        ValueError: If no tensor of numbers, bools or texts has it.
    Example:
        >>> keras.utils.standardize_dtype(np.float64)
        'float64'
        >>> keras.utils.standardize_dtype(None)
        'float32'
    """
    if dtype is None:
        return config.floatx()
    try:
        found = tf.as_dtype(_OF_PYTHON.get(dtype, dtype)).base_dtype
    except TypeError as error:
        raise _no_type(dtype) from error
    is_number = found.is_floating or found.is_integer or found.is_complex
    if not (is_number or found.is_bool or found == tf.string):
        raise _no_type(dtype)
    return found.name


def _no_type(dtype) -> ValueError:
    return ValueError(
        "standardize_dtype: no tensor has elements of this type. Expected one "
        "such as 'float32', 'int64', 'bool' or 'string'. Received: "
        f"dtype={dtype!r}."
    )
