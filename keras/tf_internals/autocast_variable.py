"""Variables that read as a mixed policy's compute type while a layer runs.

A user's `inputs * self.scale` has 16-bit inputs and a 32-bit variable there.
No public name lets a `tf.Variable` say what it reads as. A wrapper would have
to be taught to checkpoints, SavedModel, strategies and optimizers; so the
variable stays the object that TensorFlow made, of a subclass of its class that
overrides how it is read:

* `value`, `read_value`, `sparse_read`, `gather_nd` and the conversion to a
  tensor (`_dense_var_to_tensor`, which has no public name) cast what they read;
* what writes, copies or describes the variable sees the type it is stored in;
* a strategy's variables hand operators on to their parts, so those are
  overridden too;
* TensorFlow's eager ops read a `ResourceVariable` by themselves, past all of
  these, if its `_handle` is an eager tensor. Here it isn't, so they ask for
  the conversion.
"""

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator

import tensorflow as tf
from tensorflow.python.ops import resource_variable_ops

from keras.tf_internals import named_variable, pickled_variable


class Reading(threading.local):
    """What this thread's autocast variables read as.

    Attributes:
        dtype: A float `tf.DType`, or None for the type they are stored in.
    """

    dtype: tf.DType | None = None


reading = Reading()

_WRITES = (
    "_strided_slice_assign",
    "assign",
    "assign_add",
    "assign_sub",
    "batch_scatter_update",
    "scatter_add",
    "scatter_div",
    "scatter_max",
    "scatter_min",
    "scatter_mul",
    "scatter_nd_add",
    "scatter_nd_max",
    "scatter_nd_min",
    "scatter_nd_sub",
    "scatter_nd_update",
    "scatter_sub",
    "scatter_update",
)


def autocasting(variable: tf.Variable) -> tf.Variable:
    """Has a float variable read as `reading.dtype`; returns it.

    One that is sharded over servers isn't a `tf.Variable`, and stays as it is.
    """
    is_plain = not isinstance(variable, AutocastVariable)
    if is_plain and isinstance(variable, tf.Variable):
        variable.__class__ = _autocast_class(type(variable))
    return variable


@contextlib.contextmanager
def reading_as(dtype: tf.DType | None) -> Iterator[None]:
    """Has autocast variables read as a type in the body; None: as stored."""
    outer = reading.dtype
    reading.dtype = dtype
    try:
        yield
    finally:
        reading.dtype = outer


class AutocastVariable:
    """What goes before a variable's own class: reads cast, the rest doesn't."""

    @property
    def dtype(self) -> tf.DType:
        """The type that the variable reads as, here and now."""
        return super().dtype if reading.dtype is None else reading.dtype

    def value(self) -> tf.Tensor:
        """Returns the value, in the type that is read now."""
        return _as_read(super().value())

    def read_value(self) -> tf.Tensor:
        """Returns the value as it is now, in the type that is read now."""
        return _as_read(super().read_value())

    def sparse_read(self, indices, name=None) -> tf.Tensor:
        """Returns rows, in the type that is read now."""
        return _as_read(super().sparse_read(indices, name))

    def gather_nd(self, indices, name=None) -> tf.Tensor:
        """Returns slices, in the type that is read now."""
        return _as_read(super().gather_nd(indices, name))

    def numpy(self):
        """Returns the stored value."""
        with reading_as(None):
            return super().numpy()

    def _dense_var_to_tensor(self, dtype=None, name=None, as_ref=False):
        # Who asks for the stored type by name gets it, as it is stored.
        if dtype is None or dtype == reading.dtype:
            with reading_as(None):
                tensor = super()._dense_var_to_tensor(None, name, as_ref)
            return _as_read(tensor)
        with reading_as(None):
            return super()._dense_var_to_tensor(dtype, name, as_ref)

    def __deepcopy__(self, memo):
        with reading_as(None):
            return autocasting(super().__deepcopy__(memo))

    def __reduce__(self):
        with reading_as(None):
            return _unpickled, pickled_variable.reduced(self)

    def __repr__(self) -> str:
        with reading_as(None):
            return super().__repr__()


class HiddenHandle(AutocastVariable):
    """Keeps eager ops from reading a `ResourceVariable` by themselves."""

    @property
    def _handle(self) -> None:
        return None

    @property
    def handle(self) -> tf.Tensor:
        """The resource, as ever."""
        if isinstance(self, named_variable.Waiting):
            self.settle()
        return self.__dict__["_handle"]

    def __tf_tracing_type__(self, context):
        # As the base has it, but for `handle`. A `tf.function` that takes the
        # variable is traced for each type that it reads as.
        alias = context.alias_global_id(self.handle._id)
        context.add_placeholder(alias, self)
        return resource_variable_ops.VariableSpec(
            self.shape, self.dtype, self.trainable, alias
        )


class Delegating(AutocastVariable):
    """Has the operators of a variable with parts read the variable."""


def _as_read(tensor: tf.Tensor) -> tf.Tensor:
    return tensor if reading.dtype is None else tf.cast(tensor, reading.dtype)


def _as_stored(value, dtype: tf.DType):
    """Returns what a layer's call writes, in the type to be stored."""
    if isinstance(value, tf.IndexedSlices):
        values = tf.cast(value.values, dtype)
        return tf.IndexedSlices(values, value.indices, value.dense_shape)
    if isinstance(value, tf.Tensor) and value.dtype.is_floating:
        return tf.cast(value, dtype)
    return value


def _writing(name: str) -> Callable:
    def write(self, *args, **kwargs):
        read_as = reading.dtype
        with reading_as(None):
            if read_as is not None:
                args = [_as_stored(value, self.dtype) for value in args]
                kwargs = {
                    key: _as_stored(value, self.dtype)
                    for key, value in kwargs.items()
                }
            result = getattr(super(AutocastVariable, self), name)(
                *args, **kwargs
            )
        is_variable = isinstance(
            result, resource_variable_ops.BaseResourceVariable
        )
        return autocasting(result) if is_variable else result

    write.__name__ = name
    return write


def _operating(name: str) -> Callable:
    def operate(self, *args):
        if reading.dtype is None:
            return getattr(super(Delegating, self), name)(*args)
        return getattr(tf.convert_to_tensor(self), name)(*args)

    operate.__name__ = name
    return operate


for _name in _WRITES:
    setattr(AutocastVariable, _name, _writing(_name))
for _name in tf.Tensor.OVERLOADABLE_OPERATORS:
    setattr(Delegating, _name, _operating(_name))


@functools.cache
def _autocast_class(cls: type) -> type:
    reads = Delegating
    if issubclass(cls, resource_variable_ops.ResourceVariable):
        reads = HiddenHandle
    elif issubclass(cls, resource_variable_ops.BaseResourceVariable):
        reads = AutocastVariable
    names = {"__module__": __name__}
    if issubclass(cls, named_variable.Waiting):
        names["plain"] = _autocast_class(cls.plain)
    return type(cls)(f"Autocast{cls.__name__}", (reads, cls), names)


def _unpickled(make: Callable, args: tuple) -> tf.Variable:
    return autocasting(make(*args))
