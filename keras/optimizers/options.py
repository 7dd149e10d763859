"""What an optimizer is made with, and checks of it."""

import dataclasses
import functools
import numbers
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras.backend import user_code


@dataclasses.dataclass(frozen=True)
class Further:
    """Arguments of some versions of Keras.

    Attributes:
        lr: Keras 1's name of the learning rate, which goes before others.
        learning_rate: Keras 3 gives it to the base class.
        loss_scale_factor, gradient_accumulation_steps: Keras 3's.
        lazy: Whether rows without a gradient stay as they are; ours.
    """

    lr: float | None = None
    learning_rate: object = None
    loss_scale_factor: float | None = None
    gradient_accumulation_steps: int | None = None
    lazy: bool = False


def further(owner: str, kwargs: dict) -> Further:
    """Returns the arguments that not all versions know.

    Raises:
        ValueError: If there is Keras 1's `decay`.
        TypeError: If there is what isn't an argument.
    """
    names = [field.name for field in dataclasses.fields(Further)]
    found = {name: kwargs.pop(name) for name in names if name in kwargs}
    kwargs.pop("is_legacy_optimizer", None)
    if kwargs.get("decay"):
        raise ValueError(
            f"{owner}: `decay` is gone since Keras 2.11. Expected a schedule. "
            f"Received: decay={kwargs['decay']}. Pass learning_rate="
            "keras.optimizers.schedules.InverseTimeDecay(rate, 1, decay)."
        )
    unknown = sorted({*kwargs} - {"decay"})
    if unknown:
        raise TypeError(
            f"{owner}: unknown arguments. Expected those of its signature. "
            f"Received: {unknown}."
        )
    return Further(**found)


# The order of Keras 3's base class.
_KERAS_3 = (
    "learning_rate",
    "weight_decay",
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
    "use_ema",
    "ema_momentum",
    "ema_overwrite_frequency",
    "loss_scale_factor",
    "gradient_accumulation_steps",
    "name",
)


def in_either_order(init: Callable) -> Callable:
    """Wraps the base's constructor: Keras 3 has the learning rate first."""

    @functools.wraps(init)
    def __init__(self, *args, **kwargs) -> None:
        if args and not isinstance(args[0], str):
            named = dict(zip(_KERAS_3, args))
            if len(args) > len(_KERAS_3) or named.keys() & kwargs.keys():
                raise TypeError(
                    f"{type(self).__name__}: an argument is given twice, or "
                    f"too many are. Expected {list(_KERAS_3)}. Received: "
                    f"{args!r} and {kwargs!r}."
                )
            args, kwargs = (), {**named, **kwargs}
        init(self, *args, **kwargs)

    return __init__


_OLDER_RULES = {
    "get_updates": "That was graphs and sessions: write its formulas in "
    "`update_step`, which gets the gradient, and make what it keeps in "
    "`build`.",
    "_resource_apply_dense": "Derive it from "
    "keras.optimizers.legacy.Optimizer, which calls it.",
}


def check_rule(optimizer_class: type) -> None:
    """Raises where a user's class has a rule that nothing calls any more.

    Raises:
        TypeError: If there is one, and no `update_step` beside it.
    """
    users = [c for c in optimizer_class.__mro__ if user_code.is_users(c)]
    names = {name for one in users for name in vars(one)}
    for name, advice in _OLDER_RULES.items():
        if name in names and "update_step" not in names:
            raise TypeError(
                f"{optimizer_class.__name__}: it's an optimizer of an older "
                "Keras. Expected an `update_step(gradient, variable)`. "
                f"Received: a class with `{name}`. {advice}"
            )


def check(optimizer) -> None:
    """Raises for settings that exclude each other, or are out of range.

    Raises:
        ValueError: If there is such a setting.
    """
    if optimizer._keras_state.is_lazy and not optimizer._keras_may_be_lazy:
        raise ValueError(
            f"{type(optimizer).__name__}: the rule changes a variable as a "
            "whole, rows without a gradient too. Expected no `lazy`. Received: "
            "lazy=True. Adam, SGD and others leave such rows alone."
        )
    own = type(optimizer).__name__
    for name in _NUMBERS:
        _check_number(own, name, getattr(optimizer, name))
    _check_clipping(own, optimizer)
    decay = optimizer.weight_decay
    if isinstance(decay, numbers.Real) and decay < 0:
        raise ValueError(
            f"{own}: weights would grow. Expected 0 or more, or None. "
            f"Received: weight_decay={decay}."
        )
    if optimizer.use_ema and not 0 <= optimizer.ema_momentum <= 1:
        raise ValueError(
            f"{own}: the moving average needs a weight. "
            "Expected a number in [0, 1]. Received: "
            f"ema_momentum={optimizer.ema_momentum}."
        )
    often = optimizer.ema_overwrite_frequency
    is_whole = isinstance(often, numbers.Integral) and often > 0
    if optimizer.use_ema and often is not None and not is_whole:
        raise ValueError(
            f"{own}: variables become their averages every so many steps. "
            "Expected an int of 1 or more, or None. Received: "
            f"ema_overwrite_frequency={often!r}."
        )
    factor = optimizer.loss_scale_factor
    if factor is not None and not factor > 0:
        raise ValueError(
            f"{own}: the loss is multiplied, and gradients are divided again. "
            f"Expected a number above 0. Received: loss_scale_factor={factor}."
        )
    steps = optimizer.gradient_accumulation_steps
    is_whole = isinstance(steps, numbers.Integral) and steps > 1
    if steps is not None and not is_whole:
        raise ValueError(
            f"{own}: gradients of several steps are accumulated. "
            "Expected an int of 2 or more. Received: "
            f"gradient_accumulation_steps={steps!r}."
        )


def _check_clipping(own: str, optimizer) -> None:
    ways = ("clipnorm", "clipvalue", "global_clipnorm")
    limits = {name: getattr(optimizer, name) for name in ways}
    for name, limit in limits.items():
        if limit is not None and limit < 0:
            raise ValueError(
                f"{own}: gradients are clipped to a size. "
                f"Expected 0 (no clipping) or more. Received: {name}={limit}."
            )
    if None not in (limits["clipnorm"], limits["global_clipnorm"]):
        raise ValueError(
            f"{own}: gradients are clipped in one way. Expected `clipnorm` or "
            f"`global_clipnorm`. Received: clipnorm={limits['clipnorm']} and "
            f"global_clipnorm={limits['global_clipnorm']}."
        )


_NUMBERS = (
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
    "weight_decay",
    "ema_momentum",
    "loss_scale_factor",
)


def _check_number(owner: str, name: str, value) -> None:
    """Raises where a setting is no number; tensors are let through."""
    if value is None or tf.is_tensor(value) or isinstance(value, tf.Variable):
        return
    is_number = isinstance(value, numbers.Real)
    if isinstance(value, np.ndarray) or is_number and value == value:
        return
    raise (ValueError if is_number else TypeError)(
        f"{owner}: wrong {name}. Expected a number, or None. Received: "
        f"{name}={value!r}. A schedule, or a function, is for `learning_rate`."
    )
