"""How often predictions equal labels."""

import tensorflow as tf

from keras.engine import kinds
from keras.losses import label_shape
from keras.metrics import mean


def accuracy(y_true, y_pred) -> tf.Tensor:
    """1 where a prediction equals its label, else 0.

    Args:
        y_true: Labels of any shape.
        y_pred: Predictions of the same shape.
    Raises:
        ValueError: If the shapes differ.
    Example:
        >>> keras.metrics.get('accuracy')([1, 2], [1, 3]).numpy()
        array([1., 0.], dtype=float32)
    """
    y_pred = label_shape.tensor(y_pred)
    y_true = _like(y_true, y_pred)
    label_shape.check_same("accuracy", y_true, y_pred)
    return _share(tf.equal(y_true, y_pred), y_pred)


def binary_accuracy(
    y_true: kinds.Tensors, y_pred: kinds.Tensors, threshold: float = 0.5
) -> tf.Tensor:
    """Share along the last axis of predictions on the label's side.

    Args:
        y_true: Labels, 0 or 1, `(batch, ..., d)`.
        y_pred: Probabilities of the same shape.
        threshold: Above it a prediction stands for 1. Default 0.5.
    Returns:
        Shares `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> keras.metrics.binary_accuracy([[1, 1]], [[0.9, 0.1]]).numpy()
        array([0.5], dtype=float32)
    """
    return tf.reduce_mean(binary_matches(y_true, y_pred, threshold), axis=-1)


def binary_matches(y_true, y_pred, threshold: float = 0.5) -> tf.Tensor:
    """1 where a prediction is on the label's side of the threshold, else 0."""
    y_true, y_pred = label_shape.numbers("binary_accuracy", y_true, y_pred)
    positive = tf.cast(y_pred > threshold, y_pred.dtype)
    return _share(tf.equal(y_true, positive), y_pred)


def categorical_accuracy(
    y_true: kinds.Tensors, y_pred: kinds.Tensors
) -> tf.Tensor:
    """1 where the likeliest class is that of the label, else 0.

    Args:
        y_true: One-hot labels `(batch, ..., classes)`.
        y_pred: Probabilities, or scores, of the same shape.
    Returns:
        `(batch, ...)`.
    Raises:
        ValueError: If the shapes differ.
    Example:
        >>> y = [[0.0, 1.0]]
        >>> keras.metrics.categorical_accuracy(y, [[0.1, 0.9]]).numpy()
        array([1.], dtype=float32)
    """
    y_pred = label_shape.tensor(y_pred)
    y_true = label_shape.tensor(y_true)
    label_shape.check_same("categorical_accuracy", y_true, y_pred)
    right = tf.equal(tf.argmax(y_true, -1), tf.argmax(y_pred, -1))
    return _share(right, y_pred)


def sparse_categorical_accuracy(
    y_true: kinds.Tensors, y_pred: kinds.Tensors
) -> tf.Tensor:
    """1 where the likeliest class is the label, else 0.

    Args:
        y_true: Classes, `(batch, ...)` or `(batch, ..., 1)`.
        y_pred: Probabilities, or scores, `(batch, ..., classes)`.
    Returns:
        `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit.
    Example:
        >>> y = [1]
        >>> keras.metrics.sparse_categorical_accuracy(y, [[0.1, 0.9]]).numpy()
        array([1.], dtype=float32)
    """
    y_pred = label_shape.tensor(y_pred)
    y_true = _classes("sparse_categorical_accuracy", y_true, y_pred)
    likeliest = tf.cast(tf.argmax(y_pred, -1), y_true.dtype)
    return _share(tf.equal(y_true, likeliest), y_pred)


def top_k_categorical_accuracy(
    y_true: kinds.Tensors, y_pred: kinds.Tensors, k: int = 5
) -> tf.Tensor:
    """1 where the label's class is among the k likeliest, else 0.

    Args:
        y_true: One-hot labels `(batch, ..., classes)`.
        y_pred: Probabilities, or scores, of the same shape.
        k: How many of the likeliest count. Default 5.
    Returns:
        `(batch, ...)`.
    Raises:
        ValueError: If the shapes differ.
    Example:
        >>> y = [[0.0, 0.0, 1.0]]
        >>> p = [[0.6, 0.1, 0.3]]
        >>> keras.metrics.top_k_categorical_accuracy(y, p, k=2).numpy()
        array([1.], dtype=float32)
    """
    y_pred = label_shape.tensor(y_pred)
    y_true = label_shape.tensor(y_true)
    label_shape.check_same("top_k_categorical_accuracy", y_true, y_pred)
    return _in_top_k(tf.argmax(y_true, -1), y_pred, k)


