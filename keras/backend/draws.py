"""`keras.backend`'s random numbers.

`seed` is a whole number; without one, TensorFlow's global seed counts, which
`keras.utils.set_random_seed` sets. `dtype=None` is `floatx()`.
"""

import tensorflow as tf

from keras.backend import config, creation
from keras.engine import kinds


def random_normal(
    shape: kinds.Shapes,
    mean: kinds.Tensors = 0.0,
    stddev: kinds.Tensors = 1.0,
    dtype: kinds.DType = None,
    seed: kinds.Seed = None,
) -> tf.Tensor:
    """Draws from a normal distribution.

    Example:
        >>> keras.backend.random_normal((2, 3)).shape
        TensorShape([2, 3])
    """
    dtype = dtype or config.floatx()
    return tf.random.normal(shape, mean, stddev, dtype, seed)


def truncated_normal(
    shape: kinds.Shapes,
    mean: kinds.Tensors = 0.0,
    stddev: kinds.Tensors = 1.0,
    dtype: kinds.DType = None,
    seed: kinds.Seed = None,
) -> tf.Tensor:
    """Draws from a normal distribution, never two deviations away or more.

    Example:
        >>> keras.backend.truncated_normal((2, 3)).shape
        TensorShape([2, 3])
    """
    dtype = dtype or config.floatx()
    return tf.random.truncated_normal(shape, mean, stddev, dtype, seed)


def random_uniform(
    shape: kinds.Shapes,
    minval: kinds.Tensors = 0.0,
    maxval: kinds.Tensors = 1.0,
    dtype: kinds.DType = None,
    seed: kinds.Seed = None,
) -> tf.Tensor:
    """Draws from [minval, maxval), each value as likely.

    Example:
        >>> keras.backend.random_uniform((2, 3)).shape
        TensorShape([2, 3])
    """
    dtype = dtype or config.floatx()
    return tf.random.uniform(shape, minval, maxval, dtype, seed)


def random_bernoulli(
    shape: kinds.Shapes,
    p: kinds.Tensors = 0.0,
    dtype: kinds.DType = None,
    seed: kinds.Seed = None,
) -> tf.Tensor:
    """Draws 1 with probability p, else 0.

    Example:
        >>> keras.backend.random_bernoulli((2, 3), 0.5).shape
        TensorShape([2, 3])
    """
    dtype = dtype or config.floatx()
    return tf.cast(tf.random.uniform(shape, seed=seed) < p, dtype)


# Keras's first name for it.
random_binomial = random_bernoulli


def random_normal_variable(
    shape: kinds.Shapes,
    mean: kinds.Tensors,
    scale: kinds.Tensors,
    dtype: kinds.DType = None,
    name: str | None = None,
    seed: kinds.Seed = None,
) -> tf.Variable:
    """Returns a variable that begins with draws of `random_normal`.

    Example:
        >>> keras.backend.random_normal_variable((2, 3), 0.0, 1.0).shape
        TensorShape([2, 3])
    """
    drawn = random_normal(shape, mean, scale, dtype, seed)
    return creation.variable(drawn, dtype, name)


def random_uniform_variable(
    shape: kinds.Shapes,
    low: kinds.Tensors,
    high: kinds.Tensors,
    dtype: kinds.DType = None,
    name: str | None = None,
    seed: kinds.Seed = None,
) -> tf.Variable:
    """Returns a variable that begins with draws of `random_uniform`.

    Example:
        >>> keras.backend.random_uniform_variable((2, 3), 0.0, 1.0).shape
        TensorShape([2, 3])
    """
    drawn = random_uniform(shape, low, high, dtype, seed)
    return creation.variable(drawn, dtype, name)
