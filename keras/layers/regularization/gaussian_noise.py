"""Terms around 0 that disturb training."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import arguments, features, noise, training_phase
from keras.random import seed_generator


class GaussianNoise(layer.Layer):
    """Adds a normal number around 0 to each element, in training only.

    y = x + stddev * n, n of mean 0 and variance 1

    Args:
        stddev: Standard deviation of the noise, 0 or more, in the input's unit.
        seed: Int that makes the noise reproducible.
    Call arguments:
        inputs: Float tensor of any shape.
        training: True disturbs; a boolean tensor decides when it runs.
    Output shape: the input's.
    Raises:
        ValueError: If `stddev` is below 0.
        TypeError: If the input has no floats.
    Source: Bishop 1995, Training with noise is equivalent to Tikhonov
        regularization.
    Example:
        >>> x = tf.ones((1, 2))
        >>> keras.layers.GaussianNoise(0.1)(x, training=False).numpy()
        array([[1., 1.]], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self,
        stddev: float,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.stddev = arguments.number_from(
            self._keras_who, "stddev", stddev, 0
        )
        self.seed = seed
        self.seed_generator = seed_generator.SeedGenerator(seed)

    def call(
        self, inputs: kinds.Tensors, training: bool | None = None
    ) -> kinds.Tensors:
        if training is None or training is False or noise.is_never(self.stddev):
            return inputs
        features.check_floats(self._keras_who, inputs)

        def disturbed(values):
            drawn = noise.normal(values, self.seed_generator)
            return values + noise.as_factor(self.stddev, values) * drawn

        return training_phase.choose(
            training,
            lambda: noise.on_values(disturbed, inputs),
            lambda: inputs,
        )

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
