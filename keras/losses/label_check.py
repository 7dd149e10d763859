"""Whether labels fit outputs, which is told before a step is traced.

A built-in loss or metric is tried on symbols of the labels' and the outputs'
types; what it raises becomes one message with both shapes. A user's function
isn't tried: it may do anything.
"""

import warnings
from collections.abc import Callable

import tensorflow as tf

from keras.backend import user_code
from keras.losses import label_shape
from keras.tf_internals import scratch_graph

# Stands for the unknown number of rows: a prime that is no other axis's size,
# so that rows which meet another axis don't pass for broadcasting.
_ROWS = 1_000_003


def check(
    tried, fn: Callable, options: dict, where: str, y_true, y_pred
) -> None:
    """Raises where labels can't be compared with their predictions.

    Where they only can because they are broadcast, as Keras 2 does unseen, a
    warning says so: the loss falls, and the model learns something else.

    Args:
        tried: A loss or a metric; with one of a user's anything fits.
        fn: What it computes, `fn(y_true, y_pred, **options)`; likewise.
        options: Settings for `fn`.
        where: Words after its name in the message: `" of output 'a'"` or ''.
        y_true: Labels: a tensor or its spec.
        y_pred: Predictions: a tensor or a symbol.
    Raises:
        ValueError: If the shapes don't fit.
        TypeError: If the labels are text.
    """
    if user_code.is_users(type(tried)) or user_code.is_users(fn):
        return
    if not (_is_known(y_true) and _is_known(y_pred)):
        return
    # A loss may be a metric.
    function = getattr(fn, "__name__", type(fn).__name__)
    name = function + where
    _refuse_text(name, y_true, y_pred)
    axis = options.get("axis")
    label_shape.check_axis(name, axis, tf.TensorShape(y_pred.shape).rank)
    labels, predictions = _with_rows(y_true, y_pred)
    with scratch_graph.new_graph().as_default():
        labels, predictions = label_shape.same_rank(
            *scratch_graph.placeholders((labels, predictions))
        )
        try:
            values = fn(labels, predictions, **options)
        except ValueError:
            raise label_shape.mismatch(
                name, y_true.shape, y_pred.shape
            ) from None
    grown = list(values.shape or ()).count(_ROWS) > 1
    if grown or _is_beyond(name, labels.shape, predictions.shape):
        _warn_of_broadcast(function, where, y_true.shape, y_pred.shape)
    _warn_of_one_class(name, y_pred.shape)


def _refuse_text(name: str, y_true, y_pred) -> None:
    kind = tf.as_dtype(y_true.dtype)
    if kind == tf.string and tf.as_dtype(y_pred.dtype) != tf.string:
        raise TypeError(
            f"{name}: labels are text. Expected numbers. Received: "
            f"y_true.dtype={kind.name}. Number the classes first, with "
            "`np.unique(labels, return_inverse=True)` or a lookup layer."
        )


def _is_known(tensor) -> bool:
    spec = getattr(tensor, "type_spec", tensor)
    is_dense = isinstance(spec, (tf.Tensor, tf.TensorSpec))
    return is_dense and bool(spec.shape.rank)


def _with_rows(y_true, y_pred) -> tuple[tf.TensorSpec, tf.TensorSpec]:
    rows = y_pred.shape[0] or _ROWS
    return tuple(
        tf.TensorSpec([rows, *tensor.shape[1:]], tensor.dtype)
        for tensor in (y_true, y_pred)
    )


def _is_beyond(name: str, labels, predictions) -> bool:
    """Tells whether one would be stretched to the other's shape."""
    if name.startswith("sparse"):
        return False  # A label of these stands for the whole last axis.
    if labels.rank != predictions.rank:
        return labels.rank == 1
    pairs = zip(labels[1:], predictions[1:], strict=True)
    return any(one != other for one, other in pairs if one and other)


def _warn_of_broadcast(function: str, where: str, y_true, y_pred) -> None:
    # A loss and metrics say the same, which Python shows once.
    warnings.warn(
        f"Labels and predictions{where} differ in shape, and are broadcast. "
        f"Expected labels for y_pred.shape={y_pred}. Received: "
        f"y_true.shape={y_true}.{label_shape.advice(function, y_true, y_pred)}",
        stacklevel=2,
    )


def _warn_of_one_class(name: str, y_pred) -> None:
    is_of_classes = "categorical_crossentropy" in name.split()[0]
    if is_of_classes and y_pred[-1] == 1:
        warnings.warn(
            f"{name}: with 1 class there is nothing to learn. Expected 2 or "
            f"more. Received: y_pred.shape={y_pred}. For one probability use "
            "binary_crossentropy.",
            stacklevel=2,
        )
