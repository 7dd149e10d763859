"""What is known of a tensor without its value: shape, axes, elements."""

import tensorflow as tf

from keras.engine import kinds


def int_shape(x: kinds.Tensors) -> tuple[int | None, ...] | None:
    """Returns the sizes of a tensor's axes, None where one is unknown.

    Args:
        x: A symbolic or concrete tensor, a variable or an array.
    Returns:
        A tuple; None when not even the number of axes is known.
    Example:
        >>> keras.backend.int_shape(keras.Input((2, None)))
        (None, 2, None)
    """
    shape = tf.TensorShape(x.shape)
    return None if shape.rank is None else tuple(shape.as_list())


def ndim(x: kinds.Tensors) -> int | None:
    """Returns the number of a tensor's axes, None when it isn't known.

    Args:
        x: A symbolic or concrete tensor, a variable or an array.
    Example:
        >>> keras.backend.ndim(keras.Input((2, None)))
        3
    """
    return tf.TensorShape(x.shape).rank


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
