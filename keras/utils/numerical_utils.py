"""Labels as indicator rows, and arrays scaled to unit length."""

import itertools
import operator
from concurrent import futures

import numpy as np
import tensorflow as tf

from keras.engine import kinds

# Rows of so many classes are copied, in half the time that it takes to find
# the place of each one; from 64 classes on it is the other way round.
_FEW_CLASSES = 32
# Rows that are written together.
_ROWS = 2**17


def to_categorical(
    y: kinds.Tensors,
    num_classes: int | None = None,
    dtype: kinds.DType = "float32",
) -> np.ndarray:
    """Turns class numbers into indicator rows (one-hot).

    out[..., k] = 1 where k == y[...], else 0

    `categorical_crossentropy` wants labels in this form. For labels that stay
    class numbers, `sparse_categorical_crossentropy` needs no conversion and no
    memory for it.

    Args:
        y: Class numbers in [0, num_classes), any shape. Fractions are cut off.
            A last axis of length 1 is dropped first.
        num_classes: Length of the new last axis. Default: the largest class
            number plus 1; in a graph, where no number is known yet, it has to
            be given.
        dtype: Element type of the result. Default "float32".

    Returns:
        A NumPy array of shape `(..., num_classes)`; a tensor in a graph, as in
        `tf.data.Dataset.map`.

    Raises:
        TypeError: If `num_classes` is no whole number.
        ValueError: If a class number lies outside [0, num_classes) or is none,
            or `y` is empty and `num_classes` isn't given.

    Example:
        >>> keras.utils.to_categorical([0, 2, 1])
        array([[1., 0., 0.],
               [0., 0., 1.],
               [0., 1., 0.]], dtype=float32)
    """
    if tf.is_symbolic_tensor(y):
        labels = _labels_in_graph("to_categorical", y, num_classes)
        return tf.one_hot(labels, num_classes, dtype=dtype)
    labels, num_classes = _labels("to_categorical", y, num_classes)
    indicators = np.zeros((*labels.shape, num_classes), dtype=dtype)
    _write_rows(indicators.reshape(-1, num_classes), labels.reshape(-1))
    return indicators


def _write_rows(rows: np.ndarray, labels: np.ndarray) -> None:
    # NumPy lets go of Python meanwhile, and most of the time goes into new
    # memory: two threads take half of it.
    num_classes = rows.shape[1]
    write = _copy_rows if num_classes <= _FEW_CLASSES else _write_ones
    blocks = [
        (rows[first : first + _ROWS], labels[first : first + _ROWS])
        for first in range(0, labels.size, _ROWS)
    ]
    if len(blocks) < 2:
        list(itertools.starmap(write, blocks))
        return
    with futures.ThreadPoolExecutor() as pool:
        list(pool.map(write, *zip(*blocks, strict=True)))


def _copy_rows(rows: np.ndarray, labels: np.ndarray) -> None:
    identity = np.eye(rows.shape[1], dtype=rows.dtype)
    # Other modes than "raise" copy at once into where they're told to.
    identity.take(labels, axis=0, out=rows, mode="clip")


def _write_ones(rows: np.ndarray, labels: np.ndarray) -> None:
    starts = np.arange(0, rows.size, rows.shape[1])
    rows.reshape(-1)[starts + labels] = 1


def to_ordinal(
    y: kinds.Tensors,
    num_classes: int | None = None,
    dtype: kinds.DType = "float32",
) -> np.ndarray:
    """Turns class numbers into rows of thresholds that they pass.

    out[..., k] = 1 where y[...] > k, else 0, for k < num_classes - 1

    Ordinal regression wants labels in this form.

    Args:
        y: Class numbers in [0, num_classes), any shape. Fractions are cut off.
            A last axis of length 1 is dropped first.
        num_classes: Number of classes. Default: the largest class number
            plus 1.
        dtype: Element type of the result. Default "float32".

    Returns:
        A NumPy array of shape `(..., num_classes - 1)`; a tensor in a graph.

    Raises:
        TypeError: If `num_classes` is no whole number.
        ValueError: If a class number lies outside [0, num_classes) or is none,
            or `y` is empty and `num_classes` isn't given.

    Example:
        >>> keras.utils.to_ordinal([0, 2, 1])
        array([[0., 0.],
               [1., 1.],
               [1., 0.]], dtype=float32)
    """
    if tf.is_symbolic_tensor(y):
        labels = _labels_in_graph("to_ordinal", y, num_classes)
        thresholds = tf.range(num_classes - 1, dtype=tf.int64)
        return tf.cast(labels[..., None] > thresholds, dtype)
    labels, num_classes = _labels("to_ordinal", y, num_classes)
    thresholds = np.arange(num_classes - 1)
    return (labels[..., None] > thresholds).astype(dtype)


