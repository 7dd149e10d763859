"""Symbolic tensors: what layers take and return while a model is described."""

from typing import Any, NamedTuple

import tensorflow as tf

from keras.backend import symbolic
from keras.engine import kinds
from keras.engine.symbols import tensor_members, tensor_operators


class History(NamedTuple):
    """Where a symbolic tensor comes from: one output of one call of a layer."""

    layer: object
    node_index: int
    tensor_index: int

    @property
    def operation(self):
        """The layer: Keras 3's word for it."""
        return self.layer


class KerasTensor(symbolic.Symbolic):
    """A tensor that has a type and an origin, and no value yet.

    `keras.Input` makes them, and every layer and TensorFlow function called on
    one returns more; `keras.Model(inputs, outputs)` is made of them.

    Args:
        shape: Sizes of the axes, None where unknown.
        dtype: Name or `tf.DType`.
        sparse: True for a `tf.SparseTensor`.
        ragged: True for a `tf.RaggedTensor`, ragged up to its last free axis.
        name: Name in messages.
    Example:
        >>> keras.Input(shape=(3,)).shape
        TensorShape([None, 3])
    """

    # NumPy gives way to our reflected operators: `array + x`.
    __array_priority__ = 100
    # `tf.is_tensor` asks for it.
    is_tensor_like = True

    def __init__(
        self,
        shape: kinds.Shapes,
        dtype: kinds.DType = "float32",
        sparse: bool = False,
        ragged: bool = False,
        name: str | None = None,
    ) -> None:
        dtype = _known_type(dtype)
        if sparse:
            spec = tf.SparseTensorSpec(shape, dtype)
        elif ragged:
            spec = tf.RaggedTensorSpec(shape, dtype, _last_free_axis(shape))
        else:
            spec = tf.TensorSpec(shape, dtype)
        self._set(spec, name)

    @classmethod
    def from_spec(cls, spec: tf.TypeSpec, name: str | None = None) -> Any:
        """Makes a symbolic tensor of any type that TensorFlow describes."""
        tensor = cls.__new__(cls)
        tensor._set(spec, name)
        return tensor

    def _set(self, spec: tf.TypeSpec, name: str | None) -> None:
        _check_shaped(spec)
        self._type_spec = spec
        self._name = name
        self._keras_history: History | None = None
        self._made_by = None

    def __getstate__(self) -> dict:
        # The call that made it tells it again (`Node`): a copy of a layer is
        # no copy of all layers before it.
        return {**self.__dict__, "_keras_history": None, "_made_by": None}

    def note_origin(self, node: Any, history: History) -> None:
        """Takes note of the call that made it.

        Args:
            node: The call: it stays the one, though code that rewires models
                has the layer forget it and numbers the layer's calls anew.
            history: Where it comes from, in numbers.
        """
        self._made_by, self._keras_history = node, history

    @property
    def type_spec(self) -> tf.TypeSpec:
        """The type, as TensorFlow describes it."""
        return self._type_spec

    @property
    def shape(self) -> tf.TensorShape:
        """Sizes of the axes, None where unknown."""
        return self._type_spec.shape

    @property
    def dtype(self) -> tf.DType | None:
        """The type of the elements; None where a user's type has none."""
        return getattr(self._type_spec, "dtype", None)

    @property
    def _keras_shape(self) -> tuple | None:
        # Keras 1's attribute: code from then asks for it, and sets it.
        return tuple_of(self.shape)

    @_keras_shape.setter
    def _keras_shape(self, shape) -> None:
        self.set_shape(shape)

    @property
    def node(self) -> Any:
        """The call that made it; None of a symbol that no layer made."""
        return self._made_by

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

    @property
    def sparse(self) -> bool:
        """Whether it stands for a `tf.SparseTensor`."""
        return isinstance(self._type_spec, tf.SparseTensorSpec)

    @property
    def ragged(self) -> bool:
        """Whether it stands for a `tf.RaggedTensor`."""
        return isinstance(self._type_spec, tf.RaggedTensorSpec)

    @property
    def ragged_rank(self) -> int | None:
        """The number of ragged axes; None of a tensor that isn't ragged."""
        return self._type_spec.ragged_rank if self.ragged else None

    @property
    def row_splits_dtype(self) -> tf.DType | None:
        """The type of a ragged tensor's splits; None of any other's."""
        return self._type_spec.row_splits_dtype if self.ragged else None

    def reshape(self, newshape: Any) -> Any:
        """Returns `tf.reshape(self, newshape)`."""
        return tf.reshape(self, newshape)

    def squeeze(self, axis: kinds.Sizes | None = None) -> Any:
        """Returns `tf.squeeze(self, axis)`."""
        return tf.squeeze(self, axis)

    def ref(self) -> "Reference":
        """Returns a key for dicts and sets that stands for this tensor."""
        return Reference(self)

    def get_shape(self) -> tf.TensorShape:
        """Returns the sizes of the axes, None where unknown."""
        return self.shape

    def set_shape(self, shape: kinds.Shapes) -> None:
        """Tells more of the shape than inference knew."""
        spec = self._type_spec
        merged = self.shape.merge_with(shape)
        if isinstance(spec, tf.RaggedTensorSpec):
            self._type_spec = tf.RaggedTensorSpec(
                merged, spec.dtype, spec.ragged_rank, spec.row_splits_dtype
            )
        else:
            self._type_spec = type(spec)(merged, spec.dtype)

    def __getattr__(self, name: str):
        # Asked for what isn't here: a ragged or sparse tensor's members.
        if name.startswith("_"):
            raise AttributeError(name)
        return tensor_members.of_symbol(self, self._type_spec, name)

    def __dir__(self):
        return [*super().__dir__(), *tensor_members.names(self._type_spec)]

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
            "or decide inside a layer's `call`, where `tf.cond` works too."
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
            "the `tf.` function of that name, or a layer's `call`, where "
            "tensors have values. A loss of a model's symbols goes into "
            "`model.add_loss(value)` before `compile`."
        )

    def __repr__(self) -> str:
        # A user's extension type calls it `Name.Spec`.
        kind = type(self._type_spec).__name__.removesuffix("Spec").rstrip(".")
        return (
            f"<KerasTensor {self._name!r}: shape={tuple_of(self.shape)}"
            + ("" if self.dtype is None else f" dtype={self.dtype.name}")
            + ("" if kind == "Tensor" else f" {kind}")
            + ">"
        )

    def __hash__(self) -> int:
        return id(self)


