"""Optimizers: Keras's older arguments, and TensorFlow 1's classes."""

from __future__ import annotations

import dataclasses

from keras.cli.migration import arguments, older_call
from keras.saving.config import keras1_places

# The rate that a class took where none was given, while `decay` was there.
_RATES = {
    "Adadelta": "1.0",
    "Adagrad": "0.01",
    "Adam": "0.001",
    "Adamax": "0.002",
    "Nadam": "0.002",
    "RMSprop": "0.001",
    "SGD": "0.01",
}
_OTHER_RATES = {"Adadelta", "Adagrad", "Adamax", "Nadam"}
_SCHEDULE = "optimizers.schedules.InverseTimeDecay"
_ADAM = "learning_rate beta_1 beta_2 epsilon"
_ORDER = {
    "Adadelta": "learning_rate rho epsilon",
    "Adagrad": "learning_rate",
    "Adam": _ADAM,
    "Adamax": _ADAM,
    "Nadam": _ADAM,
    "RMSprop": "learning_rate rho",
    "SGD": "learning_rate momentum",
}


# How many first arguments have their places of Keras 1.
_SAME_PLACES = {"Adadelta": 3, "Adagrad": 1, "Adamax": 4, "Nadam": 4}


def _older_places(call: older_call.OlderCall) -> None:
    """Names arguments by an older order, where that's how they stand."""
    items = [item for item in call.arguments.items if item.is_positional]
    values = [arguments.literal(i.arg.value, default=call) for i in items]
    name = call.path.rpartition(".")[2]
    order = keras1_places.of_optimizer(name, values)
    for older, item in zip(order, items):
        item.name = older
    if not order and len(items) > _SAME_PLACES.get(name, len(items)):
        call.notes.append(
            f"{name}: Keras 1 and early Keras 2 had another order of arguments "
            "by place (epsilon, decay). Write their names"
        )


def _before(call: older_call.OlderCall) -> None:
    _older_places(call)
    _no_epsilon(call)


def _decay(call: older_call.OlderCall) -> None:
    given = call.arguments
    decay = given.get("decay")
    if decay is None:
        return
    if arguments.literal(decay) == 0:
        given.pop("decay")
        return
    if call.facts.changes_rates:
        raise arguments.Refusal(
            "decay: a schedule takes its place today, but the script sets the "
            "learning rate while it trains, which a schedule doesn't allow. "
            "Keep one of both"
        )
    rate = given.get("learning_rate")
    name = call.path.rpartition(".")[2]
    rate = _RATES[name] if rate is None else arguments.code(rate)
    given.pop("decay")
    schedule = call.facts.spell(_SCHEDULE)
    text = arguments.code(decay)
    given.put(
        "learning_rate",
        f"{schedule}({rate}, decay_steps=1, decay_rate={text})",
    )


def _rate(call: older_call.OlderCall) -> None:
    """Tells of a default that changed: nobody sees it in the script."""
    name = call.path.rpartition(".")[2]
    if call.is_keras1 and "learning_rate" not in call.arguments:
        if name in _OTHER_RATES and not call.arguments.has_stars():
            call.notes.append(
                f"{name} without a rate took {_RATES[name]} in Keras 1, and "
                "takes 0.001 today: write learning_rate"
            )


def _after(call: older_call.OlderCall) -> None:
    _decay(call)
    _rate(call)


def _no_epsilon(call: older_call.OlderCall) -> None:
    if arguments.code(call.arguments.get("epsilon") or _ONE) == "None":
        call.arguments.pop("epsilon")


_ONE = arguments.keyword("x", "1").value


def _rule(name: str) -> older_call.Rule:
    return older_call.Rule(
        now=_ORDER[name],
        renames={"lr": "learning_rate"},
        dropped="schedule_decay",
        before=_before,
        after=_after,
    )


def _of_tensorflow_1(name: str, now: str, **defaults: str) -> older_call.Rule:
    return older_call.Rule(
        now=now,
        target=f"optimizers.{name}",
        renames={"beta1": "beta_1", "beta2": "beta_2", "decay": "rho"},
        defaults=defaults,
        dropped="use_locking",
    )


RULES = {f"optimizers.{name}": _rule(name) for name in _ORDER}

# TensorFlow 1's optimizers -> Keras's, with the constants that they had.
TENSORFLOW_RULES = {
    "train.AdadeltaOptimizer": _of_tensorflow_1(
        "Adadelta", "learning_rate rho epsilon", epsilon="1e-08"
    ),
    "train.AdagradOptimizer": _of_tensorflow_1(
        "Adagrad", "learning_rate initial_accumulator_value"
    ),
    "train.AdamOptimizer": _of_tensorflow_1(
        "Adam", "learning_rate beta_1 beta_2 epsilon", epsilon="1e-08"
    ),
    "train.GradientDescentOptimizer": _of_tensorflow_1("SGD", "learning_rate"),
    "train.MomentumOptimizer": dataclasses.replace(
        _of_tensorflow_1("SGD", "learning_rate momentum"),
        renames={"use_nesterov": "nesterov"},
    ),
    "train.RMSPropOptimizer": _of_tensorflow_1(
        "RMSprop", "learning_rate rho momentum epsilon", epsilon="1e-10"
    ),
}
