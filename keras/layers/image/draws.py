"""What is drawn for a batch of images: a number an image, all in one go."""

import tensorflow as tf

from keras.random import seed_generator


def seed_from(seed) -> tf.Tensor:
    """Returns a seed of a stateless random function, `(2,)`.

    Args:
        seed: A `keras.random.SeedGenerator`, whose next one is taken; an int;
            or a seed of two numbers.
    """
    if isinstance(seed, seed_generator.SeedGenerator):
        return seed.next()
    seed = tf.convert_to_tensor(seed)
    return tf.stack([tf.zeros_like(seed), seed]) if seed.ndim == 0 else seed


def uniform(seed: tf.Tensor, images, *bounds: tuple[float, float]) -> list:
    """Returns for each pair of bounds a number an image, `(batch,)`, float32.

    Args:
        seed: `(2,)`. Equal seeds give equal numbers.
        images: Tensor whose first axis is the batch's.
        *bounds: The lower and the upper bound, each time.
    Example:
        >>> images = tf.zeros((3, 8, 8, 1))
        >>> height, width = uniform(tf.constant([0, 1]), images,
        ...                         (0, 1), (-1, 1))
        >>> height.shape
        TensorShape([3])
    """
    shape = (len(bounds), tf.shape(images)[0])
    drawn = tf.unstack(tf.random.stateless_uniform(shape, seed))
    return [
        low + numbers * (high - low)
        for numbers, (low, high) in zip(drawn, bounds, strict=True)
    ]


def seeds(seed: tf.Tensor, count: int) -> list[tf.Tensor]:
    """Returns seeds whose numbers have nothing to do with each other.

    Args:
        seed: `(2,)`. Not to be used again.
        count: How many there shall be.
    """
    fold = tf.random.experimental.stateless_fold_in
    return [fold(seed, number) for number in range(count)]


def each_image(numbers: tf.Tensor) -> tf.Tensor:
    """Returns numbers `(batch,)` as `(batch, 1, 1, 1)`, to go with images."""
    return tf.reshape(numbers, (-1, 1, 1, 1))
