"""Python's operators on symbolic tensors: which TensorFlow function each is."""

from collections.abc import Callable

import tensorflow as tf

from keras.engine.symbols import tensor_members


def bind(cls: type) -> None:
    """Gives a class of symbolic tensors the operators of tensors."""
    for name, function in {**_BINARY, **_OTHER}.items():
        setattr(cls, f"__{name}__", _operator(name, function))
    for name, function in _BINARY.items():
        setattr(cls, f"__r{name}__", _reflected(name, function))


def _operator(name: str, function: Callable):
    def operator(self, *others):
        if isinstance(self.type_spec, tf.SparseTensorSpec):
            return _of_sparse(self, name, others)
        return function(self, *others)

    return operator


def _reflected(name: str, function: Callable):
    def operator(self, other):
        if isinstance(self.type_spec, tf.SparseTensorSpec):
            return _of_sparse(self, f"r{name}", (other,))
        if not isinstance(other, tf.Variable):
            # As for tensors: `1 - x` has the type of x.
            other = tf.convert_to_tensor(other, dtype_hint=self.dtype)
        return function(other, self)

    return operator


def _of_sparse(tensor, name: str, others: tuple):
    """Calls an operator of sparse tensors: they have two, times and by."""
    method = {"rmul": "__mul__"}.get(name, f"__{name}__")
    if method not in tensor_members.METHODS:
        raise TypeError(
            f"A sparse tensor has no operator `{name}`. Expected `*` or `/` "
            f"with a dense tensor. Received: {tensor!r}. Use `tf.sparse.add` "
            "and kin, or make it dense with `tf.sparse.to_dense(x)`."
        )
    return tensor_members.call_method(tensor, method, others, {})


def _is_ragged(tensor) -> bool:
    spec = getattr(tensor, "type_spec", None)
    return isinstance(spec, tf.RaggedTensorSpec)


def _add(one, other):
    # `tf.__operators__.add` takes dense tensors only.
    if _is_ragged(one) or _is_ragged(other):
        return tf.math.add(one, other)
    return tf.__operators__.add(one, other)


def _slice(tensor, key):
    if _is_ragged(tensor):
        return tf.__operators__.ragged_getitem(tensor, key)
    return tf.__operators__.getitem(tensor, key)


def _by_type(of_flags: Callable, of_integers: Callable) -> Callable:
    def function(first, *others):
        is_flag = first.dtype == tf.bool
        return (of_flags if is_flag else of_integers)(first, *others)

    return function


_BINARY = {
    "add": _add,
    "sub": tf.math.subtract,
    "mul": tf.math.multiply,
    "truediv": tf.math.truediv,
    "floordiv": tf.math.floordiv,
    "mod": tf.math.floormod,
    "pow": tf.math.pow,
    "matmul": tf.linalg.matmul,
    "and": _by_type(tf.math.logical_and, tf.bitwise.bitwise_and),
    "or": _by_type(tf.math.logical_or, tf.bitwise.bitwise_or),
    "xor": _by_type(tf.math.logical_xor, tf.bitwise.bitwise_xor),
}
_OTHER = {
    "lt": tf.math.less,
    "le": tf.math.less_equal,
    "gt": tf.math.greater,
    "ge": tf.math.greater_equal,
    "eq": tf.__operators__.eq,
    "ne": tf.__operators__.ne,
    "neg": tf.math.negative,
    "abs": tf.math.abs,
    "invert": _by_type(tf.math.logical_not, tf.bitwise.invert),
    "getitem": _slice,
}
