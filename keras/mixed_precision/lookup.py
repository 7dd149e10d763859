"""Policies by name, by type, and from files."""

import tensorflow as tf

from keras.backend import config
from keras.mixed_precision import policy as policy_module
from keras.mixed_precision import policy_map

Policy = policy_module.Policy


def set_global_policy(policy: Policy | str | None) -> None:
    """Sets the policy of layers that are made from now on without one.

    Args:
        policy: A policy, its name, a `DTypePolicyMap`, or None for `floatx()`.
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
    policy_module.set_global(policy)


def get(identifier: object) -> Policy:
    """Returns the policy that a name, a type, a config or a policy stands for.

    Args:
        identifier: None is the global policy.
    Raises:
        ValueError: If the name is unknown.
        TypeError: If it is nothing of these.
    Example:
        >>> keras.mixed_precision.get('float64').compute_dtype
        'float64'
    """
    # Every layer asks: what is there is found without a call.
    if identifier is None:
        if policy_module._global:
            return policy_module._global[-1]
        identifier = config.settings.floatx
    if isinstance(identifier, str):
        found = policy_module._made.get(identifier)
        return policy_module.named(identifier) if found is None else found
    if isinstance(identifier, Policy):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    return policy_module.of_all_paths(identifier)


def serialize(policy: Policy) -> str | dict:
    """Returns a policy as files hold it: a bare type by its name.

    Args:
        policy: The policy.
    Example:
        >>> keras.mixed_precision.serialize(
        ...     keras.mixed_precision.Policy('float64'))
        'float64'
    """
    if policy.by_path:
        return {
            "module": "keras.dtype_policies",
            "class_name": "DTypePolicyMap",
            "config": policy.get_config(),
            "registered_name": None,
        }
    if policy.name == policy.compute_dtype:
        return policy.name
    # Keras 3 calls its policies DTypePolicy, and reads this name too.
    return {
        "module": "keras.mixed_precision",
        "class_name": "Policy",
        "config": {"name": policy.name},
        "registered_name": None,
    }


def deserialize(
    config: str | dict | None, custom_objects: dict | None = None
) -> Policy:
    """Makes a policy from what `serialize`, or another Keras, returned.

    Args:
        config: A name, or a dict with the name in its 'config'.
        custom_objects: Accepted for Keras 3: policies have no parts.
    Raises:
        ValueError: If it's a dict of something else.
    Example:
        >>> keras.mixed_precision.deserialize('float16')
        <Policy "float16">
    """
    if not isinstance(config, dict):
        return get(config)
    if config.get("class_name") == "DTypePolicyMap":
        return policy_map.DTypePolicyMap.from_config(config["config"])
    return policy_module.named_in(config)


# Keras 3's name.
set_dtype_policy = set_global_policy
