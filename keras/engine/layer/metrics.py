"""The metrics of a layer: in attributes, and added in `call`."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import call_context, construction, parts, tracking
from keras.engine.symbols import keras_tensor
from keras.metrics import mean, metric
from keras.tf_internals import eager_tensor

_context = call_context.current


def of_layer(layer) -> list:
    """Returns the metrics of a layer and of all in it, each once."""
    found = []
    for part in _modules_around_metrics(layer):
        own = tracking.owned(part)
        found += [m for m in own if isinstance(m, metric.Metric)]
        found += _added_to(part)
    return tracking.unique(found)


def _added_to(part: tf.Module) -> tuple:
    is_layer = isinstance(part, tracking.Owner)
    return part._keras_state.added_metrics if is_layer else ()


@property
def metrics(layer: Any) -> list:
    """The metrics in attributes and of `add_metric`, inner ones too."""
    return list(parts.once(layer, of_layer))


def _modules_around_metrics(layer) -> list[tf.Module]:
    """Returns a layer and the modules in it; what a metric has is its own."""
    found, waiting = {}, [layer]
    while waiting:
        part = waiting.pop()
        is_new = id(part) not in found and isinstance(part, tf.Module)
        if is_new and not isinstance(part, metric.Metric):
            found[id(part)] = part
            waiting += reversed(tracking.owned(part))
    return list(found.values())


def add_metric(
    layer: Any, value: kinds.Tensors, name: str | None = None, **kwargs
) -> None:
    """Adds the mean of a value over batches to the logs; used in `call`.

    What a `keras.metrics.Metric` returned when it was called adds that
    metric itself.

    Args:
        value: A tensor of this call, or what a metric returned.
        name: Name in logs. Needed, but for what a metric returned.
        **kwargs: Keras 2's `aggregation`, 'mean' or None, has no effect.
    Raises:
        ValueError: If there is no name, or outside of a call.
        TypeError: If an argument is unknown.
    """
    check_options(layer, value, name, kwargs)
    symbolic = isinstance(value, keras_tensor.KerasTensor)
    if symbolic or not (_context.layers or _is_of_graph(value)):
        raise ValueError(
            f"{layer._keras_who}.add_metric: the value isn't of a call of "
            "the layer. Expected a tensor that `call` computes. Received: "
            f"value={value!r}."
        )
    made_by = getattr(value, "_metric_obj", None)
    if made_by is not None:
        if not any(known is made_by for known in layer.metrics):
            _keep(layer, made_by)
        return
    for known in layer.metrics:
        if known.name == name:
            break
    else:
        with tf.init_scope():
            known = mean.Mean(name=name, dtype=layer.variable_dtype)
        _keep(layer, known)
    known.update_state(value)


def check_options(layer, value, name: str | None, kwargs: dict) -> None:
    """Raises if `add_metric` can't do what it is asked for.

    Args:
        layer, value, name, kwargs: Those of `add_metric`.
    """
    where = f"{layer._keras_who}.add_metric"
    construction.refuse_unknown(where, kwargs, ("aggregation",))
    if kwargs.get("aggregation") not in (None, "mean"):
        raise ValueError(
            f"{where}: no such aggregation. Expected 'mean' or None. "
            f"Received: aggregation={kwargs['aggregation']!r}. Keep a "
            "`keras.metrics.Metric` in a layer, and update it in `call`."
        )
    if name is None and getattr(value, "_metric_obj", None) is None:
        raise ValueError(
            f"{where}: a metric goes by its name in logs. Expected a str. "
            "Received: name=None. Give it one: `add_metric(value, "
            "name='activity')`."
        )


def _keep(layer, made: metric.Metric) -> None:
    layer._keras_state.added_metrics += (made,)
    tracking.changes.note()


def _is_of_graph(value) -> bool:
    eager = isinstance(value, eager_tensor.EagerTensor)
    return tf.is_tensor(value) and not eager
