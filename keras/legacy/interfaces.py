"""`keras.legacy.interfaces`: decorators that took older arguments.

Optimizers of other libraries stand under them. Today a public name takes such
arguments by itself (`older_arguments`), so these leave a function as it is.
"""

import functools
from collections.abc import Callable


def legacy_get_updates_support(func: Callable) -> Callable:
    """Returns a method `get_updates(loss, params)` as it is.

    Args:
        func: The method.
    """
    return func


def generate_legacy_interface(
    allowed_positional_args=None,
    conversions=None,
    preprocessor=None,
    value_conversions=None,
    object_type: str = "class",
) -> Callable:
    """Returns a decorator that renames arguments.

    Args:
        allowed_positional_args: Has no effect.
        conversions: Pairs of an older name and today's.
        preprocessor: Has no effect.
        value_conversions: Has no effect.
        object_type: Has no effect.
    Example:
        >>> from keras.legacy import interfaces
        >>> renamed = interfaces.generate_legacy_interface(
        ...     conversions=[('nb', 'count')])
        >>> renamed(lambda count: count)(nb=3)
        3
    """
    names = dict(conversions or ())

    def decorated(function: Callable) -> Callable:
        @functools.wraps(function)
        def renaming(*args, **kwargs):
            today = {names.get(name, name): kwargs[name] for name in kwargs}
            return function(*args, **today)

        return renaming

    return decorated
