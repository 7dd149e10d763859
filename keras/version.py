"""The versions, in their one place."""

# Numbers only, because callers parse it. The wheels' versions end in `+tf`,
# PEP 440's mark for a build that isn't the index's own.
__version__ = "4.0.0"
# The Keras 2 that `tf.keras` and `tf_keras` stand for.
__keras_2__ = "2.21.0"


def version() -> str:
    """The version of this package.

    Example:
        >>> keras.version()
        '4.0.0'
    """
    return __version__
