"""The versions, in their one place."""

from keras.api import lazy

# `import keras.src.version` puts this module where `keras.version` was.
lazy.older_function(__name__, "version.version")

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
