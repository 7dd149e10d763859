"""Layers to and from plain data."""

from typing import Any

from keras.engine.layer import layer as layer_module
from keras.saving.config import object_config, registry


def serialize(
    layer: layer_module.Layer, use_legacy_format: bool = False
) -> dict:
    """Returns a layer's class and configuration as plain data.

    Args:
        layer: A layer or model.
        use_legacy_format: True leaves out the module: the form of Keras 1.
    Example:
        >>> keras.layers.serialize(keras.layers.Flatten())['class_name']
        'Flatten'
    """
    config = object_config.serialize_keras_object(layer)
    if not use_legacy_format:
        return config
    return {name: config[name] for name in ("class_name", "config")}


def deserialize(
    config: Any,
    custom_objects: dict | None = None,
    use_legacy_format: bool = False,
) -> layer_module.Layer:
    """Makes an unbuilt layer from what `serialize` returned.

    Args:
        config: Class name and configuration; the older forms of Keras too.
        custom_objects: Names of the caller's own classes and functions.
        use_legacy_format: Has no effect: each form is known by its keys.
    Raises:
        ValueError: If the class isn't known.
    Example:
        >>> config = keras.layers.serialize(keras.layers.Dense(3))
        >>> keras.layers.deserialize(config).units
        3
    """
    with registry.CustomObjectScope(custom_objects or {}):
        return object_config.deserialize_keras_object(
            config, namespace="keras.layers"
        )
