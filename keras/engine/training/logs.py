"""Logs of steps: what they may be, and how they are handed out."""

import numbers

import numpy as np
import tensorflow as tf

from keras.callbacks import lazy_logs
from keras.distribute import workers
from keras.engine.training import metric_turns, step_functions, unseen


def of_epoch(model, mode: str, logs: dict | None) -> dict:
    """Returns the logs of an epoch, given those of its last step.

    A user's step may return a batch's values under the metrics' names: those
    that it updated know them for the epoch, as in Keras 2. They also know it
    where training goes on after an epoch's last batch, so that there is no
    step.
    """
    with metric_turns.of(f"{mode}_step"):
        return _of_epoch(model, mode, logs)


def _of_epoch(model, mode: str, logs: dict | None) -> dict:
    if logs is None:
        return model.get_metrics_result()
    of_user = step_functions.final_logs(model, f"{mode}_step") is None
    if of_user and logs:
        known = model.get_metrics_result()
        if set(logs) == set(known):
            logs = {**known, **_of_idle_metrics(model, logs)}
    unseen.warn_once(model, mode, logs)
    return dict(logs)


def _of_idle_metrics(model, logs: dict) -> dict:
    """Returns what was logged under the names of metrics that saw nothing."""
    seen: dict[str, bool] = {}
    for metric in model.metrics:
        has_seen = bool(unseen.has_seen(metric))
        for name in _names_of(metric):
            seen[name] = seen.get(name, False) or has_seen
    return {k: v for k, v in logs.items() if not seen.get(k, True)}


def of_chief(strategy, logs: dict) -> dict:
    """Returns the numbers that the chief of a strategy's workers logged.

    Args:
        strategy: The strategy, all of whose workers ask.
        logs: Those of a step; what is no number stays as it is.
    """
    found = {
        name: value
        for name, value in as_floats(logs).items()
        if isinstance(value, float)
    }
    values = np.array([*found.values()], np.float64)
    agreed = workers.of_chief(strategy, values).tolist()
    return {**logs, **dict(zip(found, agreed))}


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
    """Returns logs as `evaluate` does: a dict, a list, or the only value."""
    if return_dict:
        return logs
    values = [logs[name] for name in in_order(model, logs)]
    return values[0] if len(values) == 1 else values


def in_order(model, names) -> list[str]:
    """Returns the names of logs in the order of results.

    Metrics come in their order, and then, by name, what else there is: the
    values of a metric that has several, and what a user's step logs.
    """
    metrics = [m.name for m in model.metrics if m.name in names]
    return metrics + sorted(set(names) - set(metrics))


def of_metrics(model) -> list[str]:
    """Returns the names under which the metrics' values are logged."""
    return [name for each in model.metrics for name in _names_of(each)]


def _names_of(metric) -> list[str]:
    # Asking for a result would compute it, and raise where nothing was seen.
    return metric._keras_state.value_names or [metric.name]
