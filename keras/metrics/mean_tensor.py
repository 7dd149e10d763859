"""The mean of tensors, element by element."""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.losses import reduction
from keras.metrics import argument_kinds, mean, metric


class MeanTensor(metric.Metric):
    """The weighted mean of tensors of one shape, element by element.

    mean = sum(weight * values) / sum(weight)

    Args:
        name: Name in logs. Default 'mean_tensor'.
        dtype: Type of the state and the result. Default None: `floatx()`.
        shape: Shape of the values. Default None: the first's.
    Call arguments:
        values: Tensor of that shape.
        sample_weight: Weights that broadcast to the values from the left.
    Variables: total and count, of the values' shape.
    Raises:
        ValueError: If values have another shape, or none was seen.
    Example:
        >>> metric = keras.metrics.MeanTensor()
        >>> metric.update_state([0.0, 1.0])
        >>> metric([4.0, 3.0]).numpy()
        array([2., 2.], dtype=float32)
    """

    _keras_kept_as = {"shape": "_values_shape"}

    def __init__(
        self,
        name: str = "mean_tensor",
        dtype: str | tf.DType | None = None,
        shape: Sequence[int] | None = None,
    ) -> None:
        super().__init__(name, dtype)
        argument_kinds.check(self, shape=shape)
        self._values_shape = None if shape is None else list(shape)
        self._total = self._count = None
        if shape is not None:
            self._build(shape)

    @property
    def total(self) -> tf.Variable | None:
        """Weighted sum of the values; None before the first."""
        return self._total

    @property
    def count(self) -> tf.Variable | None:
        """Sum of the weights; None before the first."""
        return self._count

    def _build(self, shape) -> None:
        self._total = self._keras_add_sum("total", tf.TensorShape(shape))
        self._count = self._keras_add_sum("count", tf.TensorShape(shape))

    def update_state(
        self, values: Any, sample_weight: kinds.Tensors = None
    ) -> None:
        """Adds a tensor, or the rows of a batch that are one."""
        values = mean.cast(values, self._keras_state.full_type)
        if self._total is None:
            self._build(values.shape)
        if not values.shape.is_compatible_with(self._total.shape):
            raise ValueError(
                f"MeanTensor '{self.name}': values differ in shape. Expected "
                f"{self._total.shape}. Received: values.shape={values.shape}."
            )
        weights = tf.ones_like(values)
        if sample_weight is not None:
            given = tf.cast(sample_weight, values.dtype)
            weights *= reduction.align(given, values)
        mean.add(self._total, values * weights)
        mean.add(self._count, weights)

    def result(self) -> tf.Tensor:
        """Returns the mean; 0 where nothing has weight."""
        if self._total is None:
            raise ValueError(
                f"MeanTensor '{self.name}': nothing was seen. Expected a call "
                "of `update_state` first, or the argument `shape`. Received: "
                "no values."
            )
        found = tf.math.divide_no_nan(
            tf.convert_to_tensor(self._total), tf.convert_to_tensor(self._count)
        )
        return metric.narrow(self, found)

    def get_config(self) -> dict:
        """Returns the constructor's arguments, the shape if it was given."""
        settings = super().get_config()
        if settings["shape"] is None:
            del settings["shape"]
        return settings
