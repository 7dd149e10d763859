"""`Convolution2D(64, 3, 3)`: names of Keras 1 for layers with shorter ones.

`Conv2D(64, 3, 3)` is Keras 2's: a kernel of 3 by 3 that moves by 3. Under the
long name the last number is the kernel's other side, as it was in Keras 1. What
is made is the layer of the short name, and either stands for the other in
`isinstance` and `issubclass`.
"""

from __future__ import annotations

import functools
import inspect
import warnings

from keras.legacy import older_arguments
from keras.saving.config import keras1

NAMES = frozenset(
    name
    for name, short in keras1.NAMES.items()
    if older_arguments.sides_stood_apart(short)
)


class LongName(type):
    """The class of a class that stands for its base under another name."""

    def __call__(cls, *args, **kwargs):
        short = vars(cls).get("short")
        if short is None:  # A user's subclass.
            return super().__call__(*args, **kwargs)
        args, kwargs = _today(cls, args, kwargs)
        return short(*args, **kwargs)

    def __instancecheck__(cls, instance) -> bool:
        return isinstance(instance, vars(cls).get("short", ())) or (
            super().__instancecheck__(instance)
        )

    def __subclasscheck__(cls, subclass) -> bool:
        return issubclass(subclass, vars(cls).get("short", ())) or (
            super().__subclasscheck__(subclass)
        )


def _today(cls: type, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    """Returns the arguments of the short name, and tells them."""
    short = vars(cls)["short"].__name__
    if not older_arguments.sides_stand_apart(short, args):
        return args, kwargs
    shown = ", ".join(map(repr, args))
    args, kwargs = older_arguments.today_of_layer(short, args, kwargs)
    warnings.warn(
        f"{cls.__name__}({shown}) is read as Keras 1's, with a kernel "
        f"told side by side. Write {short}({kwargs['filters']}, "
        f"{tuple(kwargs['kernel_size'])}), and strides by their name.",
        DeprecationWarning,
        stacklevel=3,
    )
    return args, kwargs


@functools.cache
def named(name: str, short: type) -> type:
    """Returns a class by its long name; any other as it is.

    Args:
        name: The name.
        short: The class that today has a shorter one.
    """
    if name not in NAMES:
        return short

    @functools.wraps(short.__init__)
    def __init__(self, *args, **kwargs):  # Of a user's subclass.
        args, kwargs = _today(made, args, kwargs)
        short.__init__(self, *args, **kwargs)

    body = {
        "short": short,
        "__init__": __init__,
        "__doc__": short.__doc__,
        "__module__": short.__module__,
        "__signature__": inspect.signature(short),
    }
    made = LongName(name, (short,), body)
    return made
