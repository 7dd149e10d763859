"""Learning rates in a backup: they are no part of a model's files."""

from typing import Any

import tensorflow as tf

from keras.callbacks import lazy_logs, optimizer_values
from keras.saving.values import optimizer_state, variable_paths

_OTHERS = "other_rates"


def of_model(model: Any) -> dict[str, Any]:
    """Returns the rate of a model's optimizer, and those of others in it."""
    others = {path: _rate(each) for path, each in _others(model).items()}
    others = {path: rate for path, rate in others.items() if rate}
    return {**_rate(getattr(model, "optimizer", None)), _OTHERS: others}


def set_all(model: Any, state: dict[str, Any]) -> None:
    """Sets what `of_model` returned.

    Args:
        model: The model.
        state: Has these among others; backups of older versions have the rate
            of the model's optimizer alone.
    """
    _set(model, getattr(model, "optimizer", None), state)
    known = state.get(_OTHERS, {})
    for path, each in _others(model).items():
        _set(model, each, known.get(path, {}))


def _others(model: Any) -> dict[str, Any]:
    """Returns optimizers in attributes, and those that another one has."""
    own = getattr(model, "optimizer", None)
    found = {"": own}
    for part in variable_paths.parts(model):
        if optimizer_state.is_optimizer(part.obj) and part.obj is not own:
            found[part.path] = part.obj
    inner = {
        f"{path}/optimizers/{number}": each
        for path, outer in found.items()
        for number, each in enumerate(getattr(outer, "optimizers", ()))
    }
    del found[""]
    return {**found, **inner}


def _rate(optimizer: Any) -> dict[str, float]:
    """Returns a learning rate, or what a schedule's is multiplied by."""
    rate = getattr(optimizer, "learning_rate", None)
    if isinstance(rate, tf.Variable):
        return {"learning_rate": optimizer_values.learning_rate(optimizer)}
    factor = getattr(optimizer, "learning_rate_factor", None)
    if factor is None:
        return {}
    return {"learning_rate_factor": float(lazy_logs.fetched(factor))}


def _set(model: Any, optimizer: Any, known: dict[str, float]) -> None:
    rate = getattr(optimizer, "learning_rate", None)
    if "learning_rate" in known and isinstance(rate, tf.Variable):
        optimizer_values.set_learning_rate(optimizer, known["learning_rate"])
        return
    if "learning_rate_factor" in known and rate is not None:
        if optimizer.add_learning_rate_factor():
            model.make_train_function(force=True)
        optimizer.learning_rate_factor.assign(known["learning_rate_factor"])
