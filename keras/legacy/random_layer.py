"""`keras.__internal__.layers.BaseRandomLayer`: a base of others' random layers.

Libraries draw by `self._random_generator`, whose functions these are.
"""

import tensorflow as tf

from keras import layers, random
from keras.backend import config
from keras.random import seed_generator


class RandomGenerator:
    """Draws numbers; the same ones in a row for the same seed.

    Args:
        seed: An int that makes them reproducible. Default None: none does.
        seeds: Where the state is, for a layer to keep.
    """

    def __init__(
        self,
        seed: int | None = None,
        seeds: random.SeedGenerator | None = None,
    ) -> None:
        self._seeds = seeds or random.SeedGenerator(seed)

    def make_seed_for_stateless_op(self) -> tf.Tensor:
        """Returns a new seed `(2,)` of one of `tf.random`'s functions."""
        return self._seeds.next()

    def make_legacy_seed(self) -> int:
        """Returns a new seed, an int."""
        return seed_generator.fresh_seed()

    def random_normal(
        self, shape, mean=0.0, stddev=1.0, dtype=None, nonce=None
    ) -> tf.Tensor:
        """Returns normal numbers.

        Args:
            shape: Of what is returned.
            mean, stddev: Of the distribution.
            dtype: A type of floats. Default: `floatx()`.
            nonce: Has no effect: each call draws anew.
        """
        return tf.random.stateless_normal(
            shape, self._seeds.next(), mean, stddev, dtype or config.floatx()
        )

    def random_uniform(
        self, shape, minval=0.0, maxval=None, dtype=None, nonce=None
    ) -> tf.Tensor:
        """Returns numbers that are all as likely.

        Args:
            shape: Of what is returned.
            minval, maxval: The least, and the number that they stay below.
                Default: 0 and 1.
            dtype: A type. Default: `floatx()`.
            nonce: Has no effect: each call draws anew.
        """
        dtype = tf.as_dtype(dtype or config.floatx())
        if maxval is None and dtype.is_floating:
            maxval = 1
        return tf.random.stateless_uniform(
            shape, self._seeds.next(), minval, maxval, dtype
        )

    def truncated_normal(
        self, shape, mean=0.0, stddev=1.0, dtype=None, nonce=None
    ) -> tf.Tensor:
        """Returns normal numbers within two deviations.

        Args:
            shape: Of what is returned.
            mean, stddev: Of the distribution.
            dtype: A type of floats. Default: `floatx()`.
            nonce: Has no effect: each call draws anew.
        """
        return tf.random.stateless_truncated_normal(
            shape, self._seeds.next(), mean, stddev, dtype or config.floatx()
        )

    def dropout(self, inputs, rate: float, noise_shape=None) -> tf.Tensor:
        """Returns a tensor, a random part of which is 0, the rest larger.

        Args:
            inputs: A tensor of floats.
            rate: Fraction that is 0.
            noise_shape: Shape of what is drawn. Default: the tensor's.
        """
        return tf.nn.experimental.stateless_dropout(
            inputs, rate, self._seeds.next(), noise_shape=noise_shape
        )


class BaseRandomLayer(layers.Layer):
    """A layer that has a `_random_generator`.

    Args:
        seed: An int that makes what it draws reproducible.
        force_generator: Has no effect: a state is always a variable.
        rng_type: Likewise.
        **kwargs: Arguments of every layer.
    Example:
        >>> from keras.legacy import random_layer
        >>> class Noise(random_layer.BaseRandomLayer):
        ...     def call(self, inputs):
        ...         return inputs + self._random_generator.random_normal(
        ...             tf.shape(inputs))
        >>> Noise(seed=1)(tf.zeros((2, 3))).shape
        TensorShape([2, 3])
    """

    def __init__(
        self,
        seed: int | None = None,
        force_generator: bool = False,
        rng_type: str | None = None,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.seed = seed
        self.seed_generator = random.SeedGenerator(seed)

    @property
    def _random_generator(self) -> RandomGenerator:
        return RandomGenerator(seeds=self.seed_generator)