def sparse_top_k_categorical_accuracy(
    y_true: kinds.Tensors,
    y_pred: kinds.Tensors,
    k: int = 5,
    from_sorted_ids: bool = False,
) -> tf.Tensor:
    """1 where the label is among the k likeliest classes, else 0.

    Args:
        y_true: Classes, `(batch, ...)` or `(batch, ..., 1)`.
        y_pred: Probabilities, or scores, `(batch, ..., classes)`; or ids.
        k: How many of the likeliest count. Default 5.
        from_sorted_ids: True where predictions are ids of classes, the
            likeliest first, k or more of them: a search in a large index
            returns these. Then labels are ids too, compared in the ids' type.
            Default False.
    Returns:
        `(batch, ...)`.
    Raises:
        ValueError: If the shapes don't fit, or there are fewer than k ids.
    Example:
        >>> p = [[0.6, 0.1, 0.3]]
        >>> keras.metrics.sparse_top_k_categorical_accuracy([2], p, k=2).numpy()
        array([1.], dtype=float32)
    """
    y_pred = label_shape.tensor(y_pred)
    y_true = _classes("sparse_top_k_categorical_accuracy", y_true, y_pred)
    if from_sorted_ids:
        return _in_first_k(y_true, y_pred, k)
    return _in_top_k(y_true, y_pred, k)


def _in_first_k(ids: tf.Tensor, sorted_ids: tf.Tensor, k: int) -> tf.Tensor:
    """Tells whether an id is among the first k."""
    _check_number("sparse_top_k_categorical_accuracy", sorted_ids, k)
    if sorted_ids.dtype.is_integer and ids.dtype.is_integer:
        # An id beyond the other's type is no other id.
        ids, sorted_ids = (tf.cast(one, tf.int64) for one in (ids, sorted_ids))
    ids = _like(ids, sorted_ids)[..., None]
    return _share(tf.reduce_any(ids == sorted_ids[..., :k], -1), sorted_ids)


def _in_top_k(classes: tf.Tensor, y_pred: tf.Tensor, k: int) -> tf.Tensor:
    """Tells whether fewer than k classes come before the label's.

    Of equal scores the first comes first, as `argmax` has it; a score that is
    no number comes last.
    """
    number = tf.shape(y_pred)[-1]
    labels = tf.cast(classes, tf.int32)[..., None]
    places = tf.range(number)
    is_label = tf.equal(labels, places)
    zeros = tf.zeros_like(y_pred)
    score = tf.reduce_sum(tf.where(is_label, y_pred, zeros), -1, keepdims=True)
    before = (y_pred > score) | (tf.equal(y_pred, score) & (places < labels))
    rank = tf.reduce_sum(tf.cast(before, tf.int32), -1)
    known = tf.reduce_any(is_label, -1) & tf.math.is_finite(score[..., 0])
    return _share((rank < k) & known, y_pred)


def _check_number(where: str, sorted_ids: tf.Tensor, k: int) -> None:
    """Raises where fewer than k ids are all that there are."""
    shape = sorted_ids.shape
    if shape.rank and shape[-1] is not None and shape[-1] < k:
        raise ValueError(
            f"{where}: there are too few ids. Expected k={k} or more on the "
            f"last axis. Received: y_pred.shape={shape}."
        )


def _classes(where: str, y_true, y_pred: tf.Tensor) -> tf.Tensor:
    y_true = label_shape.tensor(y_true)
    wanted = y_pred.shape[:-1]
    if y_true.shape.is_compatible_with(wanted):
        return y_true
    if y_true.shape.rank == y_pred.shape.rank and y_true.shape[-1] == 1:
        return tf.squeeze(y_true, -1)
    raise label_shape.mismatch(where, y_true.shape, y_pred.shape)


