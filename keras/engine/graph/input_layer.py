"""The entry of a model: a layer with no computation, and `keras.Input`."""

from typing import Any

import tensorflow as tf

from keras import mixed_precision
from keras.backend import naming
from keras.engine import kinds
from keras.engine.graph import op_layer
from keras.engine.layer import layer
from keras.engine.symbols import input_type, keras_tensor, node
from keras.saving.config import type_specs
from keras.tf_internals import dispatch


class InputLayer(layer.Layer):
    """Stands for one input of a model.

    Args:
        input_shape: Shape without the batch axis; a number n is `(n,)`.
        batch_size: Size of the batch axis, None when free.
        dtype: Type of the elements. Default: `keras.backend.floatx()`.
        input_tensor: A tensor whose type the input has: a symbolic one, from
            which a model can then begin, or a concrete one.
        sparse: True for a `tf.SparseTensor`.
        name: Name of the input.
        ragged: True for a `tf.RaggedTensor`.
        type_spec: The whole type, in place of shape and dtype.
        optional: True lets a model be called with None in its place.
        batch_input_shape: Shape with the batch axis.
        batch_shape: Keras 3's name of it.
        shape: Keras 3's name of `input_shape`.
    Output shape: `(batch_size, *input_shape)`.
    Raises:
        ValueError: If no type is given, or arguments contradict each other.
    Example:
        >>> keras.layers.InputLayer(input_shape=(3,)).output.shape
        TensorShape([None, 3])
    """

    _keras_takes_nests = True

    def __init__(
        self,
        input_shape: kinds.Shapes = None,
        batch_size: int | None = None,
        dtype: kinds.DType = None,
        input_tensor: kinds.Tensors = None,
        sparse: bool | None = None,
        name: str | None = None,
        ragged: bool | None = None,
        type_spec: tf.TypeSpec | None = None,
        optional: bool = False,
        batch_input_shape: kinds.Shapes = None,
        batch_shape: kinds.Shapes = None,
        shape: kinds.Shapes = None,
    ) -> None:
        # As in Keras 2, the name of a dense type is the input's.
        if name is None and isinstance(type_spec, tf.TensorSpec):
            name = type_spec.name
        super().__init__(name=name or f"input_{naming.get_uid('input')}")
        self.built = True
        spec = input_type.of_arguments(
            self._keras_who,
            input_type.Arguments(
                shape=_either(input_shape, shape),
                batch_size=batch_size,
                dtype=dtype,
                tensor=input_tensor,
                sparse=sparse,
                ragged=ragged,
                type_spec=type_spec,
                batch_shape=_either(batch_input_shape, batch_shape),
            ),
        )
        self.optional = optional
        self.sparse = isinstance(spec, tf.SparseTensorSpec)
        self.ragged = isinstance(spec, tf.RaggedTensorSpec)
        tensor = keras_tensor.KerasTensor.from_spec(spec, self.name)
        self.batch_input_shape = keras_tensor.tuple_of(tensor.shape)
        if tensor.dtype is not None:
            self._keras_state.dtype_policy = mixed_precision.get(
                tensor.dtype.name
            )
        node.Node(self, (), {}, tensor)

    @property
    def batch_shape(self) -> tuple:
        """The shape with the batch axis, by Keras 3's name."""
        return self.batch_input_shape

    @property
    def input_shape(self) -> list:
        """The shape of what it hands on, in a list, as in Keras 2."""
        return [self.batch_input_shape]

    @property
    def output_shape(self) -> list:
        """The shape of what it hands on, in a list, as in Keras 2."""
        return [self.batch_input_shape]

    def get_config(self) -> dict:
        """Returns what `from_config` makes an equal input of."""
        spec = self.output.type_spec
        described = {
            "batch_input_shape": self.batch_input_shape,
            "dtype": self.dtype,
            "sparse": self.sparse,
            "ragged": self.ragged,
        }
        known = spec.shape.rank is not None
        if known and spec == input_type.of_config(**described):
            described["optional"] = self.optional
        else:
            # tf_keras takes nothing beside a type.
            described = {"type_spec": spec}
            described |= {"optional": True} if self.optional else {}
        return {**described, "name": self.name}

    @classmethod
    def from_config(cls, config: dict) -> Any:
        """Makes an equal input of what `get_config` returned."""
        spec = config.get("type_spec")
        if isinstance(spec, dict):
            config = {**config, "type_spec": type_specs.made(spec)}
        return cls(**config)


def _either(one, other):
    return other if one is None else one


def Input(
    shape: kinds.Shapes = None,
    batch_size: int | None = None,
    name: str | None = None,
    dtype: kinds.DType = None,
    sparse: bool | None = None,
    tensor: kinds.Tensors = None,
    ragged: bool | None = None,
    type_spec: tf.TypeSpec | None = None,
    optional: bool = False,
    batch_shape: kinds.Shapes = None,
    batch_input_shape: kinds.Shapes = None,
) -> keras_tensor.KerasTensor:
    """Makes a symbolic tensor that stands for one input of a model.

    Args:
        shape: Shape without the batch axis; None for a free axis. A number n
            is `(n,)`.
        batch_size: Size of the batch axis, None when free.
        name: Name of the input.
        dtype: Type of the elements. Default: `keras.backend.floatx()`.
        sparse: True for a `tf.SparseTensor`.
        tensor: A tensor whose type the input has: a symbolic one, from which a
            model can then begin, or a concrete one.
        ragged: True for a `tf.RaggedTensor`.
        type_spec: The whole type, in place of shape and dtype.
        optional: True lets a model be called with None in its place.
        batch_shape: Shape with the batch axis.
        batch_input_shape: Keras 2's name of it.
    Raises:
        ValueError: If no type is given, or arguments contradict each other.
    Example:
        >>> x = keras.Input(shape=(4,))
        >>> keras.Model(x, keras.layers.Dense(2)(x)).output_shape
        (None, 2)
    """
    return InputLayer(
        input_shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        input_tensor=tensor,
        sparse=sparse,
        name=name,
        ragged=ragged,
        type_spec=type_spec,
        optional=optional,
        batch_input_shape=batch_input_shape,
        batch_shape=batch_shape,
    ).output


# The public names that make a symbol are all in this file, so whoever has one
# can call TensorFlow's functions on it.
KerasTensor = keras_tensor.KerasTensor
dispatch.on_symbolic_tensors(KerasTensor, op_layer.record)
