"""Makes labels and predictions of one rank and type, to be compared."""

from collections.abc import Callable

import tensorflow as tf

from keras.backend import config, symbolic
from keras.losses import logits

_HALVES = (tf.float16, tf.bfloat16)


def tensor(x, argument: str = "y_pred") -> tf.Tensor:
    """Returns `x` as a tensor; one of any kind as it is, halves in float32.

    Labels such as 70,000, and squares of what halves can hold, are beyond
    float16; bfloat16 would round them.

    Args:
        x: Labels or predictions.
        argument: Their name in an error. Default 'y_pred'.
    Raises:
        TypeError: If there is nothing.
    """
    if not tf.is_tensor(x) and not symbolic.stands_for_tensor(x):
        x = _converted(argument, x)
    return x if x.dtype not in _HALVES else of_type(x, tf.float32)


def scores(x) -> tf.Tensor:
    """Returns predictions as a tensor of floats to compute with.

    Whole numbers and bools come back in `floatx`: TensorFlow has no logarithms
    of them, and cuts what is left of their mean.

    Raises:
        TypeError: If they are text, or nothing.
    """
    if not tf.is_tensor(x) or x.dtype == tf.string:
        x = of_numbers("y_pred", x)
    if x.dtype in _HALVES:
        return of_type(x, tf.float32)
    if x.dtype.is_floating or x.dtype.is_complex:
        return x
    return of_type(x, tf.as_dtype(config.floatx()))


def labels(y_true, dtype: tf.DType) -> tf.Tensor:
    """Returns labels as a tensor to compute with.

    Args:
        y_true: Labels.
        dtype: Type of the tensor.
    Raises:
        TypeError: If they are text, or nothing.
    """
    return tf.cast(of_numbers("y_true", y_true), dtype)


def _converted(argument: str, x) -> tf.Tensor:
    if x is not None:
        return tf.convert_to_tensor(x)
    raise TypeError(
        f"{argument}: there is nothing to compare. Expected a tensor of "
        f"numbers. Received: {argument}=None."
    )


def of_numbers(argument: str, x) -> tf.Tensor:
    """Returns labels or predictions as a tensor.

    Args:
        argument: Their name in an error.
        x: Labels or predictions.
    Raises:
        TypeError: If they are text, or nothing.
    """
    if not tf.is_tensor(x):
        x = _converted(argument, x)
    if x.dtype != tf.string:
        return x
    raise TypeError(
        f"{argument}: text can't be compared. Expected numbers. Received: "
        f"{argument}.dtype=string, shape={x.shape}. Number classes first, with "
        "`np.unique(labels, return_inverse=True)` or a lookup layer."
    )


def of_type(x: tf.Tensor, dtype: tf.DType) -> tf.Tensor:
    """Returns a tensor in another type, with its mask and its scores.

    Args:
        x: The tensor.
        dtype: The type.
    """
    cast = tf.cast(x, dtype)
    logits.carry(x, cast, dtype)
    mask = getattr(x, "_keras_mask", None)
    if mask is not None:
        cast._keras_mask = mask
    return cast


def full_type(dtype: tf.DType) -> tf.DType:
    """Returns the type in which numbers of a type are compared."""
    return tf.float32 if dtype in _HALVES else dtype


def comparable(y_true, y_pred) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns tensors; labels that are floats have the predictions' type."""
    y_pred = tensor(y_pred)
    if tf.is_tensor(y_true) and y_true.dtype == y_pred.dtype:
        return y_true, y_pred
    y_true = tensor(y_true, "y_true")
    if y_true.dtype.is_floating and y_pred.dtype.is_floating:
        y_true = tf.cast(y_true, y_pred.dtype)
    return y_true, y_pred


def in_floats(compare: Callable, y_true, y_pred, error: Exception):
    """Returns what a comparison makes of labels in the predictions' type.

    Keras 2 hands on whole numbers and bools as they are, which `tf.one_hot`
    wants; Keras 3 as floats, which can be subtracted from predictions. A user's
    loss gets the former first, and where it can't take them the latter.

    Args:
        compare: `compare(y_true, y_pred)`.
        y_true: Labels.
        y_pred: Predictions.
        error: What the comparison raised of labels as they are.
    Raises:
        Exception: The error, where another type doesn't mend it.
    """
    is_whole = y_true.dtype.is_integer or y_true.dtype.is_bool
    if not is_whole or not y_pred.dtype.is_floating:
        raise error
    try:
        return compare(tf.cast(y_true, y_pred.dtype), y_pred)
    except (TypeError, tf.errors.InvalidArgumentError):
        raise error from None


def same_rank(y_true, y_pred) -> tuple[tf.Tensor, tf.Tensor]:
    """Mends labels and predictions that differ by a last axis of size 1.

    `(batch,)` against `(batch, 1)` makes both `(batch, 1)`, so that there is
    one loss an example. Of other ranks, the axis of size 1 goes. The same rule
    serves losses and metrics.
    """
    true_rank, pred_rank = y_true.shape.rank, y_pred.shape.rank
    if true_rank is None or pred_rank is None:
        return y_true, y_pred
    if pred_rank == true_rank + 1 and y_pred.shape[-1] == 1:
        if true_rank == 1:
            return tf.expand_dims(y_true, -1), y_pred
        return y_true, tf.squeeze(y_pred, -1)
    if true_rank == pred_rank + 1 and y_true.shape[-1] == 1:
        if pred_rank == 1:
            return y_true, tf.expand_dims(y_pred, -1)
        return tf.squeeze(y_true, -1), y_pred
    return y_true, y_pred


