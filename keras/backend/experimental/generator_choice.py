"""Keras 2's switch between two random generators.

Layers draw from `tf.random.Generator`s, whatever it says; what was said last is
told again.
"""

_said = {"enabled": True}


def enable_tf_random_generator() -> None:
    """Asks for `tf.random.Generator`s, which layers have anyway."""
    _said["enabled"] = True


def disable_tf_random_generator() -> None:
    """Asks for TensorFlow 1's draws; layers keep their generators."""
    _said["enabled"] = False


def is_tf_random_generator_enabled() -> bool:
    """Tells which of the two was asked for last; at first, the former."""
    return _said["enabled"]
