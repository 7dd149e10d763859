"""How much of the labels' variance predictions explain."""

import warnings

import tensorflow as tf

from keras.engine import kinds
from keras.losses import label_shape
from keras.metrics import argument_kinds, confusion_counts, mean, metric

# A variance below such a part of the labels' mean square is a rounding error:
# the sums have 53 bits.
_NO_SHARE = 2.0**-40
_AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")


class R2Score(metric.Metric):
    """The coefficient of determination: the share of variance explained.

    1 - sum((y_true - y_pred)^2) / sum((y_true - mean(y_true))^2)

    1 is a full match, 0 no better than the mean. Of labels that are all the
    same, to a millionth of their size, it is 0, or 1 if predictions are right.
    The variance is a difference of sums, which are kept in float64: of labels
    near 2000, float32 would lose the most of it.

    Args:
        class_aggregation: Of several columns: 'uniform_average' (the mean),
            'variance_weighted_average' (by the labels' variance), or None: one
            number a column. Default 'uniform_average'.
        num_regressors: Number p of regressors, for the adjusted score
            1 - (1 - score) (n - 1) / (n - p - 1); n counts labels of all
            columns that have a weight, as in Keras 2. Default 0: as it is.
        name: Name in logs. Default 'r2_score'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels `(batch, ..., columns)` or `(batch,)`.
        y_pred: Predictions; masked ones don't count.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: num_samples, int32; squared_sum, sum, residual and count,
        `(columns,)`.
    Raises:
        ValueError: If an argument is out of range, or shapes don't fit.
    Source: Wright 1921, Journal of Agricultural Research 20.
    Example:
        >>> metric = keras.metrics.R2Score()
        >>> round(float(metric([1.0, 4.0, 3.0], [2.0, 4.0, 4.0])), 4)
        0.5714
    """

    def __init__(
        self,
        class_aggregation: str | None = "uniform_average",
        num_regressors: int = 0,
        name: str | None = "r2_score",
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(name, dtype)
        argument_kinds.check(
            self,
            class_aggregation=class_aggregation,
            num_regressors=num_regressors,
        )
        if class_aggregation not in _AGGREGATIONS:
            raise ValueError(
                "R2Score: no such aggregation. Expected one of "
                f"{_AGGREGATIONS}. Received: "
                f"class_aggregation={class_aggregation!r}."
            )
        if num_regressors < 0:
            raise ValueError(
                "R2Score: regressors are counted. Expected 0 or more. "
                f"Received: num_regressors={num_regressors}."
            )
        self.class_aggregation = class_aggregation
        self.num_regressors = num_regressors
        self.num_samples = self.add_weight("num_samples", dtype="int32")
        self.built = False

    def build(
        self, y_true_shape: kinds.Shapes, y_pred_shape: kinds.Shapes
    ) -> None:
        """Makes a state for each column.

        Args:
            y_true_shape: Shape of the labels.
            y_pred_shape: Shape of the predictions.
        """
        shape = tf.TensorShape(y_pred_shape)
        self._check_shapes("R2Score", tf.TensorShape(y_true_shape), shape)
        columns = 1 if shape.rank == 1 else shape[-1] if shape.rank else None
        if columns is None:
            raise ValueError(
                "R2Score: there is a state for each column. Expected "
                "predictions of a known last axis. Received: "
                f"y_pred.shape={shape}."
            )
        self._keras_state.is_built = self.built = True
        self.squared_sum = self._keras_add_sum("squared_sum", (columns,))
        self.sum = self._keras_add_sum("sum", (columns,))
        self.total_mse = self._keras_add_sum("residual", (columns,))
        self.count = self._keras_add_sum("count", (columns,))

    def _check_shapes(self, where: str, y_true, y_pred) -> None:
        if confusion_counts.are_classes(where, y_true, y_pred):
            raise label_shape.mismatch(where, y_true, y_pred)

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where labels can't be those of the predictions."""
        self._check_shapes("R2Score" + where, y_true.shape, y_pred.shape)

    def update_state(
        self,
        y_true: kinds.Tensors,
        y_pred: kinds.Tensors,
        sample_weight: kinds.Tensors = None,
    ) -> None:
        """Adds a batch of labels and predictions."""
        if hasattr(y_true, "shape") and hasattr(y_pred, "shape"):
            self._check_shapes("R2Score", y_true.shape, y_pred.shape)
        y, p, weights = confusion_counts.columns(
            confusion_counts.compared(
                "R2Score", y_true, y_pred, sample_weight, "float64"
            )
        )
        if not self.built:
            self.build(y.shape, p.shape)
        weights = tf.ones_like(y) if weights is None else weights
        for variable, values in (
            (self.squared_sum, y * y * weights),
            (self.sum, y * weights),
            (self.total_mse, tf.math.squared_difference(y, p) * weights),
            (self.count, weights),
        ):
            mean.add(variable, tf.reduce_sum(values, 0))
        seen = tf.math.count_nonzero(weights, dtype=tf.int32)
        self.num_samples.assign_add(seen, read_value=False)

    def result(self) -> tf.Tensor:
        """Returns the score, or one a column; 0 before the first batch."""
        if not self.built:
            return tf.zeros((), self._keras_state.dtype)
        divide = tf.math.divide_no_nan
        squares, sums, residual, count = (
            tf.cast(one, tf.float64)
            for one in (self.squared_sum, self.sum, self.total_mse, self.count)
        )
        total = squares - sums * divide(sums, count)
        total = tf.where(total > _NO_SHARE * squares, total, 0)
        zeros, ones = tf.zeros_like(total), tf.ones_like(total)
        is_right = tf.equal(residual, 0) & (count > 0)
        of_constant = tf.where(is_right, ones, zeros)
        scores = tf.where(total > 0, 1 - divide(residual, total), of_constant)
        if self.class_aggregation == "uniform_average":
            scores = tf.reduce_mean(scores)
        elif self.class_aggregation == "variance_weighted_average":
            same = tf.reduce_mean(scores)
            scores = divide(tf.reduce_sum(total * scores), tf.reduce_sum(total))
            scores = tf.where(tf.reduce_any(total > 0), scores, same)
        if self.num_regressors:
            scores = self._adjusted(scores)
        return metric.narrow(self, scores)

    def _adjusted(self, scores: tf.Tensor) -> tf.Tensor:
        n = tf.convert_to_tensor(self.num_samples)
        left = n - 1 - self.num_regressors
        if tf.executing_eagerly() and n > 0 >= left:
            warnings.warn(
                f"R2Score: {int(n)} labels of {self.num_regressors} regressors "
                "have no adjusted score. Expected more labels than regressors "
                "and 1. The result is the score as it is.",
                stacklevel=3,
            )
        n, kept = tf.cast(n, scores.dtype), tf.cast(left, scores.dtype)
        adjusted = 1 - tf.math.divide_no_nan((1 - scores) * (n - 1), kept)
        return tf.where(left > 0, adjusted, scores)
