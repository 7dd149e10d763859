"""Whose code a class or function is: this package's, or its user's."""


def is_ours(obj: object) -> bool:
    """Tells whether a class or function is one of this package's.

    What a test defines stands for a user's.
    """
    module = getattr(obj, "__module__", None) or ""
    return module.startswith("keras.") and not module.endswith("_test")
