"""Means and sums over batches."""

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf

from keras.backend import user_code
from keras.distribute import loss_share
from keras.engine import kinds
from keras.losses import (
    function_settings,
    label_check,
    label_shape,
    logits,
    ragged,
    reduction,
)
from keras.metrics import argument_kinds, metric
from keras.saving.config import object_config
from keras.tf_internals import autograph


class Sum(metric.Metric):
    """The weighted sum of all values.

    Args:
        name: Name in logs. Default 'sum'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        values: Tensor of any shape.
        sample_weight: Factors that broadcast to `values` from the left.
    Variables: total, a scalar.
    Example:
        >>> float(keras.metrics.Sum()([1.0, 2.0]))
        3.0
    """

    def __init__(
        self, name: str = "sum", dtype: str | tf.DType | None = None
    ) -> None:
        super().__init__(name, dtype)
        self.total = self._keras_add_sum("total")

    def update_state(
        self, values: Any, sample_weight: kinds.Tensors = None
    ) -> None:
        """Adds a batch of values."""
        if isinstance(values, tf.RaggedTensor):
            values, sample_weight = ragged.flat([values], sample_weight)
        values = cast(values, self._keras_state.full_type)
        if sample_weight is not None:
            values, _ = _weighted(
                values, cast(sample_weight, self._keras_state.full_type)
            )
        add(self.total, _sum(values))

    def result(self) -> tf.Tensor:
        """Returns the sum, 0 before the first batch."""
        return metric.narrow(self, tf.convert_to_tensor(self.total))


class Mean(metric.Metric):
    """The weighted mean of all values.

    mean = sum(weight * value) / sum(weight)

    Args:
        name: Name in logs. Default 'mean'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        values: Tensor of any shape.
        sample_weight: Weights that broadcast to `values` from the left.
    Variables: total and count, scalars.
    Example:
        >>> float(keras.metrics.Mean()([1.0, 3.0]))
        2.0
    """

    def __init__(
        self, name: str = "mean", dtype: str | tf.DType | None = None
    ) -> None:
        super().__init__(name, dtype)
        self.total = self._keras_add_sum("total")
        self.count = self._keras_add_sum("count")

    def update_state(
        self, values: Any, sample_weight: kinds.Tensors = None
    ) -> None:
        """Adds a batch of values."""
        if isinstance(values, tf.RaggedTensor):
            values, sample_weight = ragged.flat([values], sample_weight)
        values = cast(values, self._keras_state.full_type)
        if sample_weight is None:
            count = _size(values, self.count.dtype)
        else:
            values, count = _weighted(
                values, cast(sample_weight, self._keras_state.full_type)
            )
        add(self.total, _sum(values))
        add(self.count, count)

    def result(self) -> tf.Tensor:
        """Returns the mean, 0 before the first batch."""
        mean = tf.raw_ops.DivNoNan(
            x=tf.convert_to_tensor(self.total),
            y=tf.convert_to_tensor(self.count),
        )
        dtype = self._keras_state.dtype
        if mean.dtype == dtype:
            return mean
        return tf.raw_ops.Cast(x=mean, DstT=tf.as_dtype(dtype))


