"""Noise that several layers apply in training."""

import numbers
from collections.abc import Callable

import tensorflow as tf

from keras.api import lazy
from keras.distribute import mesh_variable
from keras.layers import arguments
from keras.random import seed_generator as seed_generator_module

# What older Keras had here: layers.
lazy.older_names(globals())


def rate_below_one(where: str, rate) -> float:
    """Returns a rate under which something of the input is left.

    Args:
        where: The layer as a message calls it.
        rate: A number, or a variable of one.
    Raises:
        ValueError: If it isn't in [0, 1).
    """
    rate = arguments.number_from(where, "rate", rate, 0, 1)
    if rate == 1:
        raise ValueError(
            f"{where}: a rate of 1 leaves nothing. Expected a number of at "
            f"least 0, and below 1. Received: rate={rate!r}."
        )
    return rate


def is_never(rate) -> bool:
    """Tells whether there is no noise: a variable of 0 may change.

    Args:
        rate: A rate or a deviation, as a layer keeps it.
    """
    return isinstance(rate, numbers.Real) and rate == 0


def on_values(function: Callable, inputs) -> tf.Tensor | tf.RaggedTensor:
    """Applies a function on each number to a dense or ragged tensor.

    Args:
        function: Takes a dense tensor, and returns one of its shape.
        inputs: Dense or ragged.
    """
    if isinstance(inputs, tf.RaggedTensor):
        return inputs.with_flat_values(function(inputs.flat_values))
    return function(inputs)


def dropped(
    inputs,
    rate: float,
    seed_generator: seed_generator_module.SeedGenerator,
    noise_shape=None,
) -> tf.Tensor | tf.RaggedTensor:
    """Sets elements to zero with probability `rate`, and scales the others.

    Args:
        inputs: Dense or ragged tensor of floats.
        rate: 0 to 1; a variable's value of then.
        seed_generator: Gives each call's seed.
        noise_shape: Shape of what is drawn, which is broadcast to the input's;
            None in it stands for the input's size. Default: the input's shape.
    """
    if isinstance(rate, numbers.Real) and rate == 1:
        return tf.zeros_like(inputs)
    if isinstance(inputs, tf.RaggedTensor):
        flat = dropped(inputs.flat_values, rate, seed_generator, noise_shape)
        return inputs.with_flat_values(flat)
    kept = uniform(inputs, seed_generator, noise_shape) >= rate
    return tf.where(kept, inputs * as_factor(_scale(rate), inputs), 0)


def _scale(rate):
    """What is left of 1 after dropout, upside down; 0 of nothing."""
    if isinstance(rate, numbers.Real):
        return 1 / (1 - rate)
    return tf.math.divide_no_nan(1.0, 1.0 - rate)


def as_factor(number, inputs) -> float | tf.Tensor:
    """Returns what was computed of a rate so that inputs can be multiplied.

    Args:
        number: A number, or a tensor where the rate is a variable.
        inputs: Tensor of floats.
    """
    return tf.cast(number, inputs.dtype) if tf.is_tensor(number) else number


def uniform(
    inputs,
    seed_generator: seed_generator_module.SeedGenerator,
    noise_shape=None,
) -> tf.Tensor:
    """Draws numbers in [0, 1) that broadcast to the input's shape.

    Args:
        inputs: Dense tensor.
        seed_generator: Gives each call's seed.
        noise_shape: As in `dropped`.
    """
    # Always 32 bits, for a rate that's exact.
    return _drawn(
        tf.raw_ops.StatelessRandomUniformV2,
        _known_sizes(inputs, noise_shape),
        tf.float32,
        seed_generator,
    )


def normal(
    inputs, seed_generator: seed_generator_module.SeedGenerator
) -> tf.Tensor:
    """Draws standard normal numbers in the input's shape and type.

    Args:
        inputs: Dense tensor of floats.
        seed_generator: Gives each call's seed.
    """
    # From 16 random bits no tails come.
    dtype = inputs.dtype if inputs.dtype.size >= 4 else tf.float32
    drawn = _drawn(
        tf.raw_ops.StatelessRandomNormalV2,
        tf.shape(inputs),
        dtype,
        seed_generator,
    )
    return tf.cast(drawn, inputs.dtype)


def _drawn(op: Callable, shape, dtype: tf.DType, seed_generator):
    # The op itself: `tf.random.stateless_uniform` takes 100 us more, to choose
    # among algorithms.
    key, counter = tf.raw_ops.StatelessRandomGetKeyCounter(
        seed=seed_generator.next()
    )
    drawn = op(
        shape=shape,
        key=key,
        counter=counter,
        alg=seed_generator_module.PHILOX,
        dtype=dtype,
    )
    return mesh_variable.whole_beside(seed_generator.state, drawn)


def _known_sizes(inputs, noise_shape):
    whole = tf.shape(inputs)
    if noise_shape is None or tf.is_tensor(noise_shape):
        return whole if noise_shape is None else noise_shape
    return tf.stack(
        [
            whole[axis] if size is None else size
            for axis, size in enumerate(noise_shape)
        ]
    )
