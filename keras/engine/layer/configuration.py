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
    """Returns the flags of a user's layer, and of those inside.

    Files have the values of a layer's variables in an order that follows the
    flags, and optimizers have state for what is trained. Nothing is said where
    all are trained, and no flag was ever set: so a constructor makes them.
    """
    if not user_code.is_users(type(layer)):
        return {}
    parts = tracking.with_inner_layers(layer)
    flags = list(map(tracking.is_trainable, parts))
    were_set = any(part._keras_state.was_set_trainable for part in parts)
    if all(flags) and not were_set:
        return {}
    return {"trainable": list(map(int, flags))}


def take_inner_config(layer: Any, config: dict) -> None:
    """Sets the flags of a layer and those inside, if these were there.

    Args:
        layer: The layer, built if it was.
        config: What `inner_config` returned.
    """
    parts = tracking.with_inner_layers(layer)
    flags = list(config.get("trainable", ()))
    if len(flags) == len(parts):
        for part, flag in zip(parts, flags):
            tracking.set_trainable(part, bool(flag))
