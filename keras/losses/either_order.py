"""Reads a loss's arguments in Keras 2's order or in Keras 3's."""

import functools
from collections.abc import Callable

from keras.losses import reduction as reductions


def name_or_reduction_first(init: Callable) -> Callable:
    """Wraps `Loss.__init__`, whose first argument is the name in Keras 3.

    What is given by position and is no reduction is a name, and the reduction
    follows. By keyword each is what it says, and a wrong one is told.

    Args:
        init: `init(self, reduction, name)`.
    """

    @functools.wraps(init)
    def init_in_either_order(self, *given, **named) -> None:
        if given and _is_name(*given):
            order = ("name", "reduction", "dtype")
            named = {**dict(zip(order, given, strict=False)), **named}
            given = given[len(order) :]
        init(self, *given, **named)

    return init_in_either_order


def _is_name(first, second=None, *others) -> bool:
    known = reductions.Reduction.known()
    if first is None:
        return second in known
    return isinstance(first, str) and first not in known
