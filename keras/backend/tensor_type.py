"""What is known of a tensor without its value: shape, axes, elements."""

import numpy as np
import tensorflow as tf

from keras.backend import symbolic
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
