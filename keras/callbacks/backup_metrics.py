"""What metrics have seen of an epoch that goes on from a backup.

Metrics are told by their names. Those that have one in common, or whose names
differ in the number that makes a name unique, are told by their order.
"""

import collections
import re
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from keras.distribute import variable_update

_UNIQUE = re.compile(r"_\d+$")


def of_model(model: Any) -> list[dict[str, Any]]:
    """Returns the names of a model's metrics and their variables' values."""
    return [
        {
            "name": str(metric.name),
            "values": [each.numpy().tolist() for each in metric.variables],
        }
        for metric in _metrics(model)
    ]


def set_all(model: Any, known: list) -> None:
    """Sets what metrics have seen; ones that are others now have seen nothing.

    Warns where there are such.

    Args:
        model: The model.
        known: What `of_model` gave, or only the values of `model.metrics`, in
            a backup of an older version.
    """
    if not all(isinstance(each, dict) for each in known):
        for metric, values in zip(model.metrics, known):
            _set(metric, values)
        return
    metrics = _metrics(model)
    pairs = _paired([each["name"] for each in known], metrics)
    others = [
        metric.name
        for number, metric in enumerate(metrics)
        if number not in pairs
        or not _set(metric, known[pairs[number]]["values"])
    ]
    left = set(range(len(known))) - set(pairs.values())
    if others or left:
        _warn(known, metrics, others)


def _warn(known: list, metrics: list, others: list[str]) -> None:
    others = [str(name) for name in others]
    warnings.warn(
        "BackupAndRestore: the model has other metrics than it had when it "
        f"was saved. Expected {[each['name'] for each in known]}. Received: "
        f"{[str(each.name) for each in metrics]}. Of the epoch that goes on, "
        f"{others} have seen nothing yet. Compile with the metrics of then, "
        "unless it's meant so.",
        stacklevel=2,
    )


def _metrics(model: Any) -> list:
    """Those that an epoch resets, whether a step has added to them yet."""
    return model._keras_state.compile_state.kept_metrics


def _paired(names: list[str], metrics: list) -> dict[int, int]:
    """Returns for each metric's number the number of its name, if any."""
    own = [str(metric.name) for metric in metrics]
    pairs = _same(enumerate(own), enumerate(names))
    left = set(range(len(names))) - set(pairs.values())
    rest = (
        (number, _UNIQUE.sub("", name))
        for number, name in enumerate(own)
        if number not in pairs
    )
    known = (
        (number, _UNIQUE.sub("", name))
        for number, name in enumerate(names)
        if number in left
    )
    return {**pairs, **_same(rest, known)}


def _same(
    own: Iterator[tuple[int, str]], known: Iterator[tuple[int, str]]
) -> dict[int, int]:
    """Pairs the numbers of equal names, in their order."""
    numbers = collections.defaultdict(list)
    for number, name in known:
        numbers[name].append(number)
    return {
        number: numbers[name].pop(0) for number, name in own if numbers[name]
    }


def _set(metric: Any, values: list) -> bool:
    """Sets a metric's variables, if all have the shapes of the values."""
    variables = metric.variables
    shapes = [tuple(variable.shape) for variable in variables]
    if shapes != [np.shape(value) for value in values]:
        return False
    for variable, value in zip(variables, values):
        # Not by `tf.cast`, which takes a number for a float32 first.
        dtype = variable.dtype.as_numpy_dtype
        variable_update.assign_total(variable, np.asarray(value, dtype))
    return True
