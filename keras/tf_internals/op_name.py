"""The public name of a TensorFlow function, and the function of a name.

A function object doesn't know under which public name it is exported; the
export table does.
"""

from collections.abc import Callable

from tensorflow.python.util import tf_export


def public_name(function: Callable) -> str | None:
    """Returns a name such as `math.reduce_mean`, or None."""
    return tf_export.get_canonical_name_for_symbol(
        function, api_name="tensorflow", add_prefix_to_v1_names=True
    )


def exported(name: str) -> Callable | None:
    """Returns the function that TensorFlow exports as `name`, or None."""
    return tf_export.get_symbol_from_name(name)
