"""Which layers in a user's layer are frozen: its config needn't say so.

Methods of `Layer`, which binds them.
"""

from typing import Any

from keras.backend import user_code
from keras.engine.layer import tracking


def get_config(layer: Any) -> dict:
    """Returns the flags of the layers inside, where one is frozen.

    Files have the values of a layer's variables in an order that follows the
    flags, and optimizers have state for what is trained.
    """
    if not user_code.is_users(type(layer)):
        return {}
    _, *inner = tracking.with_inner_layers(layer)
    flags = list(map(tracking.is_trainable, inner))
    return {} if all(flags) else {"trainable": list(map(int, flags))}


def take_config(layer: Any, config: dict) -> None:
    """Sets the flags of the layers inside, if they are those that were there.

    Args:
        layer: The layer, built if it was.
        config: What `get_config` returned.
    """
    _, *inner = tracking.with_inner_layers(layer)
    flags = list(config.get("trainable", ()))
    if len(flags) == len(inner):
        for part, flag in zip(inner, flags):
            tracking.set_trainable(part, bool(flag))
