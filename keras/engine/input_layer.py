"""The entry of a model: a layer with no computation, and `keras.Input`."""

import tensorflow as tf

from keras.backend import config, naming
from keras.engine import keras_tensor, layer, node, op_layer
from keras.tf_internals import dispatch


class InputLayer(layer.Layer):
    """Stands for one input of a model.

    Args:
        input_shape: Shape without the batch axis.
        batch_size: Size of the batch axis, None when free.
        dtype: Type of the elements. Default: `keras.backend.floatx()`.
        input_tensor: A symbolic tensor to stand for, in place of a new one.
        sparse: True for a `tf.SparseTensor`.
        name: Name of the input.
        ragged: True for a `tf.RaggedTensor`.
        type_spec: The whole type, in place of shape and dtype.
        batch_input_shape: Shape with the batch axis.
        batch_shape: Keras 3's name of it.
    Output shape: `(batch_size, *input_shape)`.
    Raises:
        ValueError: If neither a shape nor a type is given.
    Example:
        >>> keras.layers.InputLayer(input_shape=(3,)).output.shape
        TensorShape([None, 3])
    """

    def __init__(
        self,
        input_shape=None,
        batch_size: int | None = None,
        dtype=None,
        input_tensor=None,
        sparse: bool | None = None,
        name: str | None = None,
        ragged: bool | None = None,
        type_spec: tf.TypeSpec | None = None,
        batch_input_shape=None,
        batch_shape=None,
    ) -> None:
        super().__init__(name=name or f"input_{naming.get_uid('input')}")
        self.built = True
        self.sparse = bool(sparse)
        self.ragged = bool(ragged)
        if input_tensor is not None:
            type_spec = input_tensor.type_spec
        if type_spec is None:
            batch = batch_input_shape or batch_shape
            if batch is None:
                batch = _with_batch(self._described, input_shape, batch_size)
            type_spec = keras_tensor.KerasTensor(
                batch, dtype or config.floatx(), self.sparse, self.ragged
            ).type_spec
        self.batch_input_shape = keras_tensor.tuple_of(type_spec.shape)
        self._input_dtype = type_spec.dtype.name
        tensor = keras_tensor.KerasTensor.from_spec(type_spec, self.name)
        node.Node(self, (), {}, tensor)

    @property
    def dtype(self) -> str:
        """The type of the elements."""
        return self._input_dtype

    def get_config(self) -> dict:
        """Returns what `from_config` makes an equal input of."""
        return {
            "batch_input_shape": self.batch_input_shape,
            "dtype": self.dtype,
            "sparse": self.sparse,
            "ragged": self.ragged,
            "name": self.name,
        }


def _with_batch(where: str, shape, batch_size: int | None) -> tuple:
    if shape is None:
        raise ValueError(
            f"{where}: an input needs a type. Expected one of shape, "
            "batch_shape, type_spec, tensor. Received: none of them."
        )
    if isinstance(shape, int):
        raise ValueError(
            f"{where}: a shape is a tuple. Expected such as ({shape},). "
            f"Received: shape={shape}."
        )
    sizes = tuple(tf.TensorShape(shape).as_list())
    if any(size is not None and size < 0 for size in sizes):
        raise ValueError(
            f"{where}: sizes are 0 or more, or None. Received: shape={sizes}."
        )
    return (batch_size, *sizes)


def Input(
    shape=None,
    batch_size: int | None = None,
    name: str | None = None,
    dtype=None,
    sparse: bool | None = None,
    tensor=None,
    ragged: bool | None = None,
    type_spec: tf.TypeSpec | None = None,
    batch_shape=None,
) -> keras_tensor.KerasTensor:
    """Makes a symbolic tensor that stands for one input of a model.

    Args:
        shape: Shape without the batch axis; None for a free axis.
        batch_size: Size of the batch axis, None when free.
        name: Name of the input.
        dtype: Type of the elements. Default: `keras.backend.floatx()`.
        sparse: True for a `tf.SparseTensor`.
        tensor: A symbolic tensor to stand for.
        ragged: True for a `tf.RaggedTensor`.
        type_spec: The whole type, in place of shape and dtype.
        batch_shape: Shape with the batch axis.
    Raises:
        ValueError: If neither a shape nor a type is given.
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
        batch_shape=batch_shape,
    ).output


# Every symbol comes from an input, so whoever has one can call TensorFlow's
# functions on it.
dispatch.on_symbolic_tensors(keras_tensor.KerasTensor, op_layer.record)
