"""One row a setting of an optimizer: its class and an independent reference.

A reference is `rule(w, g, t, state)` in NumPy, for learning rate 0.1: the
weight after step t, counted from 1. It keeps what it needs in the dict `state`.
"""

import dataclasses
from collections.abc import Callable

import numpy as np

from keras.optimizers import adam, adamw, optimizer, rmsprop, sgd


@dataclasses.dataclass(frozen=True)
class Row:
    """An optimizer in the table.

    Args:
        optimizer_class: The class.
        reference: The rule in NumPy.
        arguments: What the constructor is called with. Default: nothing.
        tolerance: Largest relative distance from the reference in 100 steps.
            Default 2e-5: float32's rounding, a hundred times.
    """

    optimizer_class: type
    reference: Callable
    arguments: dict = dataclasses.field(default_factory=dict)
    tolerance: float = 2e-5

    def make(self, **arguments) -> optimizer.Optimizer:
        """Returns a new optimizer of learning rate 0.1.

        Args:
            **arguments: In place of the row's.
        """
        given = {"learning_rate": 0.1, **self.arguments, **arguments}
        return self.optimizer_class(**given)


def sgd_reference(w, g, t, state):
    """w <- w - 0.1 g"""
    return w - 0.1 * g


def momentum_reference(w, g, t, state):
    """Sutskever's momentum 0.9."""
    state["m"] = 0.9 * state.get("m", 0) - 0.1 * g
    return w + state["m"]


def nesterov_reference(w, g, t, state):
    """Nesterov's momentum 0.9."""
    state["m"] = 0.9 * state.get("m", 0) - 0.1 * g
    return w + 0.9 * state["m"] - 0.1 * g


def moments(g, state):
    """Adam's moments."""
    state["m"] = 0.9 * state.get("m", 0) + 0.1 * g
    state["v"] = 0.999 * state.get("v", 0) + 0.001 * g**2
    return state["m"], state["v"]


def adam_reference(w, g, t, state):
    """Kingma and Ba's rule, with its efficient order of computation."""
    m, v = moments(g, state)
    alpha = 0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return w - alpha * m / (np.sqrt(v) + 1e-7)


def adamw_reference(w, g, t, state):
    """Loshchilov and Hutter's decay 0.2, then Adam."""
    return adam_reference(w - 0.1 * 0.2 * w, g, t, state)


def amsgrad_reference(w, g, t, state):
    """Reddi's rule."""
    m, v = moments(g, state)
    state["top"] = np.maximum(state.get("top", 0), v)
    alpha = 0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return w - alpha * m / (np.sqrt(state["top"]) + 1e-7)


def rmsprop_reference(w, g, t, state):
    """Hinton's rule."""
    state["v"] = 0.9 * state.get("v", 0) + 0.1 * g**2
    return w - 0.1 * g / np.sqrt(state["v"] + 1e-7)


def centered_reference(w, g, t, state):
    """Graves's rule, momentum 0.9."""
    state["v"] = 0.9 * state.get("v", 0) + 0.1 * g**2
    state["a"] = 0.9 * state.get("a", 0) + 0.1 * g
    step = 0.1 * g / np.sqrt(state["v"] - state["a"] ** 2 + 1e-7)
    state["m"] = 0.9 * state.get("m", 0) + step
    return w - state["m"]


ROWS = {
    "sgd": Row(sgd.SGD, sgd_reference),
    "momentum": Row(sgd.SGD, momentum_reference, {"momentum": 0.9}),
    "nesterov": Row(
        sgd.SGD, nesterov_reference, {"momentum": 0.9, "nesterov": True}
    ),
    "adam": Row(adam.Adam, adam_reference),
    "adamw": Row(adamw.AdamW, adamw_reference, {"weight_decay": 0.2}),
    "amsgrad": Row(adam.Adam, amsgrad_reference, {"amsgrad": True}),
    "rmsprop": Row(rmsprop.RMSprop, rmsprop_reference),
    "centered": Row(
        rmsprop.RMSprop,
        centered_reference,
        {"momentum": 0.9, "centered": True},
        # A variance is the difference of two close numbers.
        tolerance=1e-3,
    ),
}
