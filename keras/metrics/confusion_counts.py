"""Counts of right and wrong decisions at thresholds, in one pass."""

import numbers
from typing import NamedTuple

import tensorflow as tf

from keras.losses import class_numbers, label_shape, ragged, reduction
from keras.metrics import bin_sums
from keras.metrics import thresholds as thresholds_module
from keras.tf_internals import eager_tensor


class Compared(NamedTuple):
    """Labels and predictions of one shape, and weights that broadcast to it."""

    labels: tf.Tensor
    predictions: tf.Tensor
    weights: tf.Tensor | None


class Counts(NamedTuple):
    """Sums of weights, `(thresholds,)` or `(thresholds, labels)`."""

    true_positives: tf.Tensor
    false_positives: tf.Tensor
    false_negatives: tf.Tensor
    true_negatives: tf.Tensor


def compared(where: str, y_true, y_pred, sample_weight, dtype: str) -> Compared:
    """Brings labels, predictions and weights together.

    Args:
        where: Name of the metric.
        y_true: Labels of the predictions' shape, where all but 0 is positive;
            or whole numbers of classes, `(batch, ...)` or `(batch, ..., 1)`.
        y_pred: Predictions; their mask leaves elements out. Ragged ones are
            taken with ragged labels.
        sample_weight: Weights that broadcast from the left, or None.
        dtype: Type to compare and weigh in.
    Raises:
        ValueError: If the shapes don't fit.
    """
    if tf.RaggedTensor in (type(y_true), type(y_pred)):
        y_true, y_pred, sample_weight = ragged.flat(
            (y_true, y_pred), sample_weight
        )
    mask = getattr(y_pred, "_keras_mask", None)
    y_true = label_shape.of_numbers("y_true", y_true)
    y_pred = tf.cast(label_shape.of_numbers("y_pred", y_pred), dtype)
    y_true, y_pred = label_shape.same_rank(y_true, y_pred)
    # What has no weight may have any label.
    all_count = sample_weight is None and mask is None
    y_true = _of_each(where, y_true, y_pred, all_count)
    if sample_weight is not None:
        weights = tf.cast(sample_weight, dtype)
        sample_weight = reduction.align(weights, y_pred)
    if mask is not None:
        sample_weight = reduction.masked(sample_weight, mask, y_pred)
    return Compared(y_true, y_pred, sample_weight)


def _of_each(where: str, y_true, y_pred, all_count: bool) -> tf.Tensor:
    """Returns a label for each prediction; that of no class is 0 in all."""
    if not are_classes(where, y_true.shape, y_pred.shape):
        return y_true
    if y_true.shape.rank == y_pred.shape.rank:
        y_true = tf.squeeze(y_true, -1)
    y_true = tf.cast(y_true, tf.int64)
    if all_count:
        class_numbers.check(where, y_true, y_pred.shape[-1])
    return tf.one_hot(y_true, y_pred.shape[-1])


def are_classes(
    where: str, y_true: tf.TensorShape, y_pred: tf.TensorShape
) -> bool:
    """Tells whether labels are numbers of classes; False: one a prediction.

    Args:
        where: Name of the metric, with what follows it in a message.
        y_true: Shape of the labels.
        y_pred: Shape of the predictions.
    Raises:
        ValueError: If they are neither.
    """
    y_true, y_pred = tf.TensorShape(y_true), tf.TensorShape(y_pred)
    if None in (y_true.rank, y_pred.rank) or _without_one(
        y_true
    ).is_compatible_with(_without_one(y_pred)):
        return False
    classes = y_pred[:-1]
    has_classes = y_pred.rank and y_pred[-1] is not None
    if has_classes and y_true.is_compatible_with(classes):
        return True
    column = y_true.rank == y_pred.rank and y_true[-1] == 1
    if has_classes and column and y_true[:-1].is_compatible_with(classes):
        return True
    raise label_shape.mismatch(where, y_true, y_pred)


def _without_one(shape: tf.TensorShape) -> tf.TensorShape:
    """Returns a shape without a last axis of size 1."""
    return shape[:-1] if shape.rank and shape[-1] == 1 else shape


def check_labels(where: str, data: Compared) -> None:
    """Raises, where values are at hand, for a label that isn't in [0, 1].

    Graphs don't look: all but 0 is positive there.

    Args:
        where: Name of the metric.
        data: What is compared; what has weights may have any label.
    Raises:
        ValueError: If a label is no decision.
    """
    is_at_hand = isinstance(data.labels, eager_tensor.EagerTensor)
    if data.weights is not None or not is_at_hand:
        return
    values = data.labels.numpy()
    if values.size and (values.min() < 0 or values.max() > 1):
        wrong = values[(values < 0) | (values > 1)]
        raise ValueError(
            f"{where}: a label is neither 0 nor 1. Expected numbers in [0, 1]. "
            f"Received: label={wrong[0]}. For -1 and 1 give `y_true > 0`."
        )


