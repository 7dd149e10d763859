"""Which images are mixed with which, and how much of each is left."""

import tensorflow as tf

from keras.layers.image import draws


def beta(seed: tf.Tensor, alpha: tf.Tensor) -> tf.Tensor:
    """Returns numbers in [0, 1] of the distribution Beta(alpha, alpha).

    Args:
        seed: `(2,)`.
        alpha: Numbers of 0 or more, `(batch,)`.
    """
    # The distribution is of positive ones.
    alpha = tf.maximum(alpha, 1e-6)
    seed, coin_seed = draws.seeds(seed, 2)
    shape = tf.concat([[2], tf.shape(alpha)], 0)
    one, other = tf.unstack(tf.random.stateless_gamma(shape, seed, alpha))
    # Of a tiny alpha, both are the least float that there is: then it's
    # the one or the other.
    coin = tf.random.stateless_uniform(tf.shape(alpha), coin_seed)
    return tf.where(one == other, tf.round(coin), one / (one + other))


def permutation(seed: tf.Tensor, images) -> tf.Tensor:
    """Returns the images' numbers in another order, int32 `(batch,)`.

    Args:
        seed: `(2,)`.
        images: `(batch, ...)`.
    """
    drawn = tf.random.stateless_uniform((tf.shape(images)[0],), seed)
    return tf.argsort(drawn)


def mixed(values: tf.Tensor, order: tf.Tensor, weight: tf.Tensor) -> tf.Tensor:
    """Returns weighted means of values and those of other images.

    Args:
        values: Floats `(batch, ...)`.
        order: The number of the other image, `(batch,)`.
        weight: The weight of the values, `(batch,)`.
    """
    others = tf.gather(values, order)
    ones = [1] * (values.shape.rank - 1)
    weight = tf.reshape(tf.cast(weight, values.dtype), (-1, *ones))
    return others + weight * (values - others)


def mixed_labels(where: str, labels, order, weight) -> tf.Tensor:
    """Returns labels of mixed images, as floats.

    Args:
        where: The layer as a message calls it.
        labels: `(batch, classes)`, or other numbers of which means mean much.
        order: The number of the other image, `(batch,)`.
        weight: The weight of an image's own label, `(batch,)`.
    Raises:
        ValueError: If they are numbers of classes.
    """
    if labels.dtype.is_floating:
        return mixed(labels, order, weight)
    if labels.shape.rank == 1:
        raise ValueError(
            f"{where}: there is no mean of two classes' numbers. Expected "
            "labels (batch, classes), such as `keras.utils.to_categorical` "
            f"makes, or floats. Received: labels of shape="
            f"{tuple(labels.shape)}, dtype={labels.dtype.name}."
        )
    return mixed(tf.cast(labels, tf.float32), order, weight)
