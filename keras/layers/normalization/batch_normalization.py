"""Features of zero mean and unit variance, as the batch has them."""

import tensorflow as tf

from keras import initializers
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import arguments, training_phase, weight_options
from keras.layers.normalization import batch_statistics, fused_normalization

_HALF_TYPES = ("float16", "bfloat16")


class BatchNormalization(layer.Layer):
    """Normalises each feature to zero mean and unit variance over the batch.

    y = gamma * (x - mean) / sqrt(variance + epsilon) + beta

    Training takes the batch's mean and variance and moves the averages
    towards them; inference takes the averages. With `trainable = False` the
    layer runs as in inference, whatever `training` says.

    Args:
        axis: The features' axis, or several. Default: the last.
        momentum: Weight of the old average a step, in [0, 1].
        epsilon: Added to the variance, against division by zero.
        center: False leaves beta out.
        scale: False leaves gamma out.
        beta_initializer, gamma_initializer: Default 'zeros' and 'ones'.
        moving_mean_initializer, moving_variance_initializer: Likewise.
        beta_regularizer, gamma_regularizer: Penalties on the variables.
        beta_constraint, gamma_constraint: Projections after each step.
        synchronized: True takes mean and variance over the batches of all
            replicas, which matters where each has few rows.
    Call arguments:
        inputs: Tensor `(batch, ..., features)`.
        training: True takes and follows the batch's statistics.
        mask: Booleans of the leading axes; False places don't count.
    Output shape: the input's.
    Variables: gamma, beta, moving_mean, moving_variance, each of the axes'
        sizes, float32 where the layer computes in 16 bits.
    Raises:
        ValueError: If an axis isn't there or has no static size.
    Source: Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1. Differs:
        only the fused kernel (4 or 5 axes, one of features) follows the
        unbiased variance, as Keras 2 does.
    Example:
        >>> y = keras.layers.BatchNormalization()(tf.ones((2, 3)))
        >>> y.shape
        TensorShape([2, 3])
    """

    _keras_since_3 = ("synchronized",)
    supports_masking = True

    def __init__(
        self,
        axis=-1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        moving_mean_initializer="zeros",
        moving_variance_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        synchronized: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        self.axis = _int_axes(where, axis)
        self.momentum = arguments.number_from(where, "momentum", momentum, 0, 1)
        self.epsilon = arguments.number_from(where, "epsilon", epsilon, 0)
        self.center = center
        self.scale = scale
        weight_options.take(
            self,
            "gamma",
            gamma_initializer,
            gamma_regularizer,
            gamma_constraint,
        )
        weight_options.take(
            self, "beta", beta_initializer, beta_regularizer, beta_constraint
        )
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(
            moving_variance_initializer
        )
        self.synchronized = synchronized

    def build(self, input_shape) -> None:
        input_shape = tf.TensorShape(input_shape)
        rank = input_shape.rank
        axes = self._checked_axes(input_shape)
        sizes = {axis: input_shape[axis] for axis in axes}
        self.input_spec = input_spec.InputSpec(ndim=rank, axes=sizes)
        self._reduced = [axis for axis in range(rank) if axis not in axes]
        # Of several axes Keras 2 makes variables that broadcast by themselves.
        broadcast = tuple(sizes.get(axis, 1) for axis in range(rank))
        shape = (sizes[axes[0]],) if len(axes) == 1 else broadcast
        self._broadcast = None if axes == (rank - 1,) else broadcast
        self._layout = None
        if not self.synchronized and self.compute_dtype != "float64":
            self._layout = fused_normalization.layout(rank, axes)
        self._create_variables(shape)

    def _checked_axes(self, input_shape: tf.TensorShape) -> tuple[int, ...]:
        rank = input_shape.rank
        given = [self.axis] if isinstance(self.axis, int) else list(self.axis)
        axes = tuple(axis + rank if axis < 0 else axis for axis in given)
        wrong = [axis for axis in axes if not 0 < axis < rank]
        unknown = [axis for axis in axes if axis not in wrong]
        unknown = [axis for axis in unknown if input_shape[axis] is None]
        if wrong or unknown or len(set(axes)) < len(axes):
            raise ValueError(
                f"{self._keras_who}: no such axis of features. Expected "
                "different axes of the input after the batch's, of known "
                f"size. Received: axis={self.axis}, "
                f"shape={tuple(input_shape.as_list())}."
            )
        return axes

    def _create_variables(self, shape: tuple[int, ...]) -> None:
        dtype = self.variable_dtype
        dtype = "float32" if dtype in _HALF_TYPES else dtype
        self.gamma = self.beta = None
        if self.scale:
            self.gamma = weight_options.add(
                self, "gamma", shape, dtype=dtype, autocast=False
            )
        if self.center:
            self.beta = weight_options.add(
                self, "beta", shape, dtype=dtype, autocast=False
            )
        self.moving_mean = self._average(
            "moving_mean", shape, dtype, self.moving_mean_initializer
        )
        self.moving_variance = self._average(
            "moving_variance", shape, dtype, self.moving_variance_initializer
        )

    def _average(self, name: str, shape, dtype, initializer) -> tf.Variable:
        return self.add_weight(
            name,
            shape=shape,
            dtype=dtype,
            initializer=initializer,
            trainable=False,
            synchronization=tf.VariableSynchronization.ON_READ,
            aggregation=tf.VariableAggregation.MEAN,
            autocast=False,
        )

    def call(self, inputs, training=None, mask=None):
        inputs = tf.cast(inputs, self.compute_dtype)
        if not self.trainable:
            training = False
        return training_phase.choose(
            training,
            lambda: self._normalise_by_batch(inputs, mask),
            lambda: self._normalise_by_averages(inputs),
        )

    def _normalise_by_batch(self, inputs, mask):
        averages = self.moving_mean, self.moving_variance
        if self._layout is not None and mask is None:
            outputs, *moved = fused_normalization.by_batch(
                inputs,
                self.gamma,
                self.beta,
                *averages,
                self.epsilon,
                self.momentum,
                self._layout,
            )
        else:
            moments = self._batch_moments(inputs, mask)
            outputs = self._normalise(inputs, *moments)
            moved = [
                average + (moment - average) * (1.0 - self.momentum)
                for average, moment in zip(averages, moments)
            ]
        for average, value in zip(averages, moved):
            if not inputs.shape[0]:  # an empty batch has no mean
                some = tf.shape(inputs)[0] > 0
                value = tf.where(some, value, average)
            average.assign(value)
        return outputs

    def _batch_moments(self, inputs, mask):
        """Returns mean and variance, of the variables' shape and type.

        They are the averages where the mask leaves nothing over.
        """
        moments = batch_statistics.moments
        if self.synchronized:
            moments = batch_statistics.moments_of_all_replicas
        inputs = tf.cast(inputs, self.moving_mean.dtype)
        shape = self.moving_mean.shape
        *found, counted = moments(inputs, self._reduced, mask)
        found = [tf.reshape(moment, shape) for moment in found]
        if counted is None:
            return found
        counted = tf.reshape(counted, shape)
        averages = self.moving_mean, self.moving_variance
        return [
            tf.where(counted, moment, average)
            for moment, average in zip(found, averages)
        ]

    def _normalise_by_averages(self, inputs):
        mean, variance = self.moving_mean, self.moving_variance
        if self._layout is None:
            return self._normalise(inputs, mean, variance)
        return fused_normalization.by_averages(
            inputs,
            self.gamma,
            self.beta,
            mean,
            variance,
            self.epsilon,
            self._layout,
        )

    def _normalise(self, inputs, mean, variance):
        mean, variance, beta, gamma = (
            None if value is None else self._broadcastable(value)
            for value in (mean, variance, self.beta, self.gamma)
        )
        outputs = tf.nn.batch_normalization(
            tf.cast(inputs, mean.dtype),
            mean,
            variance,
            beta,
            gamma,
            self.epsilon,
        )
        return tf.cast(outputs, inputs.dtype)

    def _broadcastable(self, value):
        value = tf.convert_to_tensor(value)
        if self._broadcast is None:
            return value
        return tf.reshape(value, self._broadcast)

    def compute_output_shape(self, input_shape) -> tf.TensorShape:
        return tf.TensorShape(input_shape)


def _int_axes(where: str, axis):
    if isinstance(axis, (list, tuple)):
        return [_int_axes(where, one) for one in axis]
    try:
        return int(axis.__index__())
    except AttributeError:
        raise TypeError(
            f"{where}: an axis is counted in ints. Expected an int, or a list "
            f"of them. Received: axis={axis!r}."
        ) from None
