"""Optimizers by name."""

from typing import Any

from keras.optimizers import legacy, tf_optimizer
from keras.optimizers import optimizer as optimizer_module
from keras.saving.config import namespace
from keras.tf_internals import v1_optimizer

_LEGACY = "keras.optimizers.legacy"
_NAMES = namespace.Namespace(
    "optimizer",
    "keras.optimizers",
    namespace.PublicNames(
        "keras.optimizers",
        # They aren't made without arguments.
        left_out=(
            "LossScaleOptimizer",
            "MultiOptimizer",
            "Optimizer",
            "OptimizerMap",
        ),
        any_case=True,
    ),
)


def get(
    identifier: object, *, use_legacy_optimizer: bool = False
) -> optimizer_module.Optimizer:
    """Returns the optimizer that a name, a config or an object stands for.

    Args:
        identifier: A name in any case, a config, or an optimizer; one of
            `tf.compat.v1.train` too.
        use_legacy_optimizer: True takes a name, or a config that doesn't say
            it, for one of `keras.optimizers.legacy`. Default False.
    Raises:
        ValueError: If the name is unknown.
        TypeError: If it is nothing of these.
    Example:
        >>> keras.optimizers.get('adam').name
        'Adam'
    """
    if isinstance(identifier, v1_optimizer.Optimizer):
        return tf_optimizer.TFOptimizer(identifier)
    if isinstance(identifier, str) and use_legacy_optimizer:
        identifier = {"class_name": identifier, "config": {}}
    if isinstance(identifier, dict):
        return deserialize(
            identifier, use_legacy_optimizer=use_legacy_optimizer
        )
    if isinstance(identifier, str) and identifier.lower() in _NAMES.names:
        identifier = identifier.lower()
    return _NAMES.get(identifier)


def deserialize(
    config: dict,
    custom_objects: dict | None = None,
    use_legacy_format: bool = False,
    *,
    use_legacy_optimizer: bool = False,
) -> Any:
    """Makes an optimizer from its description.

    A description from before Keras 2.11 has a `decay`, and is one of
    `keras.optimizers.legacy`.

    Args:
        config: What `serialize` returned, or a bare name.
        custom_objects: Names of the caller's own classes and functions.
        use_legacy_format: Accepted for Keras 2: both forms are told apart.
        use_legacy_optimizer: True takes it for a legacy one, unless it says
            that it isn't. Default False.
    Example:
        >>> config = keras.optimizers.serialize(keras.optimizers.SGD(0.5))
        >>> float(keras.optimizers.deserialize(config).learning_rate)
        0.5
    """
    if isinstance(config, dict) and _is_of_before(config, use_legacy_optimizer):
        public = getattr(legacy, _public_name(config["class_name"]), None)
        if public is not None:
            config = {
                "module": _LEGACY,
                "class_name": public.__name__,
                "config": config["config"],
                "registered_name": None,
            }
    return _NAMES.deserialize(config, custom_objects)


def _is_of_before(config: dict, if_unsaid: bool) -> bool:
    own = config.get("config")
    if not isinstance(own, dict) or config.get("registered_name"):
        return False
    said = own.get("is_legacy_optimizer")
    return said or said is None and ("decay" in own or if_unsaid)


def _public_name(name: str) -> str:
    return {one.lower(): one for one in legacy.__all__}.get(name.lower(), name)


def serialize(optimizer: Any, use_legacy_format: bool = False) -> str | dict:
    """Returns the plain description of an optimizer.

    Args:
        optimizer: The optimizer.
        use_legacy_format: True leaves out the module: the form of Keras 1.
    Example:
        >>> keras.optimizers.serialize(keras.optimizers.SGD())["class_name"]
        'SGD'
    """
    return _NAMES.serialize(optimizer, use_legacy_format)
