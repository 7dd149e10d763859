"""Dropout that keeps mean and variance."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import features, noise, training_phase
from keras.layers.regularization import noise_shapes
from keras.random import seed_generator

# What selu levels off at: minus its scale times its alpha.
_SATURATED = -1.0507009873554805 * 1.6732632423543772


class AlphaDropout(layer.Layer):
    """Sets a random part of the input to selu's lowest value, in training only.

    y = a * (x * m + alpha' * (1 - m)) + b, m = 0 with probability `rate`

    with alpha' = -1.7581, a = ((1 - rate) * (1 + rate * alpha'^2))^(-1/2) and
    b = -a * alpha' * rate: inputs of mean 0 and variance 1 keep both, as
    networks of `selu` units need it.

    Args:
        rate: Fraction of elements to replace, in [0, 1).
        noise_shape: Shape of m, which is broadcast to the input's; None in it
            stands for the input's size. Default: the input's shape.
        seed: Int that makes the noise reproducible.
    Call arguments:
        inputs: Float tensor of any shape.
        training: True replaces; a boolean tensor decides when it runs.
    Output shape: the input's.
    Raises:
        ValueError: If `rate` isn't in [0, 1), or `noise_shape` doesn't
            broadcast to the input's shape.
        TypeError: If the input has no floats.
    Source: Klambauer et al. 2017, arXiv:1706.02515, section 2.
    Example:
        >>> x = tf.ones((1, 2))
        >>> keras.layers.AlphaDropout(0.5)(x, training=False).numpy()
        array([[1., 1.]], dtype=float32)
    """

    supports_masking = True
    _keras_since_3 = ("noise_shape",)

    def __init__(
        self,
        rate: float,
        noise_shape: kinds.Shapes = None,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.rate = noise.rate_below_one(self._keras_who, rate)
        self.noise_shape = noise_shapes.taken(self._keras_who, noise_shape)
        self.seed = seed
        self.seed_generator = seed_generator.SeedGenerator(seed)

    def call(
        self, inputs: kinds.Tensors, training: bool | None = None
    ) -> kinds.Tensors:
        if training is None or training is False or noise.is_never(self.rate):
            return inputs
        features.check_floats(self._keras_who, inputs)
        noise_shape = self._get_noise_shape(inputs)

        def saturated(values):
            drawn = noise.uniform(values, self.seed_generator, noise_shape)
            rest = tf.where(drawn >= self.rate, values, _SATURATED)
            scale = noise.as_factor(self._scale(), values)
            shift = noise.as_factor(_SATURATED * self.rate, values)
            return scale * rest - scale * shift

        return training_phase.choose(
            training,
            lambda: noise.on_values(saturated, inputs),
            lambda: inputs,
        )

    def _scale(self) -> float:
        """Returns the factor that makes the variance 1 again."""
        variance = (1 - self.rate) * (1 + self.rate * _SATURATED**2)
        return variance**-0.5

    def _get_noise_shape(self, inputs):
        """Returns the shape of m for an input; subclasses may override it."""
        return noise_shapes.for_input(self._keras_who, self.noise_shape, inputs)

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
