"""Whether errors show the lines of TensorFlow and of this package."""

import tensorflow as tf


def enable_traceback_filtering() -> None:
    """Leaves lines of TensorFlow and of this package out of errors.

    The default; it is TensorFlow's own setting.

    Example:
        >>> keras.config.enable_traceback_filtering()
        >>> keras.config.is_traceback_filtering_enabled()
        True
    """
    tf.debugging.enable_traceback_filtering()


def disable_traceback_filtering() -> None:
    """Shows all lines in errors.

    Example:
        >>> keras.config.disable_traceback_filtering()
        >>> keras.config.is_traceback_filtering_enabled()
        False
        >>> keras.config.enable_traceback_filtering()
    """
    tf.debugging.disable_traceback_filtering()


def is_traceback_filtering_enabled() -> bool:
    """Tells whether errors leave lines of libraries out.

    Example:
        >>> keras.config.is_traceback_filtering_enabled()
        True
    """
    return tf.debugging.is_traceback_filtering_enabled()
