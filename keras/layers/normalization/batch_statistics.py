"""Mean and variance of a batch, of this replica's part or of the whole."""

import tensorflow as tf


def moments(x, axes: list[int], mask=None) -> tuple:
    """Returns mean and variance over some axes, which stay with size 1.

    The third value says what of them something counted for; None is all.

    `tf.nn.moments` takes the mean in the variance for a constant: the gradient
    is right, and a gradient of it is not.

    Args:
        x: Float tensor.
        axes: What to take the mean over.
        mask: Booleans of the leading axes of x; False places don't count.
    """
    if mask is None:
        mean = tf.reduce_mean(x, axes, keepdims=True)
        squares = tf.math.squared_difference(x, mean)
        # An empty batch has no mean, and NaN would reach all gradients.
        some = None
        if not x.shape[0]:
            some = tf.fill(tf.shape(mean), tf.shape(x)[0] > 0)
        return mean, tf.reduce_mean(squares, axes, keepdims=True), some
    weights = tf.broadcast_to(weights_of_places(x, mask), tf.shape(x))
    return weighted_moments(x, axes, weights)


def weighted_moments(x, axes: list[int], weights) -> tuple:
    """Returns what `moments` does, each element counting so often.

    Args:
        x: Float tensor.
        axes: What to take the mean over.
        weights: 0 or more, of the shape and type of x.
    """
    count = tf.reduce_sum(weights, axes, keepdims=True)
    total = tf.reduce_sum(weights * x, axes, keepdims=True)
    mean = tf.math.divide_no_nan(total, count)
    squares = weights * tf.math.squared_difference(x, mean)
    square = tf.reduce_sum(squares, axes, keepdims=True)
    return mean, tf.math.divide_no_nan(square, count), count > 0


def moments_of_all_replicas(x, axes: list[int], mask=None) -> tuple:
    """Returns what `moments` does, over some axes and all replicas.

    Each replica adds its sums. The mean comes first, so that the variance is
    of squares of differences and no digits cancel.

    Args:
        x: Float tensor, this replica's part of the batch.
        axes: What to take the mean over.
        mask: Booleans of the leading axes of x; False places don't count.
    """
    weights = tf.ones_like(x) if mask is None else weights_of_places(x, mask)
    weights = tf.broadcast_to(weights, tf.shape(x))
    count, total = _sum_over_replicas(
        [
            tf.reduce_sum(weights, axes, keepdims=True),
            tf.reduce_sum(weights * x, axes, keepdims=True),
        ]
    )
    mean = tf.math.divide_no_nan(total, count)
    squares = weights * tf.math.squared_difference(x, mean)
    (square,) = _sum_over_replicas(
        [tf.reduce_sum(squares, axes, keepdims=True)]
    )
    return mean, tf.math.divide_no_nan(square, count), count > 0


def _sum_over_replicas(values: list[tf.Tensor]) -> list[tf.Tensor]:
    replica = tf.distribute.get_replica_context()
    return replica.all_reduce(tf.distribute.ReduceOp.SUM, values)


def weights_of_places(x, mask) -> tf.Tensor:
    """Returns 1 where a mask is True, else 0, with as many axes as x has.

    Args:
        x: Float tensor, whose type it has.
        mask: Booleans of the leading axes of x, or of all.
    """
    weights = tf.cast(mask, x.dtype)
    for _ in range(x.shape.rank - weights.shape.rank):
        weights = tf.expand_dims(weights, -1)
    return weights
