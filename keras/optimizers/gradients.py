"""Gradients as tensors or as some rows."""

from collections.abc import Sequence

import tensorflow as tf


def scaled(gradient, factor: tf.Tensor):
    """Returns a gradient times a scalar.

    Args:
        gradient: A tensor or `tf.IndexedSlices`.
        factor: A scalar of any float type.
    """
    factor = tf.cast(factor, gradient.dtype)
    if isinstance(gradient, tf.IndexedSlices):
        return tf.IndexedSlices(
            gradient.values * factor, gradient.indices, gradient.dense_shape
        )
    return gradient * factor


def dense(gradient) -> tf.Tensor:
    """Returns a gradient with all its rows; repeated rows are added."""
    if isinstance(gradient, tf.IndexedSlices):
        return tf.math.unsorted_segment_sum(
            gradient.values, gradient.indices, gradient.dense_shape[0]
        )
    return gradient


def rows_once(gradient):
    """Returns a gradient in which no row counts twice.

    The first place of a row that is named several times has the sum, and the
    others have 0: its norm, and its largest number, are those of the sum.
    Shapes stay as they are, which XLA asks for.

    Args:
        gradient: A tensor, which stays, or `tf.IndexedSlices`.
    """
    if not isinstance(gradient, tf.IndexedSlices):
        return gradient
    _, places = tf.unique(gradient.indices)
    count = tf.size(gradient.indices)
    sums = tf.math.unsorted_segment_sum(gradient.values, places, count)
    order = tf.range(count)
    first = tf.math.unsorted_segment_min(order, places, count)
    is_first = tf.equal(order, tf.gather(first, places))
    is_first = tf.reshape(is_first, [-1] + [1] * (sums.shape.rank - 1))
    values = tf.where(is_first, tf.gather(sums, places), 0)
    return tf.IndexedSlices(values, gradient.indices, gradient.dense_shape)


def with_norm(gradient, limit: float):
    """Returns a gradient, made smaller where its norm is above a limit.

    Squares of what halves hold are beyond them: they are added in float32.

    Args:
        gradient: A tensor or `tf.IndexedSlices`.
        limit: Largest Euclidean norm.
    """
    whole = rows_once(gradient)
    wide = tf.cast(whole, widest([gradient]))
    return tf.cast(tf.clip_by_norm(wide, limit), gradient.dtype)


def with_common_norm(gradients: Sequence, limit: float) -> list:
    """Returns gradients, made smaller where the norm of all is above a limit.

    Args:
        gradients: Tensors or `tf.IndexedSlices`.
        limit: Largest Euclidean norm of all together, computed as above.
    """
    whole = list(map(rows_once, gradients))
    dtype = widest(whole)
    wide = [tf.cast(gradient, dtype) for gradient in whole]
    clipped, _ = tf.clip_by_global_norm(wide, limit)
    return [tf.cast(g, own.dtype) for g, own in zip(clipped, whole)]


def common_norm(gradients: Sequence) -> tf.Tensor:
    """Returns the Euclidean norm of all gradients together.

    Args:
        gradients: Tensors or `tf.IndexedSlices`, whose values count as given.
    """
    dtype = widest(gradients)
    return tf.linalg.global_norm([tf.cast(g, dtype) for g in gradients])


def widest(gradients: Sequence) -> tf.DType:
    """Returns the type to add squares of all gradients in."""
    is_wide = any(gradient.dtype == tf.float64 for gradient in gradients)
    return tf.float64 if is_wide else tf.float32


def tell_misfit(
    optimizer,
    gradients: Sequence,
    variables: Sequence,
    error: Exception | None = None,
) -> None:
    """Raises for a gradient of another type or shape than its variable's.

    Asked where a step is traced, or failed: it costs an eager step nothing.

    Args:
        optimizer: What took the step.
        gradients: Tensors or `tf.IndexedSlices`.
        variables: Their variables.
        error: What the step raised. Default None: nothing yet, and some rules
            take another type.
    Raises:
        ValueError: If one doesn't fit.
    """
    for gradient, variable in zip(gradients, variables, strict=True):
        dtype = getattr(gradient, "dtype", variable.dtype)
        shape = getattr(gradient, "shape", variable.shape)
        fits = variable.shape.is_compatible_with(shape)
        if not fits or (error is not None and dtype != variable.dtype):
            raise ValueError(
                f"{optimizer.name}: a gradient doesn't fit its variable. "
                f"Expected {variable.dtype.name} {variable.shape}, as "
                f"{variable.name!r} is. Received: {dtype.name} {shape}."
            ) from error
