"""Functions that bend smoothly."""

import tensorflow as tf

from keras.activations import convert


def celu(x: tf.Tensor, alpha: float = 1.0) -> tf.Tensor:
    """An exponential below zero whose slope at zero is 1 for any alpha.

    y = x if x > 0, else alpha * (exp(x / alpha) - 1)

    Args:
        x: Float tensor.
        alpha: Where y levels off below zero, at -alpha; above 0. Default 1.
    Source: Barron 2017, arXiv:1704.07483.
    Example:
        >>> keras.activations.celu(tf.constant([0.0, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """
    x = convert.tensor(x)
    below = alpha * tf.math.expm1(tf.minimum(x, 0) / alpha)
    return tf.where(x > 0, x, below)


def elu(x: tf.Tensor, alpha: float = 1.0) -> tf.Tensor:
    """Exponential below zero, the identity above.

    y = x if x > 0, else alpha * (exp(x) - 1)

    Args:
        x: Float tensor.
        alpha: Where y levels off below zero, at -alpha. Default 1.
    Source: Clevert et al. 2016, arXiv:1511.07289.
    Example:
        >>> keras.activations.elu(tf.constant([0.0, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """
    y = tf.nn.elu(x)
    return y if alpha == 1 else tf.where(x > 0, y, alpha * y)


def exponential(x: tf.Tensor) -> tf.Tensor:
    """y = exp(x).

    Example:
        >>> keras.activations.exponential(tf.constant([0.0])).numpy()
        array([1.], dtype=float32)
    """
    return tf.exp(x)


def log_sigmoid(x: tf.Tensor) -> tf.Tensor:
    """Logarithm of the sigmoid, with no overflow on the way.

    y = -log(1 + exp(-x))

    Example:
        >>> keras.activations.log_sigmoid(tf.constant([-200.0])).numpy()
        array([-200.], dtype=float32)
    """
    return tf.math.log_sigmoid(convert.tensor(x))


def selu(x: tf.Tensor) -> tf.Tensor:
    """A scaled ELU that pulls layers toward mean 0 and variance 1.

    y = 1.0507 * elu(x, alpha=1.6733)

    Use it with the `lecun_normal` initializer.

    Source: Klambauer et al. 2017, arXiv:1706.02515.
    Example:
        >>> keras.activations.selu(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return tf.nn.selu(x)


def sigmoid(x: tf.Tensor) -> tf.Tensor:
    """Squeezes each number into (0, 1).

    y = 1 / (1 + exp(-x))

    The result remembers x, so that a cross-entropy computes from x itself and
    loses nothing where y rounds to 0 or 1.

    Example:
        >>> keras.activations.sigmoid(tf.constant([0.0])).numpy()
        array([0.5], dtype=float32)
    """
    x = convert.tensor(x)
    return convert.with_logits(tf.sigmoid(x), x, "Sigmoid")


def softplus(x: tf.Tensor) -> tf.Tensor:
    """y = log(1 + exp(x)): a smooth relu.

    Example:
        >>> keras.activations.softplus(tf.constant([100.0])).numpy()
        array([100.], dtype=float32)
    """
    return tf.nn.softplus(x)


def softsign(x: tf.Tensor) -> tf.Tensor:
    """y = x / (1 + |x|).

    Example:
        >>> keras.activations.softsign(tf.constant([1.0])).numpy()
        array([0.5], dtype=float32)
    """
    return tf.nn.softsign(x)


def sparse_plus(x: tf.Tensor) -> tf.Tensor:
    """A smooth relu that is exactly zero below -1.

    y = 0 if x <= -1, (x + 1)^2 / 4 if x < 1, else x

    Its derivative is `sparse_sigmoid`.

    Source: Blondel et al. 2019, arXiv:1901.02324.
    Example:
        >>> keras.activations.sparse_plus(tf.constant([-1.0, 0.0, 1.0])).numpy()
        array([0.  , 0.25, 1.  ], dtype=float32)
    """
    x = convert.tensor(x)
    # Cut off first: a square overflows where nobody asks for it.
    bend = tf.square(tf.clip_by_value(x, -1, 1) + 1) / 4
    return tf.where(x < 1, bend, x)


def squareplus(x: tf.Tensor, b: float = 4) -> tf.Tensor:
    """A smooth relu made of a root.

    y = (x + sqrt(x^2 + b)) / 2

    Args:
        x: Float tensor.
        b: How smooth, above 0. Default 4.
    Source: Barron 2021, arXiv:2112.11687.
    Example:
        >>> keras.activations.squareplus(tf.constant([0.0])).numpy()
        array([1.], dtype=float32)
    """
    x = convert.tensor(x)
    # A square of 16 bits overflows at 256.
    wide = tf.cast(x, tf.float32) if x.dtype.size < 4 else x
    # Below zero the sum of the formula cancels; b / (root - x) is the same.
    below = tf.minimum(wide, 0)
    bent = b / (tf.sqrt(tf.square(below) + b) - below)
    straight = wide + tf.sqrt(tf.square(wide) + b)
    return tf.cast(tf.where(wide >= 0, straight, bent) / 2, x.dtype)


def tanh(x: tf.Tensor) -> tf.Tensor:
    """Squeezes each number into (-1, 1).

    Example:
        >>> keras.activations.tanh(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return tf.tanh(x)


def tanh_shrink(x: tf.Tensor) -> tf.Tensor:
    """y = x - tanh(x): flat around zero.

    Example:
        >>> keras.activations.tanh_shrink(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    x = convert.tensor(x)
    return x - tf.tanh(x)
