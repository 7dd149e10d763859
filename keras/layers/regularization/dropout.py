"""Noise that switches inputs off while a model is trained."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import arguments, features, noise, training_phase
from keras.layers.regularization import noise_shapes
from keras.random import seed_generator


class Dropout(layer.Layer):
    """Sets a random part of the input to zero, in training only.

    y = x * m / (1 - rate), m = 0 with probability `rate`, else 1

    The factor keeps the expected sum, so that inference passes x on as it is.

    Args:
        rate: Fraction of elements to drop, 0 to 1.
        noise_shape: Shape of m, which is broadcast to the input's; None in it
            stands for the input's size. `(None, 1, None)` drops a feature at
            all steps of `(batch, steps, features)` or at none.
        seed: Int that makes the noise reproducible.
    Call arguments:
        inputs: Float tensor of any shape.
        training: True drops; a boolean tensor decides when it runs.
    Output shape: the input's.
    Raises:
        ValueError: If `rate` isn't in [0, 1], or `noise_shape` doesn't
            broadcast to the input's shape.
        TypeError: If the input has no floats.
    Source: Srivastava et al. 2014, JMLR 15, section 4; scaled in training
        instead of in inference.
    Example:
        >>> keras.layers.Dropout(0.5)(tf.ones((1, 2)), training=False).numpy()
        array([[1., 1.]], dtype=float32)
    """

    supports_masking = True

    def __init__(
        self,
        rate: float,
        noise_shape: kinds.Shapes = None,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.rate = arguments.number_from(self._keras_who, "rate", rate, 0, 1)
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
        return training_phase.choose(
            training,
            lambda: noise.dropped(
                inputs, self.rate, self.seed_generator, noise_shape
            ),
            lambda: inputs,
        )

    def _get_noise_shape(self, inputs):
        """Returns the shape of m for an input; subclasses may override it."""
        return noise_shapes.for_input(self._keras_who, self.noise_shape, inputs)

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