def _like(y_true, y_pred: tf.Tensor) -> tf.Tensor:
    y_true = label_shape.tensor(y_true)
    if y_true.dtype == y_pred.dtype:
        return y_true
    return tf.cast(y_true, y_pred.dtype)


def _share(right: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
    return tf.cast(
        right, y_pred.dtype if y_pred.dtype.is_floating else "float32"
    )


class Accuracy(mean.MeanMetricWrapper):
    """How often predictions equal labels.

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> float(keras.metrics.Accuracy()([1, 2], [1, 3]))
        0.5
    """

    def __init__(
        self, name: str = "accuracy", dtype: str | tf.DType | None = None
    ) -> None:
        super().__init__(accuracy, name, dtype)


class BinaryAccuracy(mean.MeanMetricWrapper):
    """How often probabilities are on the label's side of a threshold.

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
        threshold: Above it a prediction stands for 1. Default 0.5.
    Example:
        >>> float(keras.metrics.BinaryAccuracy()([[1]], [[0.9]]))
        1.0
    """

    def __init__(
        self,
        name: str = "binary_accuracy",
        dtype: str | tf.DType | None = None,
        threshold: float = 0.5,
    ) -> None:
        super().__init__(binary_matches, name, dtype, threshold=threshold)
        self.threshold = threshold


class CategoricalAccuracy(mean.MeanMetricWrapper):
    """How often the likeliest class is that of a one-hot label.

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> metric = keras.metrics.CategoricalAccuracy()
        >>> float(metric([[0, 1]], [[0.1, 0.9]]))
        1.0
    """

    def __init__(
        self,
        name: str = "categorical_accuracy",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(categorical_accuracy, name, dtype)


class SparseCategoricalAccuracy(mean.MeanMetricWrapper):
    """How often the likeliest class is the label, a whole number.

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> metric = keras.metrics.SparseCategoricalAccuracy()
        >>> float(metric([1], [[0.1, 0.9]]))
        1.0
    """

    def __init__(
        self,
        name: str = "sparse_categorical_accuracy",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)


class TopKCategoricalAccuracy(mean.MeanMetricWrapper):
    """How often a one-hot label's class is among the k likeliest.

    Args:
        k: How many of the likeliest count. Default 5.
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Example:
        >>> metric = keras.metrics.TopKCategoricalAccuracy(k=2)
        >>> float(metric([[0, 0, 1]], [[0.6, 0.1, 0.3]]))
        1.0
    """

    def __init__(
        self,
        k: int = 5,
        name: str = "top_k_categorical_accuracy",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)
        self.k = k


class SparseTopKCategoricalAccuracy(mean.MeanMetricWrapper):
    """How often a whole-number label is among the k likeliest classes.

    Args:
        k: How many of the likeliest count. Default 5.
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
        from_sorted_ids: True where predictions are ids of classes, the
            likeliest first, k or more of them; they and the labels keep their
            type. Default False.
    Raises:
        TypeError: If `from_sorted_ids` is no bool.
    Example:
        >>> metric = keras.metrics.SparseTopKCategoricalAccuracy(k=2)
        >>> float(metric([2], [[0.6, 0.1, 0.3]]))
        1.0
    """

    _keras_since_3 = ("from_sorted_ids",)

    def __init__(
        self,
        k: int = 5,
        name: str = "sparse_top_k_categorical_accuracy",
        dtype: str | tf.DType | None = None,
        from_sorted_ids: bool = False,
    ) -> None:
        if not isinstance(from_sorted_ids, bool):
            raise TypeError(
                "SparseTopKCategoricalAccuracy: predictions are ids or scores. "
                "Expected True or False. Received: "
                f"from_sorted_ids={from_sorted_ids!r}."
            )
        super().__init__(
            sparse_top_k_categorical_accuracy,
            name,
            dtype,
            k=k,
            from_sorted_ids=from_sorted_ids,
        )
        self.k = k
        self.from_sorted_ids = from_sorted_ids

    def _keras_numbers(self, x) -> tf.Tensor:
        """Returns ids as they are: float32 has no room for large ones."""
        if self.from_sorted_ids:
            return tf.convert_to_tensor(x)
        return super()._keras_numbers(x)

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where labels, or the number of ids, don't fit."""
        if self.from_sorted_ids:
            _check_number(self.fn.__name__ + where, y_pred, self.k)
        super().check(y_true, y_pred, where)