def at_thresholds(
    where: str,
    data: Compared,
    thresholds: thresholds_module.Thresholds,
    labels: int | None = None,
) -> Counts:
    """Counts decisions, of which each threshold makes one a prediction.

    Every prediction is put into the bin of how many thresholds it is above;
    sums over bins are the counts. So the time doesn't grow with the number of
    thresholds.

    Args:
        where: Name of the metric.
        data: What is compared.
        thresholds: The thresholds.
        labels: Size of the last axis, to count for each of it. Default None:
            all count together.
    """
    check_labels(where, data)
    bins = len(thresholds) + 1
    index = thresholds.number_below(data.predictions)
    if labels is not None:
        index = index * labels + tf.range(labels)
    index = index * 2 + tf.cast(tf.cast(data.labels, tf.bool), tf.int32)
    size = bins * (labels or 1) * 2
    dtype = data.predictions.dtype
    sums = _sums(index, data.weights, size, dtype)
    sums = tf.reshape(sums, (bins, *([] if labels is None else [labels]), 2))
    above = tf.cumsum(sums, reverse=True, exclusive=True)[:-1]
    below = tf.cumsum(sums)[:-1]
    if not thresholds.is_ordered:
        above, below = (
            tf.gather(one, thresholds.places) for one in (above, below)
        )
    above, below = tf.cast(above, dtype), tf.cast(below, dtype)
    return Counts(above[..., 1], above[..., 0], below[..., 1], below[..., 0])


def _sums(index: tf.Tensor, weights, size: int, dtype: tf.DType) -> tf.Tensor:
    """Returns sums of weights by index; whole numbers where there are none."""
    if weights is not None:
        # The kernel knows no halves.
        if dtype not in (tf.float32, tf.float64):
            weights = tf.cast(weights, tf.float32)
        weights = tf.broadcast_to(weights, tf.shape(index))
        weights = tf.reshape(weights, (-1,))
    index = tf.reshape(index, (-1,))
    return bin_sums.summed(index, size, weights)


def of_class(data: Compared, class_id: int) -> Compared:
    """Returns the column of one class.

    Args:
        data: What is compared, `(batch, ..., classes)`.
        class_id: Number of the class.
    """
    weights = data.weights
    if weights is not None and weights.shape.rank:
        columns = weights.shape[-1]
        if columns != 1 and weights.shape.rank == data.predictions.shape.rank:
            weights = weights[..., class_id, None]
    return Compared(
        data.labels[..., class_id, None],
        data.predictions[..., class_id, None],
        weights,
    )


def top_only(data: Compared, k: int) -> Compared:
    """Returns predictions of which all but the k largest are very small.

    Args:
        data: What is compared, `(batch, ..., classes)`.
        k: How many of the last axis stay as they are.
    """
    predictions = data.predictions
    _, places = tf.math.top_k(predictions, k)
    kept = tf.reduce_any(
        tf.one_hot(places, predictions.shape[-1], True, False, dtype=tf.bool),
        axis=-2,
    )
    lowest = tf.cast(predictions.dtype.min, predictions.dtype)
    return data._replace(predictions=tf.where(kept, predictions, lowest))


def check_classes(
    where: str,
    shape: tf.TensorShape,
    class_id: int | None,
    top_k: int | None = None,
) -> None:
    """Raises where the last axis has too few classes.

    Args:
        where: Name of the metric, with what follows it in a message.
        shape: Of the predictions.
        class_id: The class that counts, or None.
        top_k: How many predictions count, or None.
    Raises:
        ValueError: If one of them is beyond the axis.
    """
    classes = shape[-1] if shape.rank else None
    if classes is None:
        return
    for name, value, most in (
        ("class_id", class_id, classes - 1),
        ("top_k", top_k, classes),
    ):
        if value is not None and value > most:
            raise ValueError(
                f"{where}: the last axis has {classes} classes. Expected "
                f"{name} of {most} at most. Received: {name}={value} for "
                f"y_pred.shape={shape}."
            )


def whole(where: str, name: str, value: int | None, least: int) -> int | None:
    """Returns a number of classes, or None.

    Args:
        where: Name of the metric.
        name: Name of the argument.
        value: What was given.
        least: The smallest that may be.
    Raises:
        ValueError: If it isn't a whole number, or too small.
    """
    is_whole = isinstance(value, numbers.Integral) and value >= least
    if value is None or (is_whole and not isinstance(value, bool)):
        return value
    raise ValueError(
        f"{where}: {name} counts classes. Expected a whole number of {least} "
        f"or more. Received: {name}={value!r}."
    )


def columns(data: Compared) -> Compared:
    """Returns rows of columns, `(rows, columns)`, of one type.

    Args:
        data: What is compared, `(batch, ..., columns)`; `(batch,)` is one
            column.
    """
    predictions, weights = data.predictions, data.weights
    if weights is not None:
        weights = tf.broadcast_to(weights, tf.shape(predictions))
    last = 1 if predictions.shape.rank == 1 else predictions.shape[-1]
    if last is None:
        last = tf.shape(predictions)[-1]
    labels = tf.cast(data.labels, predictions.dtype)
    return Compared(
        tf.reshape(labels, (-1, last)),
        tf.reshape(predictions, (-1, last)),
        None if weights is None else tf.reshape(weights, (-1, last)),
    )
