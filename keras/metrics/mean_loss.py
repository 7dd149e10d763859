"""Cross-entropies as metrics: their mean over everything seen."""

import tensorflow as tf

from keras.losses import binary, categorical, sparse_categorical
from keras.metrics import mean


class BinaryCrossentropy(mean.MeanMetricWrapper):
    """Mean of the binary cross-entropy.

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
        from_logits: True for scores in place of probabilities. Default False.
        label_smoothing: Labels become y (1 - s) + s / 2, s in [0, 1).
            Default 0.
    Example:
        >>> metric = keras.metrics.BinaryCrossentropy(from_logits=True)
        >>> float(metric([[1.0]], [[100.0]]))
        0.0
    """

    def __init__(
        self,
        name: str = "binary_crossentropy",
        dtype: str | tf.DType | None = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
    ) -> None:
        super().__init__(
            binary.binary_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
        )
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing


class CategoricalCrossentropy(mean.MeanMetricWrapper):
    """Mean of the cross-entropy with one-hot labels.

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
        from_logits: True for scores in place of probabilities. Default False.
        label_smoothing: Labels become y (1 - s) + s / classes, s in [0, 1).
            Default 0.
        axis: Axis of the classes. Default: the last.
    Example:
        >>> metric = keras.metrics.CategoricalCrossentropy(from_logits=True)
        >>> float(metric([[1.0, 0.0]], [[100.0, 0.0]]))
        0.0
    """

    def __init__(
        self,
        name: str = "categorical_crossentropy",
        dtype: str | tf.DType | None = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
        axis: int = -1,
    ) -> None:
        super().__init__(
            categorical.categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
        self.axis = axis


class SparseCategoricalCrossentropy(mean.MeanMetricWrapper):
    """Mean of the cross-entropy with whole-number labels.

    Args:
        name: Name in logs.
        dtype: Type of the state and the result. Default None: `floatx()`.
        from_logits: True for scores in place of probabilities. Default False.
        ignore_class: A label that counts in no mean. Default None.
        axis: Axis of the classes. Default: the last.
    Example:
        >>> metric = keras.metrics.SparseCategoricalCrossentropy(
        ...     from_logits=True
        ... )
        >>> float(metric([0], [[100.0, 0.0]]))
        0.0
    """

    def __init__(
        self,
        name: str = "sparse_categorical_crossentropy",
        dtype: str | tf.DType | None = None,
        from_logits: bool = False,
        ignore_class: int | None = None,
        axis: int = -1,
    ) -> None:
        super().__init__(
            sparse_categorical.sparse_categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )
        self.from_logits = from_logits
        self.ignore_class = ignore_class
        self.axis = axis