def normalize(
    x: kinds.Tensors, axis: int = -1, order: float = 2
) -> np.ndarray | tf.Tensor:
    """Scales the vectors along an axis to length 1.

    out = x / ||x||_order; a vector of zeros stays as it is.

    Args:
        x: Array of numbers, or what NumPy makes one of.
        axis: The axis that the vectors lie along. Default -1.
        order: Order of the norm: 1 for sum of absolute values, 2 for Euclidean
            length, `numpy.inf` for the largest absolute value. Default 2.

    Returns:
        A NumPy array of the shape of `x`, in a graph a tensor; a single vector
        comes back as one row, `(1, features)`, as it did in Keras 2.

    Example:
        >>> keras.utils.normalize([[3.0, 4.0], [0.0, 0.0]])
        array([[0.6, 0.8],
               [0. , 0. ]])
    """
    if tf.is_symbolic_tensor(x):
        return _normalized_in_graph(x, axis, order)
    given = np.asarray(x)
    is_float = given.dtype.kind == "f"
    # Squares of large numbers are more than the given type may hold.
    wide = given.astype("float64") if is_float else given
    length = np.atleast_1d(np.linalg.norm(wide, order, axis))
    length[length == 0] = 1
    scaled = wide / np.expand_dims(length, axis)
    return scaled.astype(given.dtype) if is_float else scaled


def _normalized_in_graph(x: tf.Tensor, axis: int, order: float) -> tf.Tensor:
    wide = tf.cast(x, tf.float64)
    length = tf.norm(wide, order, axis, keepdims=True)
    scaled = wide / tf.where(length == 0, tf.ones_like(length), length)
    scaled = tf.cast(scaled, x.dtype) if x.dtype.is_floating else scaled
    return scaled[tf.newaxis] if x.shape.rank == 1 else scaled


def _labels(where: str, y, num_classes: int | None) -> tuple[np.ndarray, int]:
    """Returns class numbers, and how many classes there are."""
    labels = _whole_numbers(where, np.asarray(y))
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    try:
        num_classes = operator.index(num_classes or 0)
    except TypeError as error:
        raise TypeError(
            f"{where}: that is no number of classes. Expected a whole number "
            f"or None. Received: num_classes={num_classes!r}."
        ) from error
    if not num_classes:
        num_classes = max(1, _count_classes(where, labels))
    _check_labels(where, labels, num_classes)
    return labels, num_classes


def _whole_numbers(where: str, given: np.ndarray) -> np.ndarray:
    try:
        if given.dtype.kind == "f" and not np.isfinite(given).all():
            raise ValueError("a label is infinite or NaN")
        return given.astype("int64", copy=False)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{where}: a label is no number. Expected whole numbers from 0 on. "
            f"Received: y of dtype {given.dtype}, as {given.flat[0]!r}; "
            f"{error}. `keras.layers.StringLookup` numbers texts."
        ) from error


def _labels_in_graph(where: str, y: tf.Tensor, num_classes) -> tf.Tensor:
    """Returns class numbers that a graph will know, checked there."""
    if not num_classes:
        raise ValueError(
            f"{where}: no label is known yet, so none can be counted. Expected "
            f"num_classes of at least 1. Received: num_classes={num_classes}."
        )
    labels = tf.cast(y, tf.int64)
    if labels.shape.rank and labels.shape.rank > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    inside = (labels >= 0) & (labels < num_classes)
    wrong = f"{where}: a label is no class number, from 0 to {num_classes - 1}."
    with tf.control_dependencies(
        [tf.debugging.Assert(tf.reduce_all(inside), [wrong, y])]
    ):
        return tf.identity(labels)


def _count_classes(where: str, labels: np.ndarray) -> int:
    if labels.size == 0:
        raise ValueError(
            f"{where}: there are no labels to count classes from. "
            "Expected at least one label. "
            f"Received: y with shape={labels.shape}. Pass `num_classes`."
        )
    return int(labels.max()) + 1


def _check_labels(where: str, labels: np.ndarray, num_classes: int) -> None:
    # What is below 0 is large without a sign.
    if labels.size and labels.view("uint64").max() >= num_classes:
        outside = labels[(labels < 0) | (labels >= num_classes)]
        raise ValueError(
            f"{where}: a label is no class number. "
            f"Expected whole numbers from 0 to {num_classes - 1}. "
            f"Received: y with the label {outside.flat[0]}, "
            f"num_classes={num_classes}. "
            "Shift the labels so that they start at 0, or raise `num_classes`."
        )
