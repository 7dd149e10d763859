"""`SumOverBatchSizeMetricWrapper`: a base of other libraries' metrics."""

from keras import metrics
from keras.losses import reduction


class SumOverBatchSizeMetricWrapper(metrics.MeanMetricWrapper):
    """The weighted sum of what a function makes, over the number of values.

    result = sum_i weight_i * value_i / count(value), where the weighted mean
    divides by the sum of the weights.

    Args:
        fn: `fn(y_true, y_pred, **kwargs)` returns one number an example.
        name: Name in logs.
        dtype: Type of the state and the result.
        **kwargs: Handed to `fn`.
    Example:
        >>> from keras.legacy import metric_wrappers
        >>> error = metric_wrappers.SumOverBatchSizeMetricWrapper(
        ...     keras.losses.mse)
        >>> float(error([[0.0], [0.0]], [[3.0], [1.0]], sample_weight=[2, 0]))
        9.0
    """

    def update_state(self, y_true, y_pred, sample_weight=None) -> None:
        """Adds a batch of labels and predictions."""
        values = self._fn(y_true, y_pred, **self._fn_kwargs)
        weighted = reduction.reduce_losses(
            values, sample_weight, reduction="none"
        )
        metrics.Mean.update_state(self, weighted)
