"""Functions of ours that a symbolic model keeps as one call.

Recorded step by step, a function would see symbols, and never what it asks of
tensors: a cross-entropy finds the scores behind probabilities in their graph.
"""

import functools
import inspect
from collections.abc import Callable
from typing import TypeVar, cast

from keras.backend import symbolic
from keras.tf_internals import dispatch

_Function = TypeVar("_Function", bound=Callable)


def recorded(function: _Function) -> _Function:
    """Returns a function that a symbolic tensor records whole.

    Args:
        function: A public one, that files may name.
    """

    @dispatch.dispatched
    def call(*args, **kwargs):
        given = (*args, *kwargs.values())
        if any(isinstance(one, symbolic.Symbolic) for one in given):
            # TensorFlow hands the call to those that record it.
            raise TypeError(f"{function.__name__} is called on a symbol.")
        return function(*args, **kwargs)

    call.__signature__ = inspect.signature(function)
    return cast(_Function, functools.update_wrapper(call, function))
