"""Which activations keep the shape and type of what they are given."""

from collections.abc import Callable


def is_elementwise(activation: Callable) -> bool:
    """Tells whether shape arithmetic may pass over an activation.

    All of ours keep shape and type; a user's function may do anything (halve
    the channels, as gated units do), so a layer that has one is traced.
    """
    return getattr(activation, "__module__", "").startswith("keras.")
