"""Even draws of TensorFlow's global generator, made by fewer steps."""

import math
from concurrent import futures

import numpy as np
import tensorflow as tf

from keras.backend import aligned_memory, shared_memory
from keras.random import seed_generator
from keras.tf_internals import server_addresses

# From here on NumPy's way from TensorFlow and back costs more than a graph.
_MANY = 2**18
# Numbers that one thread draws at once.
_BLOCK = 2**20
_TYPES = frozenset({tf.float32, tf.float64})


def uniform(
    shape, minval: float, maxval: float, dtype: tf.DType
) -> tf.Tensor | None:
    """Returns numbers of [minval, maxval), as `tf.random.uniform` does.

    After `tf.random.set_seed` they are the same, bit by bit. Otherwise nobody
    knows which numbers come, and many are drawn by NumPy on all cores: 102
    million take a third of the time (2 cores, TensorFlow 2.21).

    Args:
        shape: Sizes of the axes.
        minval, maxval: The ends.
        dtype: A number type.
    Returns:
        The numbers; None where TensorFlow has to draw them itself.
    """
    is_served = (
        dtype in _TYPES
        and tf.executing_eagerly()
        and not tf.distribute.has_strategy()
        and {*map(type, shape)} <= {int}
        and {type(minval), type(maxval)} <= {int, float}
    )
    if not is_served:
        return None
    number = dtype.as_numpy_dtype
    start, width = number(minval), number(maxval) - number(minval)
    size = math.prod(shape)
    if size < _MANY:
        values = tf.random.uniform(shape, dtype=dtype).numpy()
        return tf.constant(values * width + start)
    seeds = server_addresses.next_seeds()
    if seeds == (None, None):
        pair = tf.random.uniform((2,), maxval=2**31 - 1, dtype=tf.int32)
        seeds = pair.numpy()
        if not tf.config.list_logical_devices("GPU"):
            return _by_numpy(size, start, width, seeds, shape)
    key, counter = seeds
    drawn = _scaled_and_moved(
        *map(tf.constant, ([size], start, width)),
        tf.constant([key], tf.uint64),
        tf.constant([0, counter], tf.uint64),
    )
    return tf.reshape(drawn, shape)


@tf.function(autograph=False)
def _scaled_and_moved(size, start, width, key, counter) -> tf.Tensor:
    # A graph's operations hand their buffer on.
    drawn = tf.raw_ops.StatelessRandomUniformV2(
        shape=size,
        key=key,
        counter=counter,
        alg=seed_generator.PHILOX,
        dtype=width.dtype,
    )
    return drawn * width + start


def _by_numpy(
    size: int,
    start: np.floating,
    width: np.floating,
    seeds: np.ndarray,
    shape: tuple[int, ...],
) -> tf.Tensor:
    values = aligned_memory.empty((size,), width.dtype)
    blocks = [values[at : at + _BLOCK] for at in range(0, size, _BLOCK)]
    sources = np.random.SeedSequence(seeds.tolist()).spawn(len(blocks))
    # NumPy draws up to 1 - 2**-24, which times `width` may round to `width`.
    width = np.nextafter(width, width.dtype.type(0))

    def fill(block: np.ndarray, source: np.random.SeedSequence) -> None:
        draw = np.random.Generator(np.random.SFC64(source))
        draw.random(dtype=block.dtype, out=block)
        block *= width
        block += start

    with futures.ThreadPoolExecutor() as pool:
        list(pool.map(fill, blocks, sources))
    return shared_memory.handed_over(
        values.reshape(shape), tf.as_dtype(values.dtype)
    )
