"""An optimizer as plain data, and back.

Methods of `Optimizer`, which binds them.
"""

from typing import Any

from keras.optimizers import rates
from keras.optimizers.schedules import lookup as schedules
from keras.saving.config import constructor

# Keras 2 writes it.
_ONLY_IN_FILES = ("is_legacy_optimizer",)


def get_config(optimizer: Any) -> dict:
    """Returns the arguments that make an equal optimizer."""
    config = constructor.constructor_config(optimizer)
    if optimizer._keras_state.took_rate:
        # What Keras 3's base returns has it, and nothing of XLA.
        config.setdefault("learning_rate", None)
        config.pop("jit_compile", None)
    if "learning_rate" in config:
        rate = optimizer._serialize_hyperparameter(optimizer._learning_rate)
        config["learning_rate"] = rate
    for name in ("loss_scale_factor", "gradient_accumulation_steps"):
        if getattr(optimizer, name):  # Keras 2 doesn't know it
            config[name] = getattr(optimizer, name)
    if optimizer._keras_state.is_lazy:
        config["lazy"] = True
    return {**config, "is_legacy_optimizer": False}


def serialize_hyperparameter(optimizer, value):
    """Returns a learning rate, or another setting, as plain data."""
    return rates.plain(value)


def from_config(cls, config: dict, custom_objects: dict | None = None) -> Any:
    """Makes an optimizer from what `get_config` returned.

    Args:
        config: The arguments.
        custom_objects: Names of the caller's own schedules.
    """
    known = {k: v for k, v in config.items() if k not in _ONLY_IN_FILES}
    rate = known.get("learning_rate")
    if isinstance(rate, dict):
        known["learning_rate"] = schedules.deserialize(rate, custom_objects)
    return cls(**known)
