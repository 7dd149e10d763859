"""What a layer is made of again: its configuration.

A method of `Layer`, which binds it under this name.
"""

from typing import Any

from keras import mixed_precision
from keras.engine.layer import construction, policy_by_path
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
