"""The version, in its one place."""

__version__ = "4.0.0+tf"


def version() -> str:
    """The version of this package.

    Example:
        >>> keras.version()
        '4.0.0+tf'
    """
    return __version__
