"""Labels and predictions in rows that differ in length."""

import functools
from collections.abc import Callable, Sequence

import tensorflow as tf

from keras.losses import label_shape, reduction


def by_rows(fn: Callable) -> Callable:
    """Lets a function of dense labels and predictions take ragged ones.

    Losses of `(batch, (steps), d)` are ragged, `(batch, (steps))`; of
    `(batch, (d))` there is one a row. Dense labels of ragged predictions are
    compared with the predictions padded with zeros, as in Keras 2.

    Args:
        fn: `fn(y_true, y_pred, …)` compares along the last axis.
    """

    @functools.wraps(fn)
    def compare(y_true, y_pred, *args, **kwargs):
        if not isinstance(y_pred, tf.RaggedTensor):
            if isinstance(y_true, tf.RaggedTensor):
                raise label_shape.mismatch(
                    fn.__name__, y_true.shape, y_pred.shape
                )
            return fn(y_true, y_pred, *args, **kwargs)
        if not isinstance(y_true, tf.RaggedTensor):
            return fn(y_true, y_pred.to_tensor(), *args, **kwargs)

        def dense(labels, predictions):
            return fn(labels, predictions, *args, **kwargs)

        return _compare_ragged(dense, y_true, y_pred)

    return compare


def mean_by_rows(fn: Callable) -> Callable:
    """As `by_rows`, of a function that is a mean of numbers.

    Args:
        fn: `fn(y_true, y_pred, …)` compares numbers, each by itself, and
            returns their mean over the last axis.
    """
    compare = by_rows(fn)
    compare._keras_is_mean = True
    return compare


def _compare_ragged(fn: Callable, y_true, y_pred):
    if not isinstance(y_pred, tf.RaggedTensor):
        return fn(y_true, y_pred)
    if isinstance(y_true, tf.RaggedTensor):
        with tf.control_dependencies(_assert_alike(y_true, y_pred)):
            y_true = tf.identity(y_true)
    if y_pred.values.shape.rank == 1:
        # Each row has a length of its own.
        dtype = label_shape.full_type(y_pred.dtype)
        return tf.map_fn(
            lambda row: fn(*row), (y_true, y_pred), fn_output_signature=dtype
        )
    losses = _compare_ragged(fn, y_true.values, y_pred.values)
    ragged = y_pred.with_values(losses)
    mask = getattr(losses, "_keras_mask", None)
    if mask is not None:
        ragged._keras_mask = y_pred.with_values(mask)
    return ragged


def flat(tensors: Sequence, sample_weight=None) -> tuple:
    """Returns flat values of ragged tensors, and weights for these.

    Args:
        tensors: Labels and predictions, or values alone.
        sample_weight: Weights of rows, or ragged ones. Default None.
    Raises:
        ValueError: If only some are ragged.
    """
    ragged = [isinstance(one, tf.RaggedTensor) for one in tensors]
    if not all(ragged):
        raise ValueError(
            "Labels and predictions: only one is ragged. Expected both or none "
            f"of them. Received: y_true={tensors[0]!r}, y_pred={tensors[-1]!r}."
        )
    if sample_weight is not None:
        sample_weight = reduction.flat_weights(sample_weight, tensors[-1])
    checks = []
    for one in tensors[:-1]:
        checks += _assert_alike(one, tensors[-1])
    with tf.control_dependencies(checks):
        values = [tf.identity(one.flat_values) for one in tensors]
    return (*values, sample_weight)


def _assert_alike(y_true: tf.RaggedTensor, y_pred: tf.RaggedTensor) -> list:
    if y_true.ragged_rank != y_pred.ragged_rank:
        raise label_shape.mismatch("Ragged labels", y_true.shape, y_pred.shape)
    return reduction.assert_alike(
        y_true,
        y_pred,
        "Ragged labels and predictions differ in the lengths of their rows.",
    )
