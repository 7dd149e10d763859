"""Factors around 1 that disturb training."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import features, noise, training_phase
from keras.random import seed_generator


class GaussianDropout(layer.Layer):
    """Multiplies each element by a normal number around 1, in training only.

    y = x * n, n of mean 1 and variance rate / (1 - rate)

    Mean and variance of the output are those of `Dropout` of the same rate.

    Args:
        rate: Fraction that a `Dropout` of like effect drops, in [0, 1).
        seed: Int that makes the noise reproducible.
    Call arguments:
        inputs: Float tensor of any shape.
        training: True disturbs; a boolean tensor decides when it runs.
    Output shape: the input's.
    Raises:
        ValueError: If `rate` isn't in [0, 1).
        TypeError: If the input has no floats.
    Source: Srivastava et al. 2014, JMLR 15, section 10.
    Example:
        >>> x = tf.ones((1, 2))
        >>> keras.layers.GaussianDropout(0.5)(x, training=False).numpy()
        array([[1., 1.]], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self,
        rate: float,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.rate = noise.rate_below_one(self._keras_who, rate)
        self.seed = seed
        self.seed_generator = seed_generator.SeedGenerator(seed)

    def call(
        self, inputs: kinds.Tensors, training: bool | None = None
    ) -> kinds.Tensors:
        if training is None or training is False or noise.is_never(self.rate):
            return inputs
        features.check_floats(self._keras_who, inputs)
        stddev = (self.rate / (1 - self.rate)) ** 0.5

        def disturbed(values):
            drawn = noise.normal(values, self.seed_generator)
            return values * (1 + noise.as_factor(stddev, values) * drawn)

        return training_phase.choose(
            training,
            lambda: noise.on_values(disturbed, inputs),
            lambda: inputs,
        )

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
