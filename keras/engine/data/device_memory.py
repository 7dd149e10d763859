"""Whether arrays may stay on the device for a whole run."""

import tensorflow as tf

# For a GPU that doesn't say its limit: a quarter of a 4 GiB card.
_UNKNOWN_GPU_BYTES = 4 * 2**30


def fits_on_device(nbytes: int) -> bool:
    """Tells whether arrays of `nbytes` bytes may be put on the device once.

    The host's memory holds them anyway, so a CPU always may. A GPU keeps
    three quarters of its memory for weights and activations.

    Args:
        nbytes: Size of all arrays together, in bytes.

    Example:
        >>> fits_on_device(10**6)
        True
    """
    gpus = tf.config.list_logical_devices("GPU")
    if not gpus:
        return True
    return nbytes <= _gpu_bytes() // 4


def _gpu_bytes() -> int:
    limits = []
    for gpu in tf.config.list_physical_devices("GPU"):
        logical = tf.config.get_logical_device_configuration(gpu) or []
        limits += [
            device.memory_limit * 2**20
            for device in logical
            if device.memory_limit
        ]
    return min(limits, default=_UNKNOWN_GPU_BYTES)
