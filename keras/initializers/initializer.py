"""The base class of initializers, their draws, and those without any."""

import contextlib
import contextvars
import math
from collections.abc import Iterator, Sequence

import numpy as np
import tensorflow as tf

from keras.backend import config
from keras.distribute import coordinators
from keras.engine import kinds
from keras.initializers import even_draws
from keras.random import seed_generator
from keras.saving.config import constructor

# How much of a normal distribution is within two standard deviations.
_WITHIN_TWO = math.erf(math.sqrt(2))
_draws = contextvars.ContextVar("draws", default=True)
# NumPy fills so many at once: a few in a seventh of `tf.zeros`'s time.
_FEW = 2**16


@contextlib.contextmanager
def without_draws() -> Iterator[None]:
    """Within, weights that would be random and have no seed begin with zeros.

    For weights that get all their values from a file at once: most of the time
    that building VGG16 takes is draws.
    """
    before = _draws.set(False)
    try:
        yield
    finally:
        _draws.reset(before)


class Initializer(constructor.Configurable):
    """Makes the first value of a weight.

    A subclass implements `__call__(shape, dtype=None)`; its configuration is
    its constructor's arguments.

    Example:
        >>> class Halves(keras.initializers.Initializer):
        ...     def __call__(self, shape, dtype=None):
        ...         return tf.fill(shape, tf.constant(0.5, dtype))
        >>> Halves()((2,), 'float32').numpy()
        array([0.5, 0.5], dtype=float32)
    """

    def __call__(
        self,
        shape: Sequence[int],
        dtype: str | tf.DType | None = None,
        **kwargs,
    ) -> tf.Tensor:
        """Returns a tensor of the given shape.

        Args:
            shape: Sizes of the axes.
            dtype: Type of the elements. Default None: `floatx()`.
            **kwargs: A subclass may take more. Those that fill or draw each
                number by itself take `partition_shape` and `partition_offset`,
                sizes and place of the part of the weight that is wanted.
        """
        raise NotImplementedError(
            f"{type(self).__name__}: an initializer makes a tensor when it is "
            "called. Expected a `__call__(shape, dtype=None)`. Received: a "
            "class without one."
        )


def numeric(owner: Initializer, dtype: str | tf.DType | None) -> tf.DType:
    """Returns the type to make: `dtype`, or `floatx()` for None.

    Raises:
        ValueError: If it is a string or no type at all.
    """
    dtype = tf.as_dtype(dtype or config.floatx())
    if not (dtype.is_floating or dtype.is_integer or dtype.is_bool):
        raise _wrong_type(owner, "a number or bool type", dtype)
    return dtype


def floating(owner: Initializer, dtype: str | tf.DType | None) -> tf.DType:
    """Returns the type to draw: `dtype`, or `floatx()` for None.

    Raises:
        ValueError: If it isn't a float type.
    """
    dtype = tf.as_dtype(dtype or config.floatx())
    if not dtype.is_floating:
        raise _wrong_type(owner, "a float type", dtype)
    return dtype


def sizes(owner: Initializer, shape) -> Sequence | tf.Tensor:
    """Returns a shape as TensorFlow's functions take it.

    Args:
        owner: The initializer.
        shape: Ints, a `tf.TensorShape`, or tensors where only a run knows.
    Raises:
        ValueError: If a size isn't known, or is below 0.
    """
    if type(shape) in (list, tuple) and {*map(type, shape)} <= {int}:
        if min(shape, default=0) >= 0:
            return shape
    if tf.is_tensor(shape):
        value = tf.get_static_value(shape)
        return shape if value is None else sizes(owner, value)
    if isinstance(shape, tf.TensorShape) and shape.rank is None:
        raise _unknown(owner, shape)
    listed = list(shape) if hasattr(shape, "__iter__") else [shape]
    for size in listed:
        if size is None or (not tf.is_tensor(size) and size < 0):
            raise _unknown(owner, shape)
    return [size if tf.is_tensor(size) else int(size) for size in listed]


