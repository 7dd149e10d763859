"""Which policy of a map is a layer's: known when the layers around it are."""

import tensorflow as tf

from keras.engine.layer import tracking


def settle(layer) -> None:
    """Has a layer whose policies go by path take its own.

    Args:
        layer: It is being built, or called for the first time.
    """
    kept = layer._keras_state
    kept.policies = kept.dtype_policy
    kept.dtype_policy = kept.policies[_path(layer)]
    if layer._keras_inner_self is not None:
        inner = getattr(layer, layer._keras_inner_self)._keras_state
        inner.policies = kept.policies
        inner.dtype_policy = kept.dtype_policy


def to_write(layer):
    """Returns the policy that a layer's config has.

    A layer without parts has its own, which every Keras reads. One that makes
    others of another policy when it's made again, has the map.

    Args:
        layer: The layer.
    """
    kept = layer._keras_state
    if kept.policies is None:
        return kept.dtype_policy
    inner = tracking.with_inner_layers(layer)[1:]
    own = kept.dtype_policy
    is_one = all(part._keras_state.dtype_policy == own for part in inner)
    return own if is_one else kept.policies


def _path(layer) -> str:
    around, own = tf.get_current_name_scope(), layer._keras_scope_name
    if not around or around == own or around.endswith(f"/{own}"):
        return around or own
    return f"{around}/{own}"
