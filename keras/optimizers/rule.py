"""A rule's constructor: its own arguments, and those of every optimizer."""

import functools
import inspect
import warnings
from collections.abc import Callable, Mapping

import tensorflow as tf

from keras.backend import values
from keras.distribute import mesh_strategy
from keras.optimizers import optimizer


def completed(**defaults) -> Callable:
    """Completes a rule's constructor with the arguments of every optimizer.

    The rule writes its own arguments, and hands `**options` to `Optimizer`.
    Callers see `Optimizer`'s behind them, by name and place: `weight_decay`,
    …, `jit_compile`, `name`, `**kwargs`.

    Args:
        **defaults: Where the rule has others than `Optimizer`.
    """

    def complete(init: Callable) -> Callable:
        signature = _whole(inspect.signature(init), defaults)

        @functools.wraps(init)
        def __init__(*args, **kwargs) -> None:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            more = bound.arguments.pop("kwargs")
            # Keras 2's: what isn't beside a variable is made there.
            with mesh_strategy.whole_on(more.pop("mesh", None)):
                init(**_as_numbers(bound.arguments), **more)

        __init__.__signature__ = signature
        return __init__

    return complete


def _as_numbers(arguments: Mapping) -> dict:
    """Returns the arguments, in which tensors are the numbers in them."""
    own = type(arguments["self"]).__name__
    return {
        name: value
        if name == "learning_rate"
        else values.as_number(_value_now(own, name, value))
        for name, value in arguments.items()
    }


def _value_now(own: str, name: str, value):
    """Returns what a variable holds; anything else as it is."""
    if not isinstance(value, tf.Variable):
        return value
    found = values.get_value(value)
    warnings.warn(
        f"{own}: of the settings only the learning rate may change while a "
        f"model trains; {name} stays at {found}, whatever the variable will "
        "be. Give a number to say so.",
        stacklevel=4,
    )
    return found


def _whole(own: inspect.Signature, defaults: dict) -> inspect.Signature:
    """Returns a rule's parameters and, behind them, those of `Optimizer`."""
    found = dict(list(own.parameters.items())[:-1])
    shared = dict(inspect.signature(optimizer.Optimizer.__init__).parameters)
    kwargs = shared.pop("kwargs")
    shared["name"] = shared.pop("name")  # A rule has it last.
    for name, parameter in shared.items():
        default = defaults.get(name, parameter.default)
        found.setdefault(name, parameter.replace(default=default))
    # Arguments by keyword only go behind the others.
    ordered = sorted([*found.values(), kwargs], key=lambda p: p.kind)
    return own.replace(parameters=ordered)
