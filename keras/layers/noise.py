"""Noise that several layers apply in training."""

import tensorflow as tf

from keras.random import seed_generator as seed_generator_module


def dropped(
    inputs,
    rate: float,
    seed_generator: seed_generator_module.SeedGenerator,
    noise_shape=None,
) -> tf.Tensor | tf.RaggedTensor:
    """Sets elements to zero with probability `rate`, and scales the others.

    Args:
        inputs: Dense or ragged tensor of floats.
        rate: 0 to 1.
        seed_generator: Gives each call's seed.
        noise_shape: Shape of what is drawn, which is broadcast to the input's;
            None in it stands for the input's size. Default: the input's shape.
    """
    if rate == 1:
        return tf.zeros_like(inputs)
    if isinstance(inputs, tf.RaggedTensor):
        flat = dropped(inputs.flat_values, rate, seed_generator, noise_shape)
        return inputs.with_flat_values(flat)
    # The op itself: `tf.random.stateless_uniform` takes 100 us more, to choose
    # among algorithms. Always 32 bits, for a rate that's exact.
    key, counter = tf.raw_ops.StatelessRandomGetKeyCounter(
        seed=seed_generator.next()
    )
    drawn = tf.raw_ops.StatelessRandomUniformV2(
        shape=_known_sizes(inputs, noise_shape),
        key=key,
        counter=counter,
        alg=seed_generator_module.PHILOX,
    )
    return tf.where(drawn >= rate, inputs * (1 / (1 - rate)), 0)


def _known_sizes(inputs, noise_shape):
    whole = tf.shape(inputs)
    if noise_shape is None:
        return whole
    return tf.stack(
        [
            whole[axis] if size is None else size
            for axis, size in enumerate(noise_shape)
        ]
    )
