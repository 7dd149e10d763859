"""Activations by name."""

from collections.abc import Callable

from keras.activations import identity
from keras.engine import kinds
from keras.saving.config import namespace, object_config

# Layers that Keras 2 takes by name for an activation.
_LAYERS = {"ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax", "ThresholdedReLU"}


class _Names(namespace.PublicNames):
    """The public functions, and layers that are none of them."""

    def __getitem__(self, name: str):
        if name in _LAYERS:
            return object_config.deserialize_keras_object(
                name, namespace="keras.layers"
            )
        return super().__getitem__(name)


_NAMES = namespace.Namespace(
    "activation",
    "keras.activations",
    _Names("keras.activations"),
    default=identity.linear,
)

get = _NAMES.get


def serialize(
    activation: kinds.Named, use_legacy_format: bool = False
) -> str | dict:
    """Returns the plain description of an activation.

    Args:
        activation: A function, or an object that has a `get_config`.
        use_legacy_format: True leaves out an object's module: the form of
            Keras 1.
    Example:
        >>> keras.activations.serialize(keras.activations.relu)
        'relu'
    """
    return _NAMES.serialize(activation, use_legacy_format)


def deserialize(
    name: str | None = None,
    custom_objects: dict | None = None,
    use_legacy_format: bool = False,
    config: dict | None = None,
) -> Callable:
    """Returns the activation that a description stands for.

    Args:
        name: What `serialize` returned.
        custom_objects: Names of the caller's own classes and functions.
        use_legacy_format: Has no effect: each form is known by its keys.
        config: Keras 3's name of `name`.
    Raises:
        ValueError: If a name is unknown.
    Example:
        >>> keras.activations.deserialize('relu') is keras.activations.relu
        True
    """
    described = config if name is None else name
    return _NAMES.deserialize(described, custom_objects)
