"""The rows of values whose type is a user's: TensorFlow's extension types."""

import tensorflow as tf

#: A value of a user's type, several tensors in one.
Value = tf.experimental.ExtensionType


def open_spec(value: Value) -> tf.TypeSpec:
    """Returns the spec of a value with any number of rows.

    A type that doesn't say what it has in common with another number of rows
    keeps its own.

    Args:
        value: Its tensors have the rows on their first axis, or no axis.
    """
    spec = tf.type_spec_from_value(value)
    none = tf.nest.map_structure(_no_rows, value, expand_composites=True)
    without = tf.type_spec_from_value(none)
    return spec.most_specific_common_supertype([without]) or spec


def _no_rows(tensor: tf.Tensor) -> tf.Tensor:
    return tensor[:0] if tensor.shape.rank else tensor
