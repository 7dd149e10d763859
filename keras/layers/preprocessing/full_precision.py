"""Numbers of raw data: computed as exactly as their type allows.

Features come in any type and any size. 16 bits end at 65504, and 24 of 32 bits
round ids and times.
"""

import tensorflow as tf

from keras.engine.symbols import before_cast

# Types whose numbers float32 has all.
_SHORT = frozenset(
    (tf.bool, tf.int8, tf.uint8, tf.int16, tf.uint16)
    + (tf.float16, tf.bfloat16, tf.float32)
)


def of(layer, inputs):
    """Returns inputs of a layer in a float type that has them.

    Args:
        layer: Its variables' type is the least.
        inputs: A tensor, a list or an array; as a model around the layer was
            given it, if it cast it to 16 bits.
    Raises:
        TypeError: If it's sparse, where 0 is left out and doesn't stay 0, or
            of strings.
    """
    kinds = (tf.Tensor, tf.RaggedTensor, tf.SparseTensor)
    if not isinstance(inputs, kinds):
        inputs = tf.convert_to_tensor(inputs)
    inputs = before_cast.of(inputs)
    _check(layer, inputs)
    least = tf.as_dtype(layer.variable_dtype)
    if not least.is_floating or least.size < 4:
        least = tf.float32
    return tf.cast(inputs, least if inputs.dtype in _SHORT else tf.float64)


def _check(layer, inputs) -> None:
    if isinstance(inputs, tf.SparseTensor) or inputs.dtype == tf.string:
        kind = type(inputs).__name__
        raise TypeError(
            f"{layer._keras_who}: it computes with numbers, all of which are "
            "there. Expected a dense tensor of numbers. Received: "
            f"{kind} of dtype {inputs.dtype.name}."
        )
