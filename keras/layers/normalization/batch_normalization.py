"""Features of zero mean and unit variance, as the batch has them."""

import tensorflow as tf

from keras import initializers
from keras.api import lazy
from keras.backend import user_code
from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import arguments, mask_shape, precision, training_phase
from keras.layers.normalization import (
    batch_renormalization,
    batch_statistics,
    feature_axes,
    fused_normalization,
    scale_and_shift,
)

# What older Keras had here: SyncBatchNormalization.
lazy.older_names(globals())

# Keras 2's, of TensorFlow 1's time.
_OLDER = ("virtual_batch_size", "adjustment")


class BatchNormalization(layer.Layer):
    """Normalises each feature to zero mean and unit variance over the batch.

    y = gamma * (x - mean) / sqrt(variance + epsilon) + beta

    Training takes the batch's mean and variance and moves the averages
    towards them; inference takes the averages. With `trainable = False` the
    layer runs as in inference, whatever `training` says. A batch of no rows
    changes nothing.

    Users' subclasses override `_moments(inputs, reduction_axes, keep_dims)` or
    `_calculate_mean_and_var` of the same arguments (with `fused=False`),
    `_get_training_value` and `_param_dtype`: these are Keras 2's names.

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
        renorm: True normalises in training about as inference will, which
            matters where a batch has few rows.
        renorm_clipping: Bounds of its correction, a dict of some of 'rmin',
            'rmax' and 'dmax'. Default: none, which is too free at first.
        renorm_momentum: Weight of the old in the averages that it takes.
        fused: False never takes TensorFlow's kernel for images and volumes,
            True asks for it. Default: where it is there.
    Call arguments:
        inputs: Tensor `(batch, ..., features)`.
        training: True takes and follows the batch's statistics.
        mask: Booleans of the leading axes; False places don't count.
    Output shape: the input's.
    Variables: gamma, beta, moving_mean, moving_variance, each of the axes'
        sizes, float32 where the layer computes in 16 bits; with `renorm`
        moving_stddev, renorm_mean, renorm_stddev, too.
    Raises:
        ValueError: If an axis isn't there or has no static size, or an
            argument is out of range; if a mask isn't of the leading axes; if
            Keras 2's `virtual_batch_size` or `adjustment` is anything but None.
    Source: Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1; Ioffe 2017,
        arXiv:1702.03275, for `renorm`. Differs: the average variance follows
        that of the batch for any number of axes; Keras 2's follows
        n / (n - 1) times it with 4 and 5 axes, where a fused kernel computes.
    Example:
        >>> y = keras.layers.BatchNormalization()(tf.ones((2, 3)))
        >>> y.shape
        TensorShape([2, 3])
    """

    _keras_since_3 = (
        "synchronized",
        "renorm",
        "renorm_clipping",
        "renorm_momentum",
    )
    supports_masking = True

    def __init__(
        self,
        axis: kinds.Sizes = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: kinds.Named = "zeros",
        gamma_initializer: kinds.Named = "ones",
        moving_mean_initializer: kinds.Named = "zeros",
        moving_variance_initializer: kinds.Named = "ones",
        beta_regularizer: kinds.Named = None,
        gamma_regularizer: kinds.Named = None,
        beta_constraint: kinds.Named = None,
        gamma_constraint: kinds.Named = None,
        synchronized: bool = False,
        renorm: bool = False,
        renorm_clipping: dict | None = None,
        renorm_momentum: float = 0.99,
        fused: bool | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        older = {name: kwargs.pop(name, None) for name in _OLDER}
        super().__init__(**kwargs)
        where = self._keras_who
        _refuse(where, older)
        self.axis = feature_axes.taken(where, axis)
        self.momentum = arguments.number_from(where, "momentum", momentum, 0, 1)
        self.epsilon = arguments.number_from(where, "epsilon", epsilon, 0)
        scale_and_shift.take(
            self,
            center,
            scale,
            (beta_initializer, beta_regularizer, beta_constraint),
            (gamma_initializer, gamma_regularizer, gamma_constraint),
        )
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(
            moving_variance_initializer
        )
        self.synchronized = synchronized
        self.renorm = renorm
        self.renorm_clipping = renorm_clipping
        if renorm:
            self.renorm_clipping = batch_renormalization.checked_clipping(
                where, renorm_clipping
            )
        self.renorm_momentum = arguments.number_from(
            where, "renorm_momentum", renorm_momentum, 0, 1
        )
        self.fused = fused

    def build(self, input_shape: kinds.Shapes) -> None:
        input_shape = tf.TensorShape(input_shape)
        rank = input_shape.rank
        axes = feature_axes.counted(
            self._keras_who, self.axis, input_shape, first=1
        )
        # A list from now on, as in Keras 2: others read `axis[0]`.
        self.axis = axes
        sizes = {axis: input_shape[axis] for axis in axes}
        self.input_spec = input_spec.InputSpec(ndim=rank, axes=sizes)
        self._reduced = [axis for axis in range(rank) if axis not in axes]
        # Of several axes Keras 2 makes variables that broadcast by themselves.
        broadcast = tuple(sizes.get(axis, 1) for axis in range(rank))
        shape = (sizes[axes[0]],) if len(axes) == 1 else broadcast
        self._broadcast = None if axes == [rank - 1] else broadcast
        self._layout = self._fused_layout(input_shape)
        self.fused = self._layout is not None
        self._create_variables(shape)

    def _fused_layout(self, input_shape: tf.TensorShape) -> str | None:
        """Returns the fused kernel's name of the layout; None: not fused."""
        if self.fused is False:
            return None
        layout = fused_normalization.layout(input_shape.rank, self.axis)
        kinds = self.synchronized, self.renorm, self.compute_dtype == "float64"
        if layout is not None and not any(kinds):
            return layout
        if self.fused:
            raise ValueError(
                f"{self._keras_who}: no fused kernel computes this. Expected 4 "
                "or 5 axes, of which the second or the last is one of "
                "features, neither synchronized nor renorm, and no float64. "
                f"Received: fused=True, axis={self.axis}, "
                f"shape={tuple(input_shape.as_list())}. Leave `fused` out."
            )
        return None

    @property
    def _param_dtype(self) -> tf.DType:
        dtype = tf.as_dtype(self.variable_dtype)
        return tf.float32 if dtype in precision.HALF_TYPES else dtype

    def _create_variables(self, shape: tuple[int, ...]) -> None:
        def add_average(name: str, initializer) -> tf.Variable:
            return self.add_weight(
                name,
                shape=shape,
                dtype=self._param_dtype,
                initializer=initializer,
                trainable=False,
                synchronization=tf.VariableSynchronization.ON_READ,
                aggregation=tf.VariableAggregation.MEAN,
                autocast=False,
            )

        scale_and_shift.add(self, shape, self._param_dtype)
        self.moving_mean = add_average(
            "moving_mean", self.moving_mean_initializer
        )
        self.moving_variance = add_average(
            "moving_variance", self.moving_variance_initializer
        )
        if self.renorm:
            batch_renormalization.create(self, add_average)

    def call(
        self,
        inputs: kinds.Tensors,
        training: bool | None = None,
        mask: kinds.Tensors = None,
    ) -> kinds.Tensors:
        mask_shape.check_broadcast(self._keras_who, mask, inputs)
        inputs = tf.cast(inputs, self.compute_dtype)
        return training_phase.choose(
            self._get_training_value(training),
            lambda: self._normalise_by_batch(inputs, mask),
            lambda: self._normalise_by_averages(inputs),
        )

    def _get_training_value(self, training=None):
        return training if self.trainable else False

    def _normalise_by_batch(self, inputs, mask):
        if self._layout is not None and mask is None:
            return self._normalise_fused(inputs)
        mean, variance, some = self._batch_moments(inputs, mask)
        gamma, beta = self.gamma, self.beta
        if self.renorm:
            r, d = batch_renormalization.correction(self, mean, variance)
            # gamma * (r * x + d) + beta
            beta = scale_and_shift.apply(d, gamma, beta)
            gamma = scale_and_shift.apply(r, gamma, None)
            batch_renormalization.follow(self, mean, variance, some)
        else:
            for average, value in zip(self._averages, (mean, variance)):
                step = (value - average) * (1.0 - self.momentum)
                average.assign(average + step)
        return self._normalise(inputs, mean, variance, gamma, beta)

    def _normalise_fused(self, inputs):
        outputs, *moved = fused_normalization.by_batch(
            inputs,
            self.gamma,
            self.beta,
            *self._averages,
            self.epsilon,
            self.momentum,
            self._layout,
        )
        for average, value in zip(self._averages, moved):
            if not inputs.shape[0]:  # an empty batch has no mean
                some = tf.shape(inputs)[0] > 0
                value = tf.where(some, value, average)
            average.assign(value)
        return outputs

    @property
    def _averages(self) -> tuple[tf.Variable, tf.Variable]:
        return self.moving_mean, self.moving_variance

    def _batch_moments(self, inputs, mask) -> tuple:
        """Returns mean and variance, of the variables' shape and type.

        Where no place counts they are the averages; the third value says what
        of them is of the batch.
        """
        inputs = tf.cast(inputs, self._param_dtype)
        shape = self.moving_mean.shape
        if self._finds_moments():
            masked = {} if mask is None else {"mask": mask}
            found = self._moments(
                inputs, self._reduced, keep_dims=len(self.axis) > 1, **masked
            )
            return *(tf.reshape(moment, shape) for moment in found), True
        *found, some = self._counted_moments(inputs, self._reduced, mask)
        found = [tf.reshape(moment, shape) for moment in found]
        if some is None:
            return *found, True
        some = tf.reshape(some, shape)
        kept = [tf.where(some, *pair) for pair in zip(found, self._averages)]
        return *kept, some

    def _moments(self, inputs, reduction_axes, keep_dims, mask=None):
        """Returns mean and variance over some axes; Keras 2's hook."""
        return self._calculate_mean_and_var(
            inputs, reduction_axes, keep_dims, mask
        )

    def _finds_moments(self) -> bool:
        """Whether a user's subclass says how they are found."""
        hooks = self._moments, self._calculate_mean_and_var
        return any(map(user_code.is_users, hooks))

    def _calculate_mean_and_var(
        self, inputs, reduction_axes, keep_dims, mask=None
    ):
        """What `_moments` calls; a hook of Keras 2, too."""
        found = self._counted_moments(inputs, reduction_axes, mask)[:2]
        if keep_dims:
            return found
        return tuple(tf.squeeze(moment, reduction_axes) for moment in found)

    def _counted_moments(self, inputs, axes, mask) -> tuple:
        moments = batch_statistics.moments
        if self.synchronized:
            moments = batch_statistics.moments_of_all_replicas
        return moments(inputs, axes, mask)

    def _normalise_by_averages(self, inputs):
        if self._layout is None:
            return self._normalise(
                inputs, *self._averages, self.gamma, self.beta
            )
        return fused_normalization.by_averages(
            inputs,
            self.gamma,
            self.beta,
            *self._averages,
            self.epsilon,
            self._layout,
        )

    def _normalise(self, inputs, *statistics):
        mean, variance, gamma, beta = (
            None if value is None else self._broadcastable(value)
            for value in statistics
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

    def get_config(self) -> dict:
        """Returns the constructor's arguments, as both other packages read.

        What building made of them isn't: Keras 3 takes no list of axes, and
        neither knows `fused`.
        """
        config = super().get_config()
        config.pop("fused", None)
        if isinstance(self.axis, list) and len(self.axis) == 1:
            config["axis"] = self.axis[0]
        return config

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)


def _refuse(where: str, older: dict) -> None:
    given = {name: value for name, value in older.items() if value is not None}
    if given:
        raise ValueError(
            f"{where}: it knows no parts of a batch, and changes nothing at "
            "random. Expected virtual_batch_size=None and adjustment=None. "
            f"Received: {given}. Call it on parts instead, as in `tf.concat("
            "[layer(part) for part in tf.split(x, 4)], 0)`, and scale what "
            "comes out in a layer of its own."
        )