def check_axis(where: str, axis, rank: int | None) -> None:
    """Raises where predictions haven't such an axis.

    Args:
        where: Name of the loss or metric.
        axis: Number of an axis, some, or None for all.
        rank: How many axes the predictions have; None where it isn't known.
    Raises:
        ValueError: If one is beyond.
    """
    if axis is None or rank is None:
        return
    some = axis if isinstance(axis, (list, tuple)) else (axis,)
    if not all(-rank <= one < rank for one in some):
        raise ValueError(
            f"{where}: there is no such axis. Expected whole numbers in "
            f"[{-rank}, {rank}). Received: axis={axis}."
        )


def columns_if_weighed(fn: Callable, y_true, y_pred, *weights) -> tuple:
    """Returns `(batch, 1)` of `(batch,)` where each row has its own weight.

    A mean over the last axis, the only one, would be weighed as a whole, which
    is not at all.

    Args:
        fn: What compares them; others than such means take them as they are.
        y_true: Labels.
        y_pred: Predictions.
        *weights: Weights and a mask, or None.
    """
    if not getattr(fn, "_keras_is_mean", False):
        return y_true, y_pred
    if not y_true.shape.rank == y_pred.shape.rank == 1:
        return y_true, y_pred
    given = [one for one in weights if one is not None]
    if not any(tf.convert_to_tensor(one).shape.rank for one in given):
        return y_true, y_pred
    column = tf.expand_dims(y_pred, -1)
    noted = getattr(y_pred, "_keras_logits", None)
    if noted is not None:
        column._keras_logits = tf.expand_dims(noted, -1)
        column._keras_logits_of = getattr(y_pred, "_keras_logits_of", None)
    return tf.expand_dims(y_true, -1), column


def check_same(where: str, y_true, y_pred) -> None:
    """Raises where labels and predictions can't have one shape.

    Args:
        where: Name of the loss or metric.
        y_true: Labels.
        y_pred: Predictions.
    Raises:
        ValueError: If the shapes differ.
    """
    if not y_true.shape.is_compatible_with(y_pred.shape):
        raise mismatch(where, y_true.shape, y_pred.shape)


def numbers(where: str, y_true, y_pred) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns labels and predictions of one type that can be subtracted.

    Args:
        where: Name of the loss or metric.
        y_true: Labels; `(batch,)` of predictions `(batch, d)` becomes
            `(batch, 1)`, and a last axis of size 1 too many goes.
        y_pred: Predictions; halves come back in float32, whole numbers in
            `floatx`.
    Raises:
        ValueError: If the shapes don't broadcast.
    """
    y_pred = scores(y_pred)
    if not tf.is_tensor(y_true) or y_true.dtype != y_pred.dtype:
        y_true = labels(y_true, y_pred.dtype)
    if y_true.shape.rank != y_pred.shape.rank:
        y_true, y_pred = same_rank(y_true, y_pred)
        if y_true.shape.rank == 1 and y_pred.shape.rank == 2:
            y_true = tf.expand_dims(y_true, -1)
    if y_true.shape != y_pred.shape:
        check_broadcast(where, y_true, y_pred)
    return y_true, y_pred


def smoothed(y_true: tf.Tensor, label_smoothing, axis: int | None = None):
    """Returns labels y (1 - s) + s / classes.

    Args:
        y_true: Labels in [0, 1].
        label_smoothing: s, in [0, 1).
        axis: Axis of the classes. Default None: there are two, in one number.
    """
    if isinstance(label_smoothing, (int, float)) and not label_smoothing:
        return y_true
    if axis is None:
        return y_true * (1 - label_smoothing) + 0.5 * label_smoothing
    classes = tf.cast(tf.shape(y_true)[axis], y_true.dtype)
    return y_true * (1 - label_smoothing) + label_smoothing / classes


def check_broadcast(where: str, y_true, y_pred) -> None:
    """Raises where labels can't be subtracted from predictions.

    Raises:
        ValueError: If the shapes don't broadcast.
    """
    try:
        tf.broadcast_static_shape(y_true.shape, y_pred.shape)
    except ValueError:
        raise mismatch(where, y_true.shape, y_pred.shape) from None


def mismatch(
    where: str, y_true: tf.TensorShape, y_pred: tf.TensorShape
) -> ValueError:
    """Returns the error that labels and predictions don't fit.

    Args:
        where: What compares them: a loss's or metric's name comes first.
        y_true: Shape of the labels.
        y_pred: Shape of the predictions.
    """
    return ValueError(
        f"{where}: labels don't fit predictions. Expected labels for "
        f"y_pred.shape={y_pred}. Received: y_true.shape={y_true}."
        f"{advice(where.split()[0], y_true, y_pred)}"
    )


def advice(name: str, y_true: tf.TensorShape, y_pred: tf.TensorShape) -> str:
    """Says which loss or metric, or how many units, the labels ask for."""
    if None in (y_true.rank, y_pred.rank) or not (y_true.rank and y_pred.rank):
        return ""
    kind = name.rsplit("_", 1)[-1]
    kind = kind if kind == "accuracy" else "crossentropy"
    labels, classes = y_true[-1], y_pred[-1]
    of_numbers = y_true.rank == y_pred.rank - 1 or labels == 1
    if of_numbers and classes != 1 and not name.startswith("sparse"):
        return f" For class numbers use sparse_categorical_{kind}."
    if y_true.rank != y_pred.rank or None in (labels, classes):
        return ""
    if labels == classes:
        one_hot = f" For one-hot labels use categorical_{kind}."
        return one_hot if name.startswith("sparse") else ""
    return f" For {labels} columns of labels the last layer needs {labels}."
