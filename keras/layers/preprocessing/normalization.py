"""Features brought to mean 0 and variance 1, as they were in data before."""

import numbers
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import config as backend_config
from keras.engine import kinds
from keras.engine.layer import building, symbolic_call
from keras.layers.preprocessing import (
    data_sets,
    full_precision,
    index_encoding,
    moments,
    preprocessing_layer,
    published_factors,
)
from keras.saving.config import object_config

# Rows of a data set that are looked at together.
_ROWS = 2**10


class Normalization(preprocessing_layer.PreprocessingLayer):
    """Shifts and scales features by the mean and variance that data had.

    y = (x - mean) / sqrt(variance); x - mean where the variance is 0

    Both are given, or learned by `adapt`, before training; training doesn't
    change them. It's computed in float32 at least, whatever the policy is, and
    learned in float64.

    Args:
        axis: Axis or axes whose indices have a mean and variance each. None
            has one for all numbers. Default -1: one a feature.
        mean: Means, given instead of learned: a number, or an array that
            broadcasts to the sizes of `axis`.
        variance: Variances, likewise; given with `mean` only.
        invert: True undoes what a layer without it does.
        **kwargs: Arguments of every layer.
    Call arguments:
        inputs: Numbers of any type.
    Output shape: the input's; that of a batch of one, of a row alone.
    Variables: mean, variance: each of the sizes of `axis`; count `()`: how many
        numbers each mean is of. None where they are given.
    Raises:
        ValueError: If only one of mean and variance is given, or an axis isn't
            there or has no size.
    Source: moments of batches are merged as by Chan, Golub and LeVeque 1979. A
        variance of 0 scales by 1, as in scikit-learn's StandardScaler; a
        deviation below `epsilon()` by that.
    Example:
        >>> layer = keras.layers.Normalization()
        >>> layer.adapt(np.array([[0.0, 7.0], [2.0, 9.0]]))
        >>> layer(np.array([[4.0, 8.0]])).numpy()
        array([[3., 0.]], dtype=float32)
    """

    def __init__(
        self,
        axis: kinds.Sizes = -1,
        mean: Any = None,
        variance: Any = None,
        invert: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(autocast=False, **kwargs)
        self.axis = _axes(self._keras_who, axis)
        self.input_mean = self._given("mean", mean)
        self.input_variance = self._given("variance", variance)
        if (mean is None) != (variance is None):
            raise ValueError(
                f"{self._keras_who}: mean and variance go together. Expected "
                f"both or none. Received: mean={mean!r} and "
                f"variance={variance!r}."
            )
        self.invert = invert
        self.adapt_mean = self.adapt_variance = self.count = None
        # What was seen, and what the variables said when it was taken.
        self._seen: moments.Moments | None = None
        self._told: tuple | None = None

    def _given(self, name: str, value):
        if isinstance(value, tf.Variable):
            raise ValueError(
                f"{self._keras_who}: a variable may change, and the "
                "configuration says numbers. Expected an array. Received: "
                f"{name}={value!r}. Pass `variable.numpy()`."
            )
        value = value.numpy() if tf.is_tensor(value) else value
        return value.tolist() if hasattr(value, "tolist") else value

    @property
    def _keras_was_told(self) -> bool:
        return self.input_mean is not None

    @property
    def _keras_knows(self) -> bool:
        if self.input_mean is not None or self.count is None:
            return self.input_mean is not None
        with tf.init_scope():
            return bool(self.count > 0)

    def build(self, input_shape: kinds.Shapes) -> None:
        sizes = tf.TensorShape(input_shape).as_list()
        kept = self._kept_axes(sizes)
        self._reduced = [n for n in range(len(sizes)) if n not in kept]
        self._broadcast = [
            size if axis in kept else 1 for axis, size in enumerate(sizes)
        ]
        self._kept = shape = tuple(sizes[axis] for axis in kept)
        if self.input_mean is not None:
            self._check_given(shape)
            return
        # In 16 bits there is no number above 65504.
        options = {"trainable": False, "autocast": False}
        self.adapt_mean = self.add_weight(
            "mean", shape, initializer="zeros", **options
        )
        self.adapt_variance = self.add_weight(
            "variance", shape, initializer="ones", **options
        )
        self.count = self.add_weight(
            "count", (), "int64", initializer="zeros", trainable=False
        )

    def _kept_axes(self, sizes: list) -> list[int]:
        ndim = len(sizes)
        for axis in self.axis:
            if not -ndim <= axis < ndim:
                raise ValueError(
                    f"{self._keras_who}: there is no such axis. Expected axes "
                    f"from {-ndim} to {ndim - 1}. Received: axis={self.axis} "
                    f"and input shape {tuple(sizes)}."
                )
            if sizes[axis] is None:
                raise ValueError(
                    f"{self._keras_who}: nobody said how many means there are. "
                    "Expected a known size of each axis that has its own. "
                    f"Received: axis={self.axis} and input shape "
                    f"{tuple(sizes)}. Take axis=None for one mean of all."
                )
        return sorted({axis % ndim for axis in self.axis})

    def _check_given(self, shape: tuple) -> None:
        for name in ("mean", "variance"):
            given = np.shape(getattr(self, f"input_{name}"))
            if not self._fits(given, shape):
                raise ValueError(
                    f"{self._keras_who}: the {name} doesn't fit the input. "
                    f"Expected a number, or shape {shape}. Received: {name} of "
                    f"shape {given}."
                )

    def _fits(self, given: tuple, shape: tuple) -> bool:
        """Tells whether numbers of a shape are one for each that is kept."""
        # The second as another's `mean` has it.
        return any(
            _broadcasts(given, wanted)
            for wanted in (shape, tuple(self._broadcast))
        )

    @property
    def mean(self) -> tf.Tensor | None:
        """The means, in the input's axes; None before it is built."""
        return self._in_axes(self.input_mean, self.adapt_mean)

    @property
    def variance(self) -> tf.Tensor | None:
        """The variances, in the input's axes; None before it is built."""
        return self._in_axes(self.input_variance, self.adapt_variance)

    def _in_axes(self, given, learned, dtype=None) -> tf.Tensor | None:
        if not self.built:
            return None
        value = learned
        if given is not None:
            value = given
            if not _broadcasts(np.shape(given), self._kept):
                value = np.broadcast_to(given, self._broadcast)
                value = value.reshape(self._kept)
            value = np.broadcast_to(value, self._kept)
        return tf.reshape(
            tf.cast(value, dtype or self.variable_dtype), self._broadcast
        )

    # Learning.

    def adapt(
        self, data: Any, batch_size: int | None = None, steps: int | None = None
    ) -> None:
        """Learns means and variances from data.

        Args:
            data: Inputs, and nothing beside them: an array, a list, a tensor, a
                `tf.data.Dataset`, batched or not, or another source of batches.
            batch_size: Rows of an array that are looked at together.
            steps: Batches to take. Default: all.
        Raises:
            ValueError: If there are labels beside the inputs, or no data; if
                mean and variance were given.
        """
        self._require_eager()
        if data_sets.is_of_tensors(data, steps) and self._are_rows(data):
            data, steps = data_sets.taken(data, steps).batch(_ROWS), None
        super().adapt(data, batch_size, steps)

    def _are_rows(self, data: tf.data.Dataset) -> bool:
        """Tells whether no axis is left to take means over."""
        ndim = data.element_spec.shape.rank
        return ndim == len(self.axis) and all(axis < 0 for axis in self.axis)

    def update_state(self, data: Any) -> None:
        """Looks at a batch.

        Args:
            data: Numbers.
        Raises:
            ValueError: If mean and variance were given.
        """
        if self.input_mean is not None:
            raise ValueError(
                f"{self._keras_who}: there is nothing to learn. Expected "
                "neither mean nor variance in the constructor. Received: "
                f"mean={self.input_mean!r} and "
                f"variance={self.input_variance!r}."
            )
        data = full_precision.of(self, data)
        building.build_inner(self, data.shape)
        self._check_sizes(data.shape)
        self._know_what_was_seen()
        self._seen.add(data, self._reduced)

    def _know_what_was_seen(self) -> None:
        """Goes on from the variables, if a file or a user set them since."""
        known = self._known()
        if self._seen is None or known != self._told:
            precision = np.finfo(self.adapt_mean.dtype.as_numpy_dtype).eps
            self._seen = moments.Moments(*known, precision)
            self._told = known

    def _known(self) -> tuple:
        """Returns what the variables say was seen."""
        mean, variance = self.adapt_mean.numpy(), self.adapt_variance.numpy()
        return int(self.count.numpy()), mean.tolist(), variance.tolist()

    def finalize_state(self) -> None:
        """Takes mean and variance of what was seen, if anything was."""
        if self._seen is None or not self._seen.count:
            return
        self.adapt_mean.assign(self._seen.mean)
        self.adapt_variance.assign(self._seen.variance)
        self.count.assign(self._seen.count)
        self._told = self._known()

    def reset_state(self) -> None:
        """Forgets what was seen, not the mean and variance."""
        self._seen = moments.Moments()
        self._told = None if self.adapt_mean is None else self._known()

    def _built_axes_of(self, shape: tf.TensorShape) -> tf.TensorShape:
        """Leaves out the first ones of more axes than it was built for.

        As in Keras 2, axes that are counted from the end are the same there,
        and what lacks the first axes, as one row does, gets them.
        """
        shape = self._with_first_axes(shape)
        more = (shape.rank or 0) - len(self._broadcast)
        from_end = all(axis < 0 for axis in self.axis)
        return shape[more:] if more > 0 and from_end else shape

    def _with_first_axes(self, shape: tf.TensorShape) -> tf.TensorShape:
        """Returns the shape of an output, by an input's or a part's."""
        if shape.rank is None or not self.built:
            return shape
        lacking = range(len(self._broadcast) - shape.rank)
        if any(axis not in self._reduced for axis in lacking):
            return shape
        return tf.TensorShape([1 for _ in lacking]).concatenate(shape)

    def _check_sizes(self, shape: tf.TensorShape) -> None:
        expected = [
            None if axis in self._reduced else size
            for axis, size in enumerate(self._broadcast)
        ]
        if not shape.is_compatible_with(expected):
            raise ValueError(
                f"{self._keras_who}: this data has other features than what "
                f"was seen before. Expected shape {tuple(expected)}. Received: "
                f"shape {tuple(shape)}."
            )

    def _keras_after_values(self, path: kinds.Path | None) -> None:
        """Is called when values were read; `path` has this layer's model."""
        if self.adapt_variance is not None:
            published_factors.settle(self, path)

    # Calling.

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        x = full_precision.of(self, inputs)
        self._check_sizes(self._built_axes_of(x.shape))
        mean = self._in_axes(self.input_mean, self.adapt_mean, x.dtype)
        variance = self._in_axes(
            self.input_variance, self.adapt_variance, x.dtype
        )
        scale = _deviation(variance)
        y = mean + x * scale if self.invert else (x - mean) / scale
        return tf.cast(y, self.compute_dtype)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return self._with_first_axes(tf.TensorShape(input_shape))

    def compute_output_spec(self, inputs: kinds.Tensors) -> kinds.Specs:
        spec = symbolic_call.spec_of(inputs)
        if isinstance(spec, tf.TensorSpec):
            shape = self._with_first_axes(spec.shape)
            spec = tf.TensorSpec(shape, spec.dtype)
        return index_encoding.of_dtype(spec, tf.as_dtype(self.compute_dtype))

    def get_config(self) -> dict:
        """Returns the arguments; mean and variance if they were given."""
        config = super().get_config()
        config["mean"] = object_config.plain(self.input_mean)
        config["variance"] = object_config.plain(self.input_variance)
        return config


def _deviation(variance: tf.Tensor) -> tf.Tensor:
    """Returns what differences are divided by: never 0."""
    least = tf.cast(backend_config.epsilon(), variance.dtype)
    deviation = tf.maximum(tf.sqrt(variance), least)
    return tf.where(variance == 0, tf.ones_like(variance), deviation)


def _axes(where: str, axis) -> tuple[int, ...]:
    if axis is None:
        return ()
    axes = (axis,) if isinstance(axis, numbers.Integral) else tuple(axis)
    if not all(isinstance(a, numbers.Integral) for a in axes):
        raise TypeError(
            f"{where}: an axis is counted. Expected an int, several, or None. "
            f"Received: axis={axis!r}."
        )
    return tuple(int(a) for a in axes)


def _broadcasts(given: tuple, shape: tuple) -> bool:
    """Tells whether numbers of a shape broadcast to another one."""
    try:
        return np.broadcast_shapes(given, shape) == shape
    except ValueError:
        return False
