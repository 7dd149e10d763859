"""Whose code a class, function or object is: this package's, or its user's."""

import functools


def is_users(obj: object) -> bool:
    """Tells whether a class, a function or an object's class is a user's.

    Whatever isn't this package's counts, TensorFlow's and NumPy's too; what a
    test defines stands for a user's. A `functools.partial` is whose function
    it calls.

    Args:
        obj: A class, function, method or object.

    Example:
        >>> from keras.backend import user_code
        >>> user_code.is_users(keras.losses.mse)
        False
        >>> user_code.is_users(np.mean)
        True
    """
    while isinstance(obj, functools.partial):
        obj = obj.func
    module = getattr(obj, "__module__", None) or ""
    return not module.startswith("keras.") or module.endswith("_test")
