"""What an optimizer is made with, and checks of it."""

import re
from collections.abc import Iterable

import tensorflow as tf


class Undecayed:
    """Variables that weight decay leaves alone.

    Args:
        variables: Some of them. Default: none.
        names: Regular expressions found in the names of others. Default: none.
    """

    def __init__(
        self, variables: Iterable[tf.Variable] = (), names: Iterable[str] = ()
    ) -> None:
        self._keys = {variable.ref() for variable in variables}
        self._names = list(names)

    def has(self, variable: tf.Variable) -> bool:
        """Tells whether a variable is one of them."""
        return variable.ref() in self._keys or any(
            re.search(name, variable.name) for name in self._names
        )


def older(owner: str, kwargs: dict) -> tuple[float | None, int | None]:
    """Returns Keras 1's `lr` and Keras 3's `gradient_accumulation_steps`.

    Raises:
        ValueError: If there is Keras 1's `decay`.
        TypeError: If there is what isn't an argument.
    """
    kwargs.pop("is_legacy_optimizer", None)
    rate = kwargs.pop("lr", None)
    steps = kwargs.pop("gradient_accumulation_steps", None)
    if kwargs.get("decay"):
        raise ValueError(
            f"{owner}: `decay` is gone since Keras 2.11. Expected a schedule. "
            f"Received: decay={kwargs['decay']}. Pass learning_rate="
            "keras.optimizers.schedules.InverseTimeDecay(rate, 1, decay)."
        )
    kwargs.pop("decay", None)
    if kwargs:
        raise TypeError(
            f"{owner}: unknown arguments. Expected those of its signature. "
            f"Received: {sorted(kwargs)}."
        )
    return rate, steps


def check(optimizer) -> None:
    """Raises for settings that exclude each other, or are out of range.

    Raises:
        ValueError: If there is such a setting.
    """
    ways = ("clipnorm", "clipvalue", "global_clipnorm")
    limits = {name: getattr(optimizer, name) for name in ways}
    for name, limit in limits.items():
        if limit is not None and limit < 0:
            raise ValueError(
                "Gradients are clipped to a size. Expected 0 (no clipping) or "
                f"more. Received: {name}={limit}."
            )
    if None not in (limits["clipnorm"], limits["global_clipnorm"]):
        raise ValueError(
            "Gradients are clipped in one way. Expected `clipnorm` or "
            f"`global_clipnorm`. Received: clipnorm={limits['clipnorm']} and "
            f"global_clipnorm={limits['global_clipnorm']}."
        )
    if optimizer.use_ema and not 0 <= optimizer.ema_momentum <= 1:
        raise ValueError(
            "The moving average needs a weight. Expected a number in [0, 1]. "
            f"Received: ema_momentum={optimizer.ema_momentum}."
        )
    steps = optimizer.gradient_accumulation_steps
    if steps is not None and not (isinstance(steps, int) and steps > 1):
        raise ValueError(
            "Gradients of several steps are accumulated. Expected an int of 2 "
            f"or more. Received: gradient_accumulation_steps={steps!r}."
        )
