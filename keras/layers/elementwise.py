"""Which activations keep the shape and type of what they are given."""

from collections.abc import Callable

_LAYERS = frozenset(
    f"keras.layers.activation.{name}"
    for name in ("elu", "leaky_relu", "relu", "softmax", "thresholded_relu")
)


def is_elementwise(activation: Callable) -> bool:
    """Tells whether shape arithmetic may pass over an activation.

    All of ours do; a user's function may do anything (halve the channels, as
    gated units do), so a layer that has one is traced.
    """
    home = getattr(activation, "__module__", None) or ""
    return home == "keras.activations" or home in _LAYERS
