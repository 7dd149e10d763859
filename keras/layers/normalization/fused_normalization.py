"""TensorFlow's fused kernel for batch normalization of images and volumes.

It takes four axes and one of features; five axes are folded to four. The
average that it moves follows the unbiased variance of the batch, n / (n - 1)
times the mean square, which is undone.
"""

import tensorflow as tf


def layout(rank: int, axes: list[int]) -> str | None:
    """Returns the kernel's name of a layout, None where it has none.

    Args:
        rank: Number of axes of the input.
        axes: The axes of features, counted from 0.
    """
    if rank not in (4, 5) or axes not in ([1], [rank - 1]):
        return None
    return "NCHW" if axes == [1] else "NHWC"


def by_batch(
    x,
    gamma,
    beta,
    moving_mean,
    moving_variance,
    epsilon: float,
    momentum: float,
    data_format: str,
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Normalises by the batch's own statistics.

    Args:
        x: Float tensor with 4 or 5 axes.
        gamma, beta: Variables `(features,)`, or None.
        moving_mean, moving_variance: Averages that follow the batch's.
        epsilon: Added to the variance.
        momentum: Weight of the old averages in the new ones.
        data_format: What `layout` returned.
    Returns:
        `(y, moving_mean, moving_variance)`, the averages as they should be.
    """
    # The kernel wants no averages where it takes none.
    none = tf.zeros((0,), tf.float32)
    outputs = tf.raw_ops.FusedBatchNormV3(
        x=_folded(x, data_format),
        scale=_or_filled(gamma, x, data_format, 1.0),
        offset=_or_filled(beta, x, data_format, 0.0),
        mean=moving_mean if momentum else none,
        variance=moving_variance if momentum else none,
        epsilon=epsilon,
        exponential_avg_factor=1.0 - momentum,
        data_format=data_format,
        is_training=True,
    )
    part = 1 / _places(x, data_format)  # 1 / n
    variance = outputs[2] * (1 - part) + moving_variance * (momentum * part)
    return _unfolded(outputs[0], x), outputs[1], variance


def by_averages(
    x, gamma, beta, mean, variance, epsilon: float, data_format: str
) -> tf.Tensor:
    """Normalises by a given mean and variance.

    Args:
        x: Float tensor with 4 or 5 axes.
        gamma, beta: Variables `(features,)`, or None.
        mean, variance: `(features,)`.
        epsilon: Added to the variance.
        data_format: What `layout` returned.
    """
    outputs = tf.raw_ops.FusedBatchNormV3(
        x=_folded(x, data_format),
        scale=_or_filled(gamma, x, data_format, 1.0),
        offset=_or_filled(beta, x, data_format, 0.0),
        mean=mean,
        variance=variance,
        epsilon=epsilon,
        data_format=data_format,
        is_training=False,
    )
    return _unfolded(outputs[0], x)


def _places(x, data_format: str) -> tf.Tensor | float:
    """Returns how many values of each feature there are; at least 1."""
    features = x.shape[-1 if data_format == "NHWC" else 1]
    if x.shape.is_fully_defined():
        return max(x.shape.num_elements() / features, 1.0)
    return tf.cast(tf.maximum(tf.size(x) // features, 1), tf.float32)


def _folded(x, data_format: str):
    """Makes one axis of two spatial ones where there are three."""
    if x.shape.rank == 4:
        return x
    n, a, b, c, d = tf.unstack(tf.shape(x))
    shape = (n, a, b * c, d) if data_format == "NHWC" else (n, a, b, c * d)
    folded = tf.reshape(x, shape)
    axis = -1 if data_format == "NHWC" else 1
    sizes = [None] * 4
    sizes[axis] = x.shape[axis]
    folded.set_shape(sizes)
    return folded


def _unfolded(y, x):
    if x.shape.rank == 4:
        return y
    y = tf.reshape(y, tf.shape(x))
    y.set_shape(x.shape)
    return y


def _or_filled(variable, x, data_format: str, value: float):
    if variable is not None:
        return variable
    features = x.shape[-1 if data_format == "NHWC" else 1]
    return tf.fill((features,), tf.constant(value, tf.float32))