class Reference:
    """Stands for a symbolic tensor; equal to another one of the same.

    Args:
        tensor: The symbolic tensor.
    """

    def __init__(self, tensor: KerasTensor) -> None:
        self._tensor = tensor

    def deref(self) -> KerasTensor:
        """Returns the tensor."""
        return self._tensor

    def __eq__(self, other) -> bool:
        same_kind = isinstance(other, Reference)
        return same_kind and other._tensor is self._tensor

    def __hash__(self) -> int:
        return id(self._tensor)


def _known_type(dtype: kinds.DType) -> tf.DType:
    try:
        return tf.as_dtype(dtype)
    except TypeError as error:
        raise ValueError(
            "Input: no tensor has elements of this type. Expected one such as "
            "'float32', 'int64', 'bool' or 'string'. Received: "
            f"dtype={repr(dtype)[:80]}."
        ) from error


def _check_shaped(spec: tf.TypeSpec) -> None:
    if not isinstance(getattr(spec, "shape", None), tf.TensorShape):
        raise TypeError(
            "A symbolic tensor has a shape. Expected a type with one, such as "
            "tf.TensorSpec, tf.RaggedTensorSpec or tf.SparseTensorSpec. "
            f"Received: {spec!r}. Of a ragged shape, use `x.bounding_shape()`."
        )


def _last_free_axis(shape) -> int:
    """Returns the number of ragged axes, as Keras takes it from a shape."""
    sizes = tf.TensorShape(shape).as_list()
    return max((i for i, size in enumerate(sizes) if size is None), default=0)


def tuple_of(shape: tf.TensorShape):
    """Returns a shape as a tuple, or None when not even the rank is known."""
    return None if shape.rank is None else tuple(shape.as_list())


def shapes_of(tensors):
    """Returns the nest of shapes, as tuples, of a nest of tensors."""
    return tf.nest.map_structure(lambda t: tuple_of(t.shape), tensors)


def is_keras_tensor(x: kinds.Tensors) -> bool:
    """Tells whether `x` is symbolic.

    Example:
        >>> keras.utils.is_keras_tensor(keras.Input((2,)))
        True
    """
    return isinstance(x, KerasTensor)


tensor_operators.bind(KerasTensor)
