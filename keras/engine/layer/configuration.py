"""What a layer is made of again: its configuration.

Methods of `Layer`, which binds them.
"""

from typing import Any

from keras import mixed_precision
from keras.backend import user_code
from keras.engine.layer import construction, policy_by_path, tracking
from keras.saving.config import constructor


def get_config(layer: Any) -> dict:
    """Returns what `from_config` makes an equal, unbuilt layer of."""
    config = {"name": layer.name, "trainable": layer.trainable}
    config["dtype"] = mixed_precision.serialize(policy_by_path.to_write(layer))
    if layer.batch_input_shape is not None:
        config["batch_input_shape"] = tuple(layer.batch_input_shape)
    own = constructor.constructor_config(layer, layer._keras_not_in_config)
    for argument in ("dynamic", *config):
        own.pop(argument, None)
    config = {**config, **construction.given_options(layer), **own}
    for argument in constructor.refused_by(layer, tuple(config)):
        del config[argument]
    return config


def inner_config(layer: Any) -> dict:
    """Returns the flags of the layers inside, where one is frozen.

    Files have the values of a layer's variables in an order that follows the
    flags, and optimizers have state for what is trained.
    """
    if not user_code.is_users(type(layer)):
        return {}
    _, *inner = tracking.with_inner_layers(layer)
    flags = list(map(tracking.is_trainable, inner))
    return {} if all(flags) else {"trainable": list(map(int, flags))}


def take_inner_config(layer: Any, config: dict) -> None:
    """Sets the flags of the layers inside, if they are those that were there.

    Args:
        layer: The layer, built if it was.
        config: What `inner_config` returned.
    """
    _, *inner = tracking.with_inner_layers(layer)
    flags = list(config.get("trainable", ()))
    if len(flags) == len(inner):
        for part, flag in zip(inner, flags):
            tracking.set_trainable(part, bool(flag))
