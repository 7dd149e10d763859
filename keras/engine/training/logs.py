"""Logs of steps: what they may be, and how they are handed out."""

import numbers

import tensorflow as tf

from keras.callbacks import lazy_logs
from keras.engine.training import step_functions


def of_epoch(model, mode: str, logs: dict | None) -> dict:
    """Returns the logs of an epoch, given those of its last step.

    A user's step may return a batch's values under the metrics' names: the
    metrics know them for the epoch, as in Keras 2. They also know it where
    training goes on after an epoch's last batch, so that there is no step.
    """
    if logs is None:
        return model.get_metrics_result()
    of_user = step_functions.final_logs(model, f"{mode}_step") is None
    if of_user and logs and set(logs) == set(model.metrics_names):
        return model.get_metrics_result()
    return dict(logs)


def as_floats(logs: dict) -> dict:
    """Returns logs fetched from the device: Python floats for scalars."""
    return {
        name: tf.nest.map_structure(_as_float, value)
        for name, value in logs.items()
    }


def _as_float(value):
    found = lazy_logs.fetched(value)
    return float(found) if isinstance(found, numbers.Real) else found


def as_results(model, logs: dict, return_dict: bool):
    """Returns logs as `evaluate` does: a dict, a list, or the only value.

    A list has the metrics' values in their order, and then what else a user's
    step logged, by name.
    """
    if return_dict:
        return logs
    names = model.metrics_names
    names = [name for name in names if name in logs]
    values = [logs[name] for name in names + sorted(set(logs) - set(names))]
    return values[0] if len(values) == 1 else values
