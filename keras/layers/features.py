"""Steps on the features axis that layers share."""

import tensorflow as tf


def add_bias(outputs, bias) -> tf.Tensor | tf.RaggedTensor:
    """Adds `bias` to the last axis of `outputs`.

    Args:
        outputs: A dense or ragged tensor `(..., units)`.
        bias: Variable or tensor `(units,)`, cast to the type of `outputs`.
    """
    bias = of_type(bias, outputs.dtype)
    if isinstance(outputs, tf.RaggedTensor):
        flat = tf.nn.bias_add(outputs.flat_values, bias)
        return outputs.with_flat_values(flat)
    return tf.nn.bias_add(outputs, bias)


def scaled(weights, factors) -> tf.Tensor | tf.Variable:
    """Returns weights multiplied along their last axis.

    Args:
        weights: Variable or tensor `(..., units)`.
        factors: Tensor `(units,)`, to which type they are cast; or None, which
            leaves them as they are.
    """
    if factors is None:
        return weights
    return of_type(weights, factors.dtype) * factors


def of_type(value, dtype: tf.DType) -> tf.Tensor | tf.Variable:
    """Returns a tensor or variable in another type.

    Args:
        value: Passed on as it is if it has the type: to read a variable by
            `tf.cast` takes 27 us, which the op that takes it does in 2.
        dtype: The type.
    """
    return value if value.dtype is dtype else tf.cast(value, dtype)


def check_numbers(where: str, inputs) -> None:
    """Raises for what no layer computes with.

    Args:
        where: The layer as a message calls it.
        inputs: A tensor, concrete or symbolic.
    Raises:
        TypeError: If it has strings.
    """
    if inputs.dtype == tf.string:
        raise TypeError(
            f"{where}: it computes with numbers. Expected a tensor of them. "
            "Received: dtype=string. Turn strings into ids first: "
            "`keras.layers.StringLookup`."
        )


def check_floats(where: str, inputs) -> None:
    """Raises for numbers that a layer can't compute with.

    Args:
        where: The layer as a message calls it.
        inputs: A tensor.
    Raises:
        TypeError: If it has no floats.
    """
    if not inputs.dtype.is_floating:
        raise TypeError(
            f"{where}: it computes with floats. Expected a float type. "
            f"Received: dtype={inputs.dtype.name}. Cast them: "
            "`tf.cast(x, 'float32')`."
        )


def joined(tensors: list, axis: int):
    """Joins tensors; sparse ones stay sparse where all are.

    Args:
        tensors: Dense, ragged and sparse tensors.
        axis: The axis along which they are joined.
    """
    are_sparse = [isinstance(x, tf.SparseTensor) for x in tensors]
    if all(are_sparse):
        return tf.sparse.concat(axis, tensors)
    dense = [
        tf.sparse.to_dense(x) if is_sparse else x
        for x, is_sparse in zip(tensors, are_sparse)
    ]
    return tf.concat(dense, axis=axis)
