"""What users of Keras 1 wrote themselves: initializers, steps of layers."""

import inspect
import warnings
from collections.abc import Callable
from typing import Any

import tensorflow as tf

# Methods that computed a recurrent layer, and how many arguments they had.
_STEPS = {
    "get_constants": 1,
    "get_initial_states": 1,
    "preprocess_input": 1,
    "step": 2,
}


def initializer(value: Any) -> Any:
    """Returns a function of a shape as one that takes a type; others as given.

    Keras 1's are called with a shape, and make a variable.

    Args:
        value: What an argument is given.
    """
    if not inspect.isroutine(value):
        return value
    parameters = inspect.signature(value).parameters.values()
    any_name = any(one.kind is one.VAR_KEYWORD for one in parameters)
    if any_name or "dtype" in {one.name for one in parameters}:
        return value

    def made(shape, dtype=None) -> tf.Tensor:
        numbers = tf.convert_to_tensor(value(shape))
        return numbers if dtype is None else tf.cast(numbers, dtype)

    return made


def tell_of_steps(recurrent: type) -> None:
    """Lets a layer warn of subclasses whose steps nobody calls; once.

    Args:
        recurrent: The layer's class.
    """
    if "__init_subclass__" in vars(recurrent):
        return

    def __init_subclass__(cls: type, **kwargs) -> None:
        super(recurrent, cls).__init_subclass__(**kwargs)
        found = [n for n in _STEPS if _is_older(n, vars(cls).get(n))]
        if found:
            warnings.warn(
                f"{cls.__name__}: nothing calls {', '.join(found)}, as Keras 1 "
                "did. Expected a cell with `call(inputs, states)` and "
                "`state_size`, in `keras.layers.RNN(cell)`.",
                stacklevel=2,
            )

    recurrent.__init_subclass__ = classmethod(__init_subclass__)


def _is_older(name: str, method: Callable | None) -> bool:
    if not inspect.isfunction(method):
        return False
    return len(inspect.signature(method).parameters) == 1 + _STEPS[name]
