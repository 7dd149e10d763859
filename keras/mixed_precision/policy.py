"""Which types a layer computes in and keeps its variables in."""

import operator
from typing import Any

import numpy as np
import tensorflow as tf

from keras.api import lazy
from keras.backend import config
from keras.saving.config import constructor

# What older Keras had here: set_global_policy.
lazy.older_names(globals())

_MIXED = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}


class Policy(constructor.Configurable):
    """A compute type and a variable type.

    Args:
        name: A type such as 'float32', for both; or 'mixed_float16' or
            'mixed_bfloat16', which keep variables in float32 and compute in 16
            bits (faster on recent GPUs and TPUs).
    Raises:
        ValueError: If the name is neither.
        TypeError: If it is neither text nor a type.
    Example:
        >>> keras.mixed_precision.Policy('mixed_bfloat16').compute_dtype
        'bfloat16'
    """

    #: Whether a layer is told its own policy when its path is known.
    by_path = False

    def __init__(self, name: str) -> None:
        self.name = name = _as_text(name)
        if name in _MIXED:
            types = _MIXED[name], "float32"
        elif name == "_infer":
            types = None, None
        else:
            types = (_type_name(name),) * 2
        self._compute_dtype, self._variable_dtype = types

    # Read a dozen times while a layer is built: these getters are C's.
    compute_dtype = property(
        operator.attrgetter("_compute_dtype"),
        doc="Name of the type that inputs are cast to, or None.",
    )
    variable_dtype = property(
        operator.attrgetter("_variable_dtype"),
        doc="Name of the type of the variables, or None.",
    )

    @property
    def scales_loss(self) -> bool:
        """Whether gradients are too small for its type unless scaled."""
        return self.name == "mixed_float16"

    @property
    def quantization_mode(self) -> None:
        """None: Keras 3's name for what isn't done here."""
        return None

    @classmethod
    def from_config(
        cls, config: dict, custom_objects: dict | None = None
    ) -> Any:
        """Makes a policy from what `get_config` returned.

        Args:
            config: The arguments.
            custom_objects: Accepted for Keras 2: a policy has no parts.
        """
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<Policy "{self.name}">'


def _as_text(name) -> str:
    if isinstance(name, str):
        return name
    if isinstance(name, (tf.DType, np.dtype, type)):
        return tf.as_dtype(name).name
    raise TypeError(
        "Policy: a policy goes by its name. Expected text such as 'float32' or "
        f"'mixed_float16'. Received: name={name!r}."
    )


def _type_name(name: str) -> str:
    try:
        return tf.as_dtype(name).name
    except TypeError as error:
        raise ValueError(
            "Policy: unknown type. Expected a TensorFlow type such as "
            f"'float32', or one of {list(_MIXED)}. Received: name={name!r}."
        ) from error


_global: list[Policy] = []
_made: dict[str, Policy] = {}


def global_policy() -> Policy:
    """Returns the policy of layers that are made without one.

    Example:
        >>> keras.mixed_precision.global_policy()
        <Policy "float32">
    """
    return _global[-1] if _global else named(config.settings.floatx)


def set_global(policy: Policy | None) -> None:
    """Sets the policy of layers that are made without one.

    Args:
        policy: None is that of `floatx()`.
    """
    _global[:] = [] if policy is None else [policy]


def named(name: str) -> Policy:
    """Returns the policy of a name.

    Args:
        name: A type, or a mixed policy's name.
    """
    # Every layer asks; making one costs more than finding it.
    policy = _made.get(name)
    if policy is None:
        policy = _made[name] = Policy(name)
    return policy


def of_all_paths(identifier: object) -> Policy:
    """Returns one policy for a layer of any path.

    Args:
        identifier: A policy, what names it or describes it; None is the global
            one, or its default where that goes by paths.
    """
    if identifier is None:
        policy = global_policy()
    elif isinstance(identifier, Policy):
        policy = identifier
    elif isinstance(identifier, dict):
        policy = named_in(identifier)
    else:
        policy = named(_as_text(identifier))
    return policy.default_policy if policy.by_path else policy


def described(policy: Policy) -> dict:
    """Returns a policy of one name as Keras 3 writes it.

    Args:
        policy: The policy.
    """
    return {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": {"name": policy.name},
        "registered_name": None,
    }


def named_in(description: dict) -> Policy:
    """Returns the policy that a file's dict describes.

    Args:
        description: A dict with the name in it, or in its 'config'.
    Raises:
        ValueError: If it's no such dict.
    """
    config = description.get("config", description)
    if not isinstance(config, dict) or "name" not in config:
        raise ValueError(
            "Policy: a policy is described by its name. Expected {'name': "
            f"'mixed_float16'}} or the like. Received: {description!r}. Layers "
            "that Keras 3 quantized aren't read."
        )
    return of_all_paths(config["name"])


# Keras 3's names.
DTypePolicy = FloatDTypePolicy = Policy
dtype_policy = global_policy
