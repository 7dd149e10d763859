"""What a tensor was before a layer with a mixed policy cast it to 16 bits.

Numbers that stand for something else lose their meaning by that: 2909 is 2908
in float16. A layer that takes ids asks for them as they were given, to a model
around it, say.
"""

from collections.abc import Callable

import tensorflow as tf

from keras.engine.symbols import masking

_NAME = "_keras_before_cast"
#: Up to where the types of mixed policies have all whole numbers.
_WHOLE_NUMBERS = {tf.float16: 2**11, tf.bfloat16: 2**8}


def cast(tensor, dtype: tf.DType):
    """Returns a tensor in another type, with what it carries.

    Args:
        tensor: Dense, ragged or sparse.
        dtype: The type.
    """
    before = of(tensor)
    if dtype.is_integer:
        return masking.like(tf.cast(before, dtype), tensor)
    found = masking.like(tf.cast(tensor, dtype), tensor)
    if before is not tensor or dtype in _WHOLE_NUMBERS:
        masking.put(found, _NAME, before)
    return found


def changed(tensor, change: Callable):
    """Returns a tensor with other axes, and what it was likewise.

    Args:
        tensor: A tensor.
        change: Takes a tensor, and returns its numbers in other axes.
    """
    before, found = of(tensor), change(tensor)
    if before is not tensor:
        masking.put(found, _NAME, change(before))
    return found


def of(tensor):
    """Returns what a tensor was before a cast to 16 bits; else itself.

    Args:
        tensor: Dense, ragged or sparse.
    """
    before = getattr(tensor, _NAME, None)
    return tensor if before is None else before


def check_ids(where: str, ids, count: int) -> None:
    """Raises for ids of a type that doesn't have them all.

    Args:
        where: Who was given them, as a message calls it.
        ids: A tensor, or its spec.
        count: How many ids there are.
    Raises:
        TypeError: If some ids were rounded to others, or they are no numbers.
    """
    if ids.dtype == tf.string:
        raise TypeError(
            f"{where}: strings are no ids. Expected ints. Received: "
            "dtype=string. Turn them into ids: `keras.layers.StringLookup`, or "
            "`TextVectorization` for texts."
        )
    last = _WHOLE_NUMBERS.get(ids.dtype)
    if last is not None and count > last + 1:
        raise TypeError(
            f"{where}: ids were rounded on their way. Expected ints, or floats "
            f"that have all whole numbers below {count}. Received: dtype="
            f"{ids.dtype.name}, which has those up to {last}. Pass ints, or "
            "keep the layers and models that ids go through from casting: "
            "`dtype='float32'`."
        )
