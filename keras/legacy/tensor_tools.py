"""`keras.utils.tf_utils` and kin: what layers of other libraries stand on."""

import contextlib
import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import symbolic, user_code


def shape_type_conversion(fn: Callable) -> Callable:
    """Lets a method of shapes work on tuples, and return a `tf.TensorShape`.

    Args:
        fn: A method `(layer, input_shape)`, such as `compute_output_shape`.
    """

    @functools.wraps(fn)
    def wrapped(instance, input_shape):
        if input_shape is None:
            return fn(instance, input_shape)
        output_shape = fn(instance, convert_shapes(input_shape))
        return convert_shapes(output_shape, to_tuples=False)

    return wrapped


def convert_shapes(input_shape, to_tuples: bool = True) -> Any:
    """Returns a shape, or each of a nest, as a tuple or a `tf.TensorShape`.

    Args:
        input_shape: Shapes: tuples or lists of ints and None, or
            `tf.TensorShape`s, in any nest.
        to_tuples: False returns `tf.TensorShape`s.
    Example:
        >>> from keras.legacy import tensor_tools
        >>> tensor_tools.convert_shapes([(None, 2), tf.TensorShape([3])])
        [(None, 2), (3,)]
    """
    if input_shape is None:
        return None
    if _is_shape(input_shape):
        shape = tf.TensorShape(input_shape)
        if not to_tuples:
            return shape
        return None if shape.rank is None else tuple(shape.as_list())
    if isinstance(input_shape, dict):
        return {
            name: convert_shapes(shape, to_tuples)
            for name, shape in input_shape.items()
        }
    shapes = [convert_shapes(shape, to_tuples) for shape in input_shape]
    return tuple(shapes) if isinstance(input_shape, tuple) else shapes


def _is_shape(value) -> bool:
    if isinstance(value, tf.TensorShape):
        return True
    return isinstance(value, (list, tuple)) and all(
        size is None or isinstance(size, (int, np.integer)) for size in value
    )


def get_tensor_spec(t, dynamic_batch: bool = False, name=None) -> Any:
    """Returns what type a tensor has; None of what is none.

    Args:
        t: A tensor, a symbol or a `tf.TypeSpec`.
        dynamic_batch: True leaves the size of the first axis open.
        name: That of the type. Default: the tensor's, if it has one.
    """
    if isinstance(t, tf.TypeSpec):
        spec = t
    elif isinstance(t, symbolic.Symbolic):
        spec = t.type_spec
    elif hasattr(t, "shape") and hasattr(t, "dtype"):
        spec = tf.type_spec_from_value(t)
    else:
        return None
    if not isinstance(spec, tf.TensorSpec):
        return spec
    shape = spec.shape
    if dynamic_batch and shape.rank:
        shape = tf.TensorShape([None]).concatenate(shape[1:])
    return tf.TensorSpec(shape, spec.dtype, name or spec.name)


def sync_to_numpy_or_python_type(tensors) -> Any:
    """Returns tensors as arrays, and those of one value as Python's numbers.

    Args:
        tensors: A nest; what is no tensor stays.
    Example:
        >>> from keras.legacy import tensor_tools
        >>> tensor_tools.sync_to_numpy_or_python_type({'loss': tf.constant(2.)})
        {'loss': 2.0}
    """

    def value_of(one):
        value = one.numpy() if isinstance(one, tf.Tensor) else one
        if isinstance(value, (np.ndarray, np.generic)) and value.ndim == 0:
            return value if isinstance(value, bytes) else value.item()
        return value

    return tf.nest.map_structure(value_of, tensors)


@contextlib.contextmanager
def maybe_init_scope(layer):
    """Lifts what is made out of a function that is traced, as variables are.

    Args:
        layer: Has no effect: it's the same for every layer.
    """
    with tf.init_scope():
        yield


def is_symbolic_tensor(tensor) -> bool:
    """Whether a tensor has no value yet: a symbol, or one of a graph.

    Args:
        tensor: Anything.
    """
    if isinstance(tensor, symbolic.Symbolic):
        return True
    return isinstance(tensor, tf.Tensor) and not hasattr(tensor, "numpy")


def smart_constant_value(pred) -> Any:
    """Returns the value of a boolean if it's known now, else None.

    Args:
        pred: A bool, 0, 1, or a tensor or variable.
    """
    if isinstance(pred, tf.Variable):
        return None
    if tf.is_tensor(pred):
        value = tf.get_static_value(pred)
        return None if value is None else bool(value)
    return bool(pred)


def smart_cond(pred, true_fn=None, false_fn=None, name=None) -> Any:
    """Returns what one of two functions returns, chosen now if that can be.

    Args:
        pred: A bool, 0, 1, or a tensor or variable.
        true_fn: Is called where it's true.
        false_fn: Is called where it isn't.
        name: That of the operation.
    Example:
        >>> from keras.legacy import tensor_tools
        >>> tensor_tools.smart_cond(True, lambda: 1, lambda: 2)
        1
    """
    value = smart_constant_value(pred)
    if value is None:
        return tf.cond(tf.cast(pred, tf.bool), true_fn, false_fn, name=name)
    return true_fn() if value else false_fn()


def is_subclassed(layer) -> bool:
    """Whether a layer's class is of another's making, and not of Keras.

    Args:
        layer: A layer or a model.
    """
    return user_code.is_users(type(layer))


def v2_dtype_behavior_enabled() -> bool:
    """Returns True: layers cast their inputs, as since TensorFlow 2."""
    return True


def enable_v2_dtype_behavior() -> None:
    """Does nothing: layers cast their inputs, as since TensorFlow 2."""


def disable_v2_dtype_behavior() -> None:
    """Raises: layers always have a type, and cast their inputs to it.

    Raises:
        RuntimeError: Always.
    """
    raise RuntimeError(
        "disable_v2_dtype_behavior: layers of TensorFlow 1 took their input's "
        "type. Expected code without it. Give a layer `dtype='float64'`, or "
        "`autocast=False` to leave inputs as they are."
    )


def register_symbolic_tensor_type(symbolic_tensor_cls: type) -> None:
    """Has a class stand for the tensor that its objects become.

    Args:
        symbolic_tensor_cls: The class: it has `shape` and `dtype`, and
            `tf.convert_to_tensor` takes its objects.
    """
    symbolic.take_for_tensors(symbolic_tensor_cls)
