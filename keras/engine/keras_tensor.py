"""Symbolic tensors: what layers take and return while a model is described."""

from typing import NamedTuple

import tensorflow as tf


class History(NamedTuple):
    """Where a symbolic tensor comes from: one output of one call of a layer."""

    layer: object
    node_index: int
    tensor_index: int


class KerasTensor:
    """A tensor that has a type and an origin, and no value yet.

    `keras.Input` makes them, and every layer and TensorFlow function called on
    one returns more; `keras.Model(inputs, outputs)` is made of them.

    Args:
        shape: Sizes of the axes, None where unknown.
        dtype: Name or `tf.DType`.
        sparse: True for a `tf.SparseTensor`.
        ragged: True for a `tf.RaggedTensor`.
        name: Name in messages.
    Example:
        >>> keras.Input(shape=(3,)).shape
        TensorShape([None, 3])
    """

    # NumPy gives way to our reflected operators: `array + x`.
    __array_priority__ = 100

    def __init__(
        self,
        shape,
        dtype="float32",
        sparse: bool = False,
        ragged: bool = False,
        name: str | None = None,
    ) -> None:
        dtype = tf.as_dtype(dtype)
        if sparse:
            spec = tf.SparseTensorSpec(shape, dtype)
        elif ragged:
            spec = tf.RaggedTensorSpec(shape, dtype)
        else:
            spec = tf.TensorSpec(shape, dtype)
        self._set(spec, name)

    @classmethod
    def from_spec(cls, spec: tf.TypeSpec, name: str | None = None):
        """Makes a symbolic tensor of any type that TensorFlow describes."""
        tensor = cls.__new__(cls)
        tensor._set(spec, name)
        return tensor

    def _set(self, spec: tf.TypeSpec, name: str | None) -> None:
        self._type_spec = spec
        self._name = name
        self._keras_history: History | None = None
        self._keras_mask: KerasTensor | None = None

    @property
    def type_spec(self) -> tf.TypeSpec:
        """The type, as TensorFlow describes it."""
        return self._type_spec

    @property
    def shape(self) -> tf.TensorShape:
        """Sizes of the axes, None where unknown."""
        return self._type_spec.shape

    @property
    def dtype(self) -> tf.DType:
        """The type of the elements."""
        return self._type_spec.dtype

    @property
    def name(self) -> str | None:
        """The name of the layer whose output it is, or the given one."""
        return self._name

    @property
    def ndim(self) -> int | None:
        """The number of axes."""
        return self.shape.rank

    @property
    def rank(self) -> int | None:
        """The number of axes."""
        return self.shape.rank

    def get_shape(self) -> tf.TensorShape:
        """Returns the sizes of the axes, None where unknown."""
        return self.shape

    def set_shape(self, shape) -> None:
        """Tells more of the shape than inference knew."""
        merged = self.shape.merge_with(shape)
        self._type_spec = tf.TensorSpec(merged, self.dtype)

    def __len__(self):
        raise TypeError(
            f"len({self.name}): a symbolic tensor has no value. Expected a "
            f"concrete tensor. Received: {self!r}. Use `x.shape[0]`, or "
            "`tf.shape(x)[0]` for a size that is known later."
        )

    def __bool__(self):
        raise TypeError(
            f"`if {self.name}`: a symbolic tensor has no value to decide on. "
            f"Expected a concrete tensor. Received: {self!r}. Use `tf.where` "
            "or `tf.cond`, or decide inside a layer's `call`."
        )

    def __iter__(self):
        if self.shape.rank is None or not self.shape or self.shape[0] is None:
            raise TypeError(
                f"Can't iterate over {self.name}: its first axis has no known "
                f"size. Received: {self!r}. Slice it, or use a layer."
            )
        return (self[i] for i in range(self.shape[0]))

    def __array__(self, dtype=None, copy=None):
        raise TypeError(
            f"{self.name} can't become a NumPy array: a symbolic tensor has no "
            f"value. Expected a TensorFlow function. Received: {self!r}. Use "
            "the `tf.` function of that name."
        )

    def __repr__(self) -> str:
        kind = type(self._type_spec).__name__.removesuffix("Spec")
        return (
            f"<KerasTensor {self._name!r}: shape={tuple_of(self.shape)} "
            f"dtype={self.dtype.name}"
            + ("" if kind == "Tensor" else f" {kind}")
            + ">"
        )

    def __hash__(self) -> int:
        return id(self)


def tuple_of(shape: tf.TensorShape):
    """Returns a shape as a tuple, or None when not even the rank is known."""
    return None if shape.rank is None else tuple(shape.as_list())


def shapes_of(tensors):
    """Returns the nest of shapes, as tuples, of a nest of tensors."""
    return tf.nest.map_structure(lambda t: tuple_of(t.shape), tensors)


def is_keras_tensor(x) -> bool:
    """Tells whether `x` is symbolic.

    Example:
        >>> keras.utils.is_keras_tensor(keras.Input((2,)))
        True
    """
    return isinstance(x, KerasTensor)


def _method(function):
    def operator(self, *others):
        return function(self, *others)

    return operator


def _reflected(function):
    def operator(self, other):
        # As for tensors: `1 - x` has the type of x.
        other = tf.convert_to_tensor(other, dtype_hint=self.dtype)
        return function(other, self)

    return operator


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


_BINARY = {
    "add": _add,
    "sub": tf.math.subtract,
    "mul": tf.math.multiply,
    "truediv": tf.math.truediv,
    "floordiv": tf.math.floordiv,
    "mod": tf.math.floormod,
    "pow": tf.math.pow,
    "matmul": tf.linalg.matmul,
    "and": tf.math.logical_and,
    "or": tf.math.logical_or,
    "xor": tf.math.logical_xor,
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
    "invert": tf.math.logical_not,
    "getitem": _slice,
}

for _name, _function in {**_BINARY, **_OTHER}.items():
    setattr(KerasTensor, f"__{_name}__", _method(_function))
for _name, _function in _BINARY.items():
    setattr(KerasTensor, f"__r{_name}__", _reflected(_function))
