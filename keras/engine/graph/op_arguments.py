"""The arguments of a TensorFlow function in a file, as the function takes them.

Keras 2's form loses some types, and calls the same argument by several names.
"""

import tensorflow as tf

from keras.engine.graph import op_layer
from keras.engine.symbols import keras_tensor


def called(where: str, layer: op_layer.OpLayer, args, kwargs: dict):
    """Calls a function on symbols, with the arguments that a file has for it.

    Args:
        where: The model, as a message says it.
        layer: Stands for the function.
        args, kwargs: The arguments; an older file has them in another form.
    Raises:
        ValueError: If the function doesn't take them.
    """
    args, kwargs = _as_taken(where, layer, args, kwargs)
    try:
        return _called(layer, args, kwargs)
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError(
            f"{where}: the call of {layer.name!r} failed. Expected "
            f"arguments for tf.{layer.symbol}. Received: args={args}, "
            f"kwargs={kwargs}. {error} If tf_keras wrote the file, it may have "
            "left some out: make that call in a layer of your own, and save "
            "again."
        ) from error


def _called(layer: op_layer.OpLayer, args, kwargs: dict):
    try:
        return layer(*args, **kwargs)
    except (AttributeError, TypeError, ValueError):
        array = _first_as_array(args, kwargs)
        if array is None:
            raise
        return layer(array, *args[1:], **kwargs)


def _first_as_array(args, kwargs: dict) -> tf.Tensor | None:
    """Makes an array of a list of numbers before the symbols, of their type."""
    if not args or not isinstance(args[0], list):
        return None
    symbol = next(
        part
        for part in tf.nest.flatten((args, kwargs))
        if keras_tensor.is_keras_tensor(part)
    )
    try:
        return tf.constant(args[0], symbol.dtype)
    except (TypeError, ValueError):
        return None


def _as_taken(where: str, layer, args, kwargs: dict) -> tuple:
    """Returns the arguments as the function takes them."""
    flat = tf.nest.flatten((args, kwargs))
    symbols = [t for t in flat if keras_tensor.is_keras_tensor(t)]
    if not symbols:
        # tf_keras doesn't save them of a function of `*args`.
        raise ValueError(
            f"{where}: the call of {layer.name!r} has no tensor of "
            f"the model. Expected one. Received: {str(args)[:80]}. If "
            "tf_keras wrote the file, it left them out: make that call in "
            "a layer of your own, and save again."
        )
    if layer.symbol.endswith("getitem"):
        return _slice_arguments(args, kwargs)
    if "embedding_lookup" in layer.symbol and isinstance(args[0], list):
        args = (_whole_table(args[0]), *args[1:])
    is_add = layer.symbol == "__operators__.add"
    has_type = (keras_tensor.KerasTensor, tf.Variable)
    is_number = layer.symbol.startswith("math.") and _is_number(args)
    if is_number or is_add and not isinstance(args[0], has_type):
        # It takes tensors only; `1 + x` has the type of x, and so has what
        # Keras 3 writes for `2 * x`.
        hint = symbols[0].dtype
        first = tf.convert_to_tensor(args[0], dtype_hint=hint)
        args = (first, *args[1:])
    return args, {k: _type_or_value(k, v) for k, v in kwargs.items()}


def _whole_table(parts: list):
    """Makes an array of a list of rows, which the function took for tables."""
    is_rows = all(
        isinstance(row, list) and not isinstance(row[0], list) for row in parts
    )
    is_symbol = map(keras_tensor.is_keras_tensor, tf.nest.flatten(parts))
    return tf.constant(parts) if is_rows and not any(is_symbol) else parts


def _is_number(args: tuple) -> bool:
    return type(args[0] if args else None) in (int, float)


def _type_or_value(name: str, value):
    """Makes a type of a type's name, where an argument is one by its name."""
    if not (isinstance(value, str) and name.endswith("type")):
        return value
    try:
        return tf.as_dtype(value)
    except TypeError:
        return value


def _slice_arguments(args: tuple, kwargs: dict):
    # Of a dense tensor it's called `slice_spec`, of a ragged one `key`.
    key = args[1] if len(args) > 1 else kwargs.get("key")
    key = kwargs.get("slice_spec", key)
    return (args[0], tuple(key) if isinstance(key, list) else key), {}
