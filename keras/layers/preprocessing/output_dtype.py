"""The type of what comes out of a layer that makes indices or vectors."""

import tensorflow as tf

from keras import mixed_precision
from keras.backend import config as backend_config


def of(given, output_mode: str | None, indices_only: bool = True):
    """Returns a type or a policy: of ints for indices, of floats for vectors.

    Keras 3's 'string' says nothing of it, nor does a policy of floats, which
    its files have in any mode, of indices.

    Args:
        given: What the constructor was given as `dtype`.
        output_mode: 'int', or that of vectors.
        indices_only: False takes a type of floats for none given where indices
            come out, as Keras 2 does in layers that once had no other.
    """
    if isinstance(given, dict):
        given = mixed_precision.deserialize(given)
    usual = "int64" if output_mode == "int" else backend_config.floatx()
    name = getattr(given, "name", given)
    if given is None or name == "string":
        return usual
    is_policy = isinstance(given, mixed_precision.Policy)
    if output_mode == "int" and (is_policy or not indices_only):
        compute_dtype = mixed_precision.get(given).compute_dtype
        return given if tf.as_dtype(compute_dtype).is_integer else usual
    return given