def known_sizes(owner: Initializer, shape) -> Sequence[int]:
    """Returns a shape that has to be known before anything is drawn.

    Args:
        owner: The initializer.
        shape: Ints, or a `tf.TensorShape`.
    Raises:
        ValueError: If a size isn't known.
    """
    found = sizes(owner, shape)
    if tf.is_tensor(found) or any(map(tf.is_tensor, found)):
        raise _unknown(owner, shape)
    return found


def _filled(owner: Initializer, value: int, shape, dtype) -> tf.Tensor:
    """Returns a tensor of one value."""
    shape, dtype = sizes(owner, shape), numeric(owner, dtype)
    is_known = tf.executing_eagerly() and {*map(type, shape)} <= {int}
    if is_known and math.prod(shape) < _FEW:
        return tf.constant(np.full(shape, value, dtype.as_numpy_dtype))
    return tf.fill(shape, tf.cast(value, dtype))


def _unknown(owner, shape) -> ValueError:
    return ValueError(
        f"{type(owner).__name__}: the weight has no size. Expected known sizes "
        f"of at least 0. Received: shape={shape}."
    )


def _wrong_type(owner, expected: str, dtype: tf.DType) -> ValueError:
    return ValueError(
        f"{type(owner).__name__} can't make this type. Expected {expected}. "
        f"Received: dtype={dtype.name}."
    )


def seed_of_part(seed, offset: Sequence[int] | None):
    """Returns the seed for a part of a weight: another one for each.

    Args:
        seed: As of `stateless_seed`.
        offset: Where the part begins, a number an axis; None for all of it.
    """
    if seed is None or not offset:
        return seed
    pair = stateless_seed(seed)
    return tf.random.experimental.stateless_fold_in(pair, hash(tuple(offset)))


def stateless_seed(seed):
    """Returns the pair that a stateless random function takes.

    Args:
        seed: A whole number (the same pair at each call), None (a new pair at
            each call, drawn from TensorFlow's global generator), a
            `SeedGenerator` (its next), or such a pair.
    """
    if tf.is_tensor(seed):
        return seed
    if seed is None:
        return coordinators.drawn(
            lambda seed: tf.random.uniform((2,), 0, 2**31 - 1, tf.int32, seed)
        )
    if isinstance(seed, seed_generator.SeedGenerator):
        return seed.next()
    return (seed, 0)


def uniform(shape, seed, minval, maxval, dtype: tf.DType) -> tf.Tensor:
    """Returns numbers of [minval, maxval).

    Without a seed TensorFlow's global generator draws them: by one op, not one
    for a pair of seeds and one for the numbers.

    Args:
        shape: Sizes of the axes.
        seed: As of `stateless_seed`.
        minval, maxval: The ends.
        dtype: A number type.
    """
    if seed is None and not _draws.get():
        return tf.zeros(shape, dtype)
    if seed is None:
        drawn = even_draws.uniform(shape, minval, maxval, dtype)
        if drawn is not None:
            return drawn
        return coordinators.drawn(
            lambda seed: tf.random.uniform(shape, minval, maxval, dtype, seed)
        )
    pair = stateless_seed(seed)
    return tf.random.stateless_uniform(shape, pair, minval, maxval, dtype)


def normal(
    shape, seed, mean: float, stddev: float, dtype: tf.DType
) -> tf.Tensor:
    """Returns normal numbers.

    Args:
        shape: Sizes of the axes.
        seed: As of `stateless_seed`.
        mean, stddev: Theirs.
        dtype: A float type.
    """
    if seed is None and not _draws.get():
        return tf.zeros(shape, dtype)
    if seed is None:
        return coordinators.drawn(
            lambda seed: tf.random.normal(shape, mean, stddev, dtype, seed)
        )
    pair = stateless_seed(seed)
    return tf.random.stateless_normal(shape, pair, mean, stddev, dtype)


