"""The devices that a mesh can be made of."""

import tensorflow as tf

# The quicker ones first.
_TYPES = ("TPU", "GPU", "CPU")


def preferred_type() -> str:
    """Returns 'TPU' where there are TPUs, else 'GPU' or 'CPU' likewise."""
    found = (t for t in _TYPES if tf.config.list_physical_devices(t))
    return next(found, "CPU")


def list_devices(device_type: str | None = None) -> list[str]:
    """Returns the names of TensorFlow's logical devices.

    A CPU counts as several after
    `tf.config.set_logical_device_configuration`.

    Args:
        device_type: 'cpu', 'gpu' or 'tpu'. Default None: TPUs where there are
            some, else GPUs, else CPUs.
    Example:
        >>> keras.distribution.list_devices('cpu')[0]
        'cpu:0'
    """
    kind = (device_type or preferred_type()).upper()
    found = tf.config.list_logical_devices(kind)
    return [f"{kind.lower()}:{i}" for i in range(len(found))]


def get_device_count(device_type: str | None = None) -> int:
    """Returns how many devices there are.

    Args:
        device_type: As of `list_devices`.
    Example:
        >>> keras.distribution.get_device_count('cpu') >= 1
        True
    """
    return len(list_devices(device_type))
