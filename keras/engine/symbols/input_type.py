"""The type of a model's input, of the arguments that may say it."""

from typing import NamedTuple

import tensorflow as tf

from keras.backend import config
from keras.engine.symbols import keras_tensor


class Arguments(NamedTuple):
    """What says the type of an input; None where it isn't said."""

    shape: object = None
    batch_size: int | None = None
    dtype: object = None
    tensor: object = None
    sparse: bool | None = None
    ragged: bool | None = None
    type_spec: tf.TypeSpec | None = None
    batch_shape: object = None


def of_arguments(where: str, given: Arguments) -> tf.TypeSpec:
    """Returns the type that arguments say.

    Args:
        where: The input, as a message says it.
        given: The arguments.
    Raises:
        ValueError: If none says it, or they contradict each other.
    """
    if given.type_spec is not None:
        _refuse_more(where, "type_spec", given)
        return given.type_spec
    if given.tensor is not None:
        spec = _of_tensor(where, given.tensor)
        _check_agreement(where, spec, given)
        return spec
    if given.sparse and given.ragged:
        raise ValueError(
            f"{where}: an input is dense, sparse or ragged. Expected one. "
            "Received: sparse=True, ragged=True."
        )
    dtype = given.dtype or config.floatx()
    shape = _whole_shape(where, given)
    return of_config(shape, dtype, given.sparse, given.ragged)


def of_config(batch_input_shape, dtype, sparse, ragged) -> tf.TypeSpec:
    """Returns the type that an input layer's config says."""
    return keras_tensor.KerasTensor(
        batch_input_shape, dtype, bool(sparse), bool(ragged)
    ).type_spec


def _said(given: Arguments, but: str) -> dict:
    return {
        name: value
        for name, value in given._asdict().items()
        if value is not None and name != but
    }


def _refuse_more(where: str, name: str, given: Arguments) -> None:
    more = _said(given, name)
    if more:
        raise ValueError(
            f"{where}: `{name}` says the whole type. Expected nothing with it "
            f"but a name. Received too: {more}."
        )


def _of_tensor(where: str, tensor) -> tf.TypeSpec:
    if keras_tensor.is_keras_tensor(tensor):
        return tensor.type_spec
    if not tf.is_tensor(tensor):
        raise TypeError(
            f"{where}: an input stands for a tensor. Expected a symbolic or "
            f"concrete one. Received: tensor={tensor!r}."
        )
    return tf.type_spec_from_value(tensor)


def _check_agreement(where: str, spec, given: Arguments) -> None:
    """Raises if what is said beside a tensor isn't true of it."""
    is_sparse = isinstance(spec, tf.SparseTensorSpec)
    is_ragged = isinstance(spec, tf.RaggedTensorSpec)
    agrees = {
        "dtype": lambda wanted: tf.as_dtype(wanted) == spec.dtype,
        "sparse": lambda wanted: bool(wanted) == is_sparse,
        "ragged": lambda wanted: bool(wanted) == is_ragged,
        "batch_size": lambda wanted: spec.shape[:1].is_compatible_with(
            [wanted]
        ),
        "shape": lambda wanted: spec.shape[1:].is_compatible_with(
            _sizes(where, wanted)
        ),
        "batch_shape": spec.shape.is_compatible_with,
    }
    for name, value in _said(given, "tensor").items():
        if not agrees[name](value):
            raise ValueError(
                f"{where}: `tensor` has another type than `{name}` says. "
                f"Expected them to agree. Received: {name}={value}, tensor of "
                f"{spec}."
            )


def _whole_shape(where: str, given: Arguments):
    if given.batch_shape is None:
        if given.shape is None:
            raise ValueError(
                f"{where}: an input needs a type. Expected one of shape, "
                "batch_shape, type_spec, tensor. Received: none of them."
            )
        return (given.batch_size, *_sizes(where, given.shape))
    if given.shape is not None:
        raise ValueError(
            f"{where}: a shape is with or without the batch axis. Expected "
            f"shape or batch_shape. Received: shape={given.shape}, "
            f"batch_shape={given.batch_shape}."
        )
    sizes = _sizes(where, given.batch_shape)
    if given.batch_size is not None and sizes[:1] != (given.batch_size,):
        raise ValueError(
            f"{where}: the batch has one size. Expected the same in both. "
            f"Received: batch_size={given.batch_size}, "
            f"batch_shape={given.batch_shape}."
        )
    return sizes


def _sizes(where: str, shape) -> tuple[int | None, ...]:
    """Returns a shape as a tuple of whole numbers, None where free."""
    shape = (shape,) if isinstance(shape, int) else shape
    try:
        sizes = tuple(tf.TensorShape(shape).as_list())
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{where}: sizes are whole numbers of 0 or more, or None. "
            f"Received: shape={shape!r}."
        ) from error
    return sizes
