"""What Discretization keeps of data: as many values as Keras 2 likes to have.

A summary is float32, `(2, columns)`: values in order, and below each how many
numbers of the data it stands for. Ours has a column a bin, its upper end, all
of the same weight. Where float32 rounds an end, further columns of weight 0
follow, whose values are what is left of each: three parts have all 53 bits of a
double, and who knows nothing of them computes the same without.
"""

import numpy as np
import tensorflow as tf

_PARTS = 3


def of_ends(ends, count: float) -> np.ndarray:
    """Returns the summary of data with equally many numbers a bin.

    Args:
        ends: The upper end of each bin. float32 has to have its size.
        count: How many numbers are in each.
    """
    left, parts = np.asarray(ends, "float64"), []
    for _ in range(_PARTS):
        part = left.astype("float32")
        known = np.isfinite(part)
        left = np.where(known, left - np.where(known, part, 0), 0)
        parts.append(part)
    if not parts[1].any():
        parts = parts[:1]
    values = np.concatenate(parts)
    counts = np.zeros_like(values)
    counts[: len(parts[0])] = count
    return np.stack([values, counts])


@tf.function(
    autograph=False,
    input_signature=(
        tf.TensorSpec((2, None), tf.float32),
        tf.TensorSpec((), tf.int32),
    ),
)
def boundaries_of(summary: tf.Tensor, num_bins: tf.Tensor) -> tf.Tensor:
    """Returns the inner boundaries of bins, in float64.

    A graph of its own, as an eager call takes ten times as long.

    Args:
        summary: Ours, or one of Keras 2, of any number of columns.
        num_bins: How many bins are wanted; fewer columns have fewer.
    """
    values, counts = tf.unstack(tf.cast(summary, tf.float64))
    return tf.cond(
        _is_of_ends(counts, num_bins),
        lambda: _ends(values, num_bins)[:-1],
        lambda: tf.cond(
            tf.size(values) < num_bins,
            lambda: values[:-1],
            lambda: _quantiles(values, counts, num_bins),
        ),
    )


def seen_in(summary: np.ndarray, num_bins: int) -> tuple:
    """Returns values, and how many numbers each stands for."""
    values, counts = np.asarray(summary, "float64")
    if _is_of_ends(counts, num_bins):
        return _ends(values, num_bins).numpy(), counts[:num_bins]
    return values, counts


def _is_of_ends(counts, num_bins: int) -> tf.Tensor:
    size = tf.size(counts)
    is_long = (size == num_bins) | (size == _PARTS * num_bins)
    is_even = tf.reduce_all(counts[:num_bins] == counts[:1])
    return is_long & is_even & tf.reduce_all(counts[num_bins:] == 0)


def _ends(values, num_bins: int) -> tf.Tensor:
    return tf.reduce_sum(tf.reshape(values, (-1, num_bins)), axis=0)


def _quantiles(values, counts, num_bins: int) -> tf.Tensor:
    """Interpolates between values, by the share of data up to each."""
    shares = tf.cumsum(counts) / tf.reduce_sum(counts)
    wanted = tf.range(1, num_bins) / num_bins
    above = tf.searchsorted(shares, wanted, side="right")
    above = tf.minimum(above, tf.size(shares) - 1)
    below = tf.maximum(above - 1, 0)
    low, high = tf.gather(shares, below), tf.gather(shares, above)
    part = tf.math.divide_no_nan(wanted - low, high - low)
    part = tf.clip_by_value(part, 0.0, 1.0)
    start, end = tf.gather(values, below), tf.gather(values, above)
    return start + part * (end - start)
