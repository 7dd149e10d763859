"""Metrics that no batch reached: their 0 is a start, and no result."""

import warnings

import tensorflow as tf

from keras.metrics import mean


def has_seen(metric) -> tf.Tensor:
    """Tells whether a metric's state is another one than before any batch.

    Args:
        metric: The metric. One that starts with something else than zeros, or
            keeps nothing in variables, counts as one that has.
    Returns:
        A scalar of type bool.
    """
    kept = [metric.count] if isinstance(metric, mean.Mean) else metric.variables
    if not kept:
        return tf.constant(True)
    values = map(tf.convert_to_tensor, kept)
    changed = [tf.reduce_any(v != tf.zeros_like(v)) for v in values]
    return tf.reduce_any(tf.stack(changed))


def result_of_either(metric, total) -> tf.Tensor:
    """Returns the result of a user's tracker, or the total's of that name.

    The tracker's stands where it has seen something: the user's step may not
    be in use, or leave the tracker to training.

    Args:
        metric: The user's, called as the total is.
        total: The running mean of the compiled loss.
    """
    result, other = metric.result(), total.result()
    if not tf.is_tensor(result) or result.dtype != other.dtype:
        return result
    return tf.where(has_seen(metric), result, other)


def warn_once(model, mode: str, logs: dict) -> None:
    """Warns of zeros in the logs that nothing computed.

    Once a `compile` and kind of step, as it reads the metrics' state.

    Args:
        model: The model, at the end of an epoch or a batch.
        mode: 'train' or 'test'.
        logs: The logs, fetched or not.
    """
    warned = model._keras_state.compile_state.checked_modes
    if mode in warned:
        return
    warned.add(mode)
    names = [m.name for m in model.metrics if _is_idle(m, logs)]
    if names:
        warnings.warn(
            f"{model._keras_who}.{mode}_step: the 0 in the logs is no result "
            "of these metrics, as nothing was added to them. Expected an "
            "update of each, with labels and weights above 0. Received: "
            f"none for {', '.join(map(repr, names))}. Update them in "
            f"`{mode}_step`, give `y`, or leave them out.",
            stacklevel=2,
        )


def _is_idle(metric, logs: dict) -> bool:
    """Tells whether a mean of nothing stands in the logs, as a 0."""
    value = logs.get(metric.name) if isinstance(metric, mean.Mean) else None
    is_scalar = value is not None and tf.rank(value) == 0
    return is_scalar and float(value) == 0.0 and not bool(has_seen(metric))
