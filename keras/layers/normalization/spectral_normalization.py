"""A layer whose kernel has the largest singular value 1."""

from typing import Any

import tensorflow as tf

from keras import initializers
from keras.engine import kinds
from keras.engine.symbols import input_spec
from keras.layers import arguments, training_phase
from keras.layers.wrapping import wrapper


class SpectralNormalization(wrapper.Wrapper):
    """Divides a layer's kernel by its largest singular value, in training.

    kernel = kernel / sigma, with sigma = v W u^T of the kernel as a matrix W

    Each training call takes some steps of the power iteration, `v = u W^T` and
    `u = v W`, each of length 1, and goes on from `u` in the next call; the
    kernel itself is changed. So the layer's gradients stay bounded, which
    steadies the training of discriminators. Inference changes nothing.

    Args:
        layer: A layer with a `kernel` (`Dense`, `Conv2D`, …) or `embeddings`,
            or its config.
        power_iterations: Steps a training call; 1 or more.
    Call arguments:
        inputs: As the layer takes them.
        training: True normalises the kernel before the layer is called.
    Output shape: the layer's.
    Variables: the layer's, and vector_u `(1, last axis of the kernel)`.
    Raises:
        ValueError: If `power_iterations` is below 1, or the layer has neither
            kernel nor embeddings.
        TypeError: If `layer` is no layer.
    Source: Miyato et al. 2018, arXiv:1802.05957, algorithm 1. Differs: the
        gradient doesn't pass through sigma, as in Keras 2 and 3.
    Example:
        >>> eights = keras.initializers.Identity(8.0)
        >>> dense = keras.layers.Dense(2, kernel_initializer=eights)
        >>> layer = keras.layers.SpectralNormalization(dense)
        >>> layer(tf.ones((1, 2)), training=True).numpy().round(4)
        array([[1., 1.]], dtype=float32)
    """

    def __init__(
        self,
        layer: Any,
        power_iterations: int = 1,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(layer, **kwargs)
        self.power_iterations = arguments.whole_number(
            self._keras_who, "power_iterations", power_iterations
        )

    def build(self, input_shape: kinds.Shapes = None) -> None:
        super().build(input_shape)
        shape = tf.TensorShape(input_shape)
        axes = {} if shape.rank is None else {-1: shape[-1]}
        self.input_spec = input_spec.InputSpec(min_ndim=1, axes=axes)
        kernel = getattr(self.layer, "kernel", None)
        if kernel is None:
            kernel = getattr(self.layer, "embeddings", None)
        if kernel is None:
            raise ValueError(
                f"{self._keras_who}: there is nothing to normalise. Expected "
                "a layer with a variable `kernel` or `embeddings`. Received: "
                f"layer={self.layer!r}."
            )
        self.kernel = kernel
        self.kernel_shape = kernel.shape.as_list()
        self.vector_u = self.add_weight(
            "vector_u",
            shape=(1, self.kernel_shape[-1]),
            initializer=initializers.TruncatedNormal(stddev=0.02),
            trainable=False,
            dtype=kernel.dtype,
            autocast=False,
        )

    def call(
        self, inputs: kinds.Tensors, training: bool | None = False
    ) -> kinds.Tensors:
        training_phase.choose(
            training,
            self._update_weights,
            lambda: None,
        )
        return self.layer(inputs)

    def _update_weights(self) -> None:
        kernel, vector = self.normalize_weights()
        _assign_everywhere([self.kernel, self.vector_u], [kernel, vector])

    def normalize_weights(self) -> tuple[tf.Tensor, tf.Tensor]:
        """Returns the normalised kernel, and `u` after the power iteration.

        A kernel of zeros has no largest direction: both stay as they are.
        """
        # In the type that is stored, whatever a mixed policy reads.
        dtype = self.vector_u.dtype
        kernel, vector = (
            tf.convert_to_tensor(variable, dtype)
            for variable in (self.kernel, self.vector_u)
        )
        u, matrix = vector, tf.reshape(kernel, (-1, self.kernel_shape[-1]))
        for _ in range(self.power_iterations):
            v = tf.math.l2_normalize(tf.matmul(u, matrix, transpose_b=True))
            u = tf.math.l2_normalize(tf.matmul(v, matrix))
        sigma = tf.matmul(tf.matmul(v, matrix), u, transpose_b=True)
        is_zero = tf.reduce_all(tf.equal(kernel, 0))
        divided = tf.reshape(matrix / sigma, self.kernel_shape)
        return tf.where(is_zero, kernel, divided), tf.where(is_zero, vector, u)

    def normalized_weights(self) -> tuple[tf.Tensor, tf.Tensor]:
        """Returns what `normalize_weights` does, in Keras 3's order."""
        kernel, vector = self.normalize_weights()
        return vector, kernel

    def compute_output_shape(self, input_shape: kinds.Shapes) -> kinds.Shapes:
        return self.layer.compute_output_shape(input_shape)

    def compute_output_spec(
        self, inputs: kinds.Tensors, training: bool | None = False
    ) -> kinds.Specs:
        return self.layer.compute_output_spec(inputs)


def _assign_everywhere(variables: list, values: list) -> None:
    """Assigns the same values on each replica, which each has computed.

    A layer's kernel is meant for no assignment from one replica.
    """
    if tf.distribute.in_cross_replica_context() or (
        tf.distribute.get_strategy().num_replicas_in_sync == 1
    ):
        for variable, value in zip(variables, values):
            variable.assign(value)
        return

    def assign(strategy, *values):
        for variable, value in zip(variables, values):
            strategy.extended.update(
                variable, lambda part, new: part.assign(new), args=(value,)
            )

    tf.distribute.get_replica_context().merge_call(assign, args=values)