class MeanMetricWrapper(Mean):
    """The weighted mean of what a function makes of labels and predictions.

    Args:
        fn: `fn(y_true, y_pred, **kwargs)` returns one number an example.
        name: Name in logs. Default None: 'mean_metric_wrapper'.
        dtype: Type of the state and the result. Default None: `floatx()`.
        **kwargs: Handed to `fn`.
    Call arguments:
        y_true: Labels.
        y_pred: Predictions.
        sample_weight: Weights that broadcast to the numbers from the left.
    Variables: total and count, scalars.
    Example:
        >>> error = keras.metrics.MeanMetricWrapper(keras.losses.mse)
        >>> float(error([[0.0]], [[3.0]]))
        9.0
    """

    def __init__(
        self,
        fn: Callable,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
        **kwargs,
    ) -> None:
        argument_kinds.check(self, name=name)
        super().__init__(name or "mean_metric_wrapper", dtype)
        function_settings.check(self, fn, kwargs)
        self.fn = fn
        # Not tracked: a checkpoint has nothing to keep in it.
        object.__setattr__(self, "_fn_kwargs", kwargs)

    @property
    def _fn(self) -> Callable:
        """The function, by the name that it has in Keras 2."""
        return self.fn

    def update_state(
        self,
        y_true: kinds.Tensors,
        y_pred: kinds.Tensors,
        sample_weight: kinds.Tensors = None,
    ) -> None:
        """Adds a batch of labels and predictions."""
        if tf.RaggedTensor in (type(y_true), type(y_pred)):
            y_true, y_pred, sample_weight = ragged.flat(
                (y_true, y_pred), sample_weight
            )
        mask = getattr(y_pred, "_keras_mask", None)
        given = y_pred
        y_true, y_pred = label_shape.same_rank(
            self._keras_numbers(y_true), self._keras_numbers(y_pred)
        )
        if y_pred is not given:
            logits.carry(given, y_pred, self._keras_state.full_type)
        y_true, y_pred = label_shape.columns_if_weighed(
            self.fn, y_true, y_pred, sample_weight, mask
        )
        fn = self.fn
        if not tf.executing_eagerly() and user_code.is_users(fn):
            fn = autograph.converted(fn)
        # A loss object, too, isn't divided by the number of replicas.
        with loss_share.scaled_by_caller():
            values = fn(y_true, y_pred, **self._fn_kwargs)
        if values is None or isinstance(values, Mapping):
            raise TypeError(
                f"Metric {self.name!r}: its function returned no numbers. "
                "Expected one, or a tensor of them. Received: "
                f"{type(values).__name__}. Subclass `keras.metrics.Metric` "
                "for several results."
            )
        for one in (mask, getattr(values, "_keras_mask", None)):
            if one is not None:
                sample_weight = reduction.masked(sample_weight, one, values)
        super().update_state(values, sample_weight)

    def _keras_numbers(self, x) -> tf.Tensor:
        """Returns labels or predictions in the type to compare them in."""
        return cast(x, self._keras_state.full_type)

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where a built-in function refuses the labels."""
        label_check.check(self, self.fn, self._fn_kwargs, where, y_true, y_pred)

    def get_config(self) -> dict:
        """Returns the constructor's arguments, those for the function too."""
        newer = self._keras_since_3  # The constructor's: said only where set.
        settings = {k: v for k, v in self._fn_kwargs.items() if k not in newer}
        return {**super().get_config(), **object_config.plain(settings)}

    @classmethod
    def from_config(cls, config: dict) -> Any:
        """Makes a metric; a function's name stands for the function."""
        return super().from_config(
            object_config.with_function(config, "fn", "keras.metrics")
        )


def add(variable: tf.Variable, number: tf.Tensor) -> None:
    """Adds a number to a sum of a metric, in the sum's type.

    Args:
        variable: A variable that may be wider.
        number: What a batch adds.
    """
    # The operations themselves take 14 and 16 us, `tf.cast` and `assign_add`
    # 27 and 30; a step adds two numbers for each mean.
    if number.dtype != variable.dtype:
        number = tf.raw_ops.Cast(x=number, DstT=variable.dtype)
    if isinstance(variable, tf.distribute.DistributedValues):
        variable.assign_add(number, read_value=False)
    else:
        tf.raw_ops.AssignAddVariableOp(resource=variable.handle, value=number)


def cast(x, dtype: str) -> tf.Tensor:
    """Returns numbers in another type.

    Args:
        x: What a metric was given.
        dtype: Name of the type.
    Raises:
        TypeError: If they are text, or nothing.
    """
    if x is None:
        raise TypeError(
            "A metric compares and adds up numbers. Expected a tensor of them. "
            "Received: None."
        )
    if not tf.is_tensor(x):
        x = tf.convert_to_tensor(x)
    if x.dtype == tf.string:
        raise TypeError(
            "A metric compares and adds up numbers. Expected a tensor of them. "
            f"Received: text of shape={x.shape}."
        )
    # Measured: a cast that changes nothing costs a name scope, 30 us traced.
    return x if x.dtype == dtype else tf.cast(x, dtype)


def _sum(values: tf.Tensor) -> tf.Tensor:
    return values if values.shape.rank == 0 else tf.reduce_sum(values)


def _size(values: tf.Tensor, dtype: tf.DType) -> tf.Tensor:
    size = values.shape.num_elements()
    if size is None:
        return tf.cast(tf.size(values), dtype)
    return tf.constant(size, dtype)


def _weighted(values: tf.Tensor, weights: tf.Tensor):
    """Returns weighted values, and the sum of their weights."""
    rank = weights.shape.rank
    if rank == 0:
        return values * weights, weights * _size(values, values.dtype)
    if values.shape.rank == 0:
        return values * weights, tf.reduce_sum(weights)
    weights = reduction.align(weights, values)
    if rank is None or weights.shape != values.shape:
        weights = tf.broadcast_to(weights, tf.shape(values))
    return values * weights, tf.reduce_sum(weights)
