"""One row a setting of an optimizer: its class and an independent reference.

A reference is `rule(w, g, t, state)` in NumPy, for learning rate 0.1: the
weight after step t, counted from 1. It keeps what it needs in the dict `state`.
"""

import dataclasses
from collections.abc import Callable

import numpy as np

from keras.optimizers import (
    adadelta,
    adafactor,
    adagrad,
    adam,
    adamax,
    adamw,
    ftrl,
    lamb,
    lion,
    muon,
    nadam,
    optimizer,
    rmsprop,
    schedule_free_adamw,
    sgd,
)


@dataclasses.dataclass(frozen=True)
class Row:
    """An optimizer in the table.

    Args:
        optimizer_class: The class.
        reference: The rule in NumPy.
        arguments: What the constructor is called with. Default: nothing.
        tolerance: Largest relative distance from the reference in 100 steps.
            Default 2e-5: float32's rounding, a hundred times.
        leaves_rows: Whether a row without a gradient stays as it is, where a
            gradient of 0 would change it. Default False.
        fast: Learning rate at which 300 steps lead down a parabola. Default
            0.05; more where steps shrink by themselves.
    """

    optimizer_class: type
    reference: Callable
    arguments: dict = dataclasses.field(default_factory=dict)
    tolerance: float = 2e-5
    leaves_rows: bool = False
    fast: float = 0.05

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


def adagrad_reference(w, g, t, state):
    """Duchi's rule, its sum from 0.1 on."""
    state["a"] = state.get("a", 0.1) + g**2
    return w - 0.1 * g / np.sqrt(state["a"] + 1e-7)


def adadelta_reference(w, g, t, state):
    """Zeiler's rule, rho 0.8."""
    state["a"] = 0.8 * state.get("a", 0) + 0.2 * g**2
    old = state.get("d", 0)
    x = np.sqrt(old + 1e-2) / np.sqrt(state["a"] + 1e-2) * g
    state["d"] = 0.8 * old + 0.2 * x**2
    return w - 0.1 * x


def adamax_reference(w, g, t, state):
    """Kingma and Ba's algorithm 2."""
    state["m"] = 0.9 * state.get("m", 0) + 0.1 * g
    state["u"] = np.maximum(0.999 * state.get("u", 0), np.abs(g))
    return w - 0.1 / (1 - 0.9**t) * state["m"] / (state["u"] + 1e-7)


def nadam_reference(w, g, t, state):
    """Dozat's algorithm 2, with the product kept."""
    m, v = moments(g, state)
    u, after = (0.9 * (1 - 0.5 * 0.96**k) for k in (t, t + 1))
    state["product"] = state.get("product", 1) * u
    ahead = after * m / (1 - state["product"] * after)
    ahead = ahead + (1 - u) * g / (1 - state["product"])
    return w - 0.1 * ahead / (np.sqrt(v / (1 - 0.999**t)) + 1e-7)


def ftrl_reference(w, g, t, state):
    """McMahan's algorithm 1: L1 0.2, L2 0.1, beta 0.3, shrinkage 0.05."""
    n, z = state.get("n", 0.1), state.get("z", 0)
    state["n"] = n + g**2
    sigma = (np.sqrt(state["n"]) - np.sqrt(n)) / 0.1
    state["z"] = z = z + g + 2 * 0.05 * w - sigma * w
    curvature = (0.3 + np.sqrt(state["n"])) / 0.1 + 2 * 0.1
    far = np.sign(z) * np.maximum(np.abs(z) - 0.2, 0)
    return -far / curvature


def lion_reference(w, g, t, state):
    """Chen's program 1."""
    m = state.get("m", 0)
    state["m"] = 0.99 * m + 0.01 * g
    return w - 0.1 * np.sign(0.9 * m + 0.1 * g)


def lamb_reference(w, g, t, state):
    """You's algorithm 2."""
    m, v = moments(g, state)
    r = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-7)
    return w - 0.1 * np.linalg.norm(w) / np.linalg.norm(r) * r


def adafactor_reference(w, g, t, state):
    """Shazeer and Stern's algorithm 5, of a vector."""
    beta = 1 - t**-0.8
    state["v"] = beta * state.get("v", 0) + (1 - beta) * (g**2 + 1e-30)
    u = g / np.sqrt(state["v"])
    u = u / max(1, np.sqrt(np.mean(u**2)) / 0.9)
    size = max(1e-3, np.sqrt(np.mean(w**2)))
    return w - size * min(0.1, 1 / np.sqrt(t)) * u


def schedule_free_reference(w, g, t, state):
    """Defazio's algorithm 1, equal weights, beta_1 0.9, warm-up 5."""
    z, x = state.get("z", w), state.get("x", w)
    state["v"] = 0.999 * state.get("v", 0) + 0.001 * g**2
    size = np.sqrt(state["v"] / (1 - 0.999**t)) + 1e-8
    state["z"] = z - 0.1 * min(1, t / 5) * g / size
    state["x"] = (1 - 1 / t) * x + state["z"] / t
    return 0.1 * state["z"] + 0.9 * state["x"]


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
    "adagrad": Row(adagrad.Adagrad, adagrad_reference, fast=1.0),
    "adadelta": Row(
        adadelta.Adadelta,
        adadelta_reference,
        {"rho": 0.8, "epsilon": 1e-2},
        fast=1.0,
    ),
    "adamax": Row(adamax.Adamax, adamax_reference),
    "nadam": Row(nadam.Nadam, nadam_reference),
    "ftrl": Row(
        ftrl.Ftrl,
        ftrl_reference,
        {
            "l1_regularization_strength": 0.2,
            "l2_regularization_strength": 0.1,
            "l2_shrinkage_regularization_strength": 0.05,
            "beta": 0.3,
        },
        # A row without a gradient would become 0.
        leaves_rows=True,
        fast=1.0,
    ),
    "lion": Row(lion.Lion, lion_reference),
    "lamb": Row(lamb.Lamb, lamb_reference),
    "adafactor": Row(
        adafactor.Adafactor, adafactor_reference, {"clip_threshold": 0.9}
    ),
    # A vector: Adam's part.
    "muon": Row(
        muon.Muon,
        adam_reference,
        {"weight_decay": None, "adam_weight_decay": None},
    ),
    "schedule_free": Row(
        schedule_free_adamw.ScheduleFreeAdamW,
        schedule_free_reference,
        {"warmup_steps": 5},
        # x is found again from y and z, each rounded to float32.
        tolerance=1e-4,
        fast=0.5,
    ),
}
