"""Which types a layer computes in and keeps its variables in."""

import operator

import numpy as np
import tensorflow as tf

from keras.backend import config
from keras.saving.config import constructor

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

    @classmethod
    def from_config(cls, config: dict, custom_objects: dict | None = None):
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
    return _global[-1] if _global else get(config.settings.floatx)


def set_global_policy(policy: Policy | str | None) -> None:
    """Sets the policy of layers that are made from now on without one.

    Args:
        policy: A policy, its name, or None for `floatx()`.
    Raises:
        ValueError: If the name is unknown, or the policy computes in a type
            that isn't a float.
    Example:
        >>> keras.mixed_precision.set_global_policy('float32')
    """
    policy = None if policy is None else get(policy)
    if policy is not None and not tf.as_dtype(policy.compute_dtype).is_floating:
        raise ValueError(
            "set_global_policy: layers compute in floats. Expected a float "
            f"type. Received: policy={policy!r}. Give `dtype` to single layers."
        )
    _global[:] = [] if policy is None else [policy]


def get(identifier: object) -> Policy:
    """Returns the policy that a name, a type, a config or a policy stands for.

    Args:
        identifier: None is the global policy.
    Raises:
        ValueError: If the name is unknown.
    Example:
        >>> keras.mixed_precision.get('float64').compute_dtype
        'float64'
    """
    if identifier is None:
        return global_policy()
    if isinstance(identifier, Policy):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if not isinstance(identifier, str):
        identifier = tf.as_dtype(identifier).name
    # Every layer asks; making one costs more than finding it.
    policy = _made.get(identifier)
    if policy is None:
        policy = _made[identifier] = Policy(identifier)
    return policy


def serialize(policy: Policy) -> str | dict:
    """Returns a policy as files hold it: a bare type by its name.

    Args:
        policy: The policy.
    Example:
        >>> keras.mixed_precision.serialize(
        ...     keras.mixed_precision.Policy('float64'))
        'float64'
    """
    if policy.name == policy.compute_dtype:
        return policy.name
    # Keras 3 calls its policies DTypePolicy, and reads this name too.
    return {
        "module": "keras.mixed_precision",
        "class_name": "Policy",
        "config": {"name": policy.name},
        "registered_name": None,
    }


def deserialize(config: str | dict | None) -> Policy:
    """Makes a policy from what `serialize`, or another Keras, returned.

    Args:
        config: A name, or a dict with the name in its 'config'.
    Example:
        >>> keras.mixed_precision.deserialize('float16')
        <Policy "float16">
    """
    if not isinstance(config, dict):
        return get(config)
    return get(config.get("config", config)["name"])