def truncated_normal(
    shape, seed, mean: float, stddev: float, dtype: tf.DType
) -> tf.Tensor:
    """Returns normal numbers cut off at two standard deviations.

    Args:
        shape: Sizes of the axes.
        seed: As of `stateless_seed`.
        mean, stddev: Those before the cut.
        dtype: A float type.
    """
    if seed is not None:
        return tf.random.stateless_truncated_normal(
            shape, stateless_seed(seed), mean, stddev, dtype
        )
    if not _draws.get():
        return tf.zeros(shape, dtype)
    # By the inverse of the distribution, where no seed says which numbers: 11
    # against 24 ms a million (2 cores, TensorFlow 2.21).
    drawn = dtype if dtype.size >= tf.float32.size else tf.float32
    evenly = uniform(shape, None, -_WITHIN_TWO, _WITHIN_TWO, drawn)
    cut = tf.math.erfinv(evenly) * (stddev * math.sqrt(2))
    return tf.cast(cut + mean if mean else cut, dtype)


class Zeros(Initializer):
    """Fills a weight with zeros.

    Example:
        >>> keras.initializers.Zeros()((2,)).numpy()
        array([0., 0.], dtype=float32)
    """

    def __call__(
        self,
        shape: Sequence[int],
        dtype: str | tf.DType | None = None,
        *,
        partition_shape: Sequence[int] | None = None,
        partition_offset: Sequence[int] | None = None,
    ) -> tf.Tensor:
        """Returns zeros of the given shape and type."""
        return _filled(self, 0, partition_shape or shape, dtype)


class Ones(Initializer):
    """Fills a weight with ones.

    Example:
        >>> keras.initializers.Ones()((2,)).numpy()
        array([1., 1.], dtype=float32)
    """

    def __call__(
        self,
        shape: Sequence[int],
        dtype: str | tf.DType | None = None,
        *,
        partition_shape: Sequence[int] | None = None,
        partition_offset: Sequence[int] | None = None,
    ) -> tf.Tensor:
        """Returns ones of the given shape and type."""
        return _filled(self, 1, partition_shape or shape, dtype)


class Constant(Initializer):
    """Fills a weight with one number, or gives it the values of an array.

    Args:
        value: A number, or an array that broadcasts to the weight's shape.
            Default 0.
    Example:
        >>> keras.initializers.Constant(3)((2,)).numpy()
        array([3., 3.], dtype=float32)
    """

    def __init__(self, value: kinds.Tensors = 0) -> None:
        self.value = value

    def __call__(
        self,
        shape: Sequence[int],
        dtype: str | tf.DType | None = None,
        *,
        partition_shape: Sequence[int] | None = None,
        partition_offset: Sequence[int] | None = None,
    ) -> tf.Tensor:
        """Returns the value, broadcast to the given shape."""
        dtype = numeric(self, dtype)
        value = tf.cast(self.value, dtype)
        return tf.broadcast_to(value, sizes(self, partition_shape or shape))


class Identity(Initializer):
    """Makes a matrix with `gain` on its diagonal and zeros elsewhere.

    Args:
        gain: The number on the diagonal. Default 1.
    Raises:
        ValueError: If the weight isn't a matrix.
    Example:
        >>> keras.initializers.Identity()((2, 2)).numpy()
        array([[1., 0.],
               [0., 1.]], dtype=float32)
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(
        self, shape: Sequence[int], dtype: str | tf.DType | None = None
    ) -> tf.Tensor:
        """Returns the scaled identity of the given shape."""
        dtype = floating(self, dtype)
        shape = known_sizes(self, shape)
        if len(shape) != 2:
            raise ValueError(
                "Identity: the weight is no matrix. Expected 2 axes. Received: "
                f"shape={tuple(shape)}."
            )
        return self.gain * tf.eye(*shape, dtype=dtype)
