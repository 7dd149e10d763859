"""How far predicted regions overlap with those of the labels."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.losses import label_shape, ragged, reduction
from keras.metrics import argument_kinds, bin_sums, mean, metric


class IoU(metric.Metric):
    """The intersection over union of chosen classes, on average.

    mean over chosen c of tp_c / (tp_c + fp_c + fn_c)

    A class that is in neither labels nor predictions counts in no mean.

    Args:
        num_classes: Number of classes.
        target_class_ids: The chosen classes.
        name: Name in logs. Default None: 'io_u'.
        dtype: Type of the state and the result. Default None: `floatx()`.
        ignore_class: A label that counts nowhere, such as 255 for void pixels.
            Default None.
        sparse_y_true: False for one-hot labels. Default True: whole numbers.
        sparse_y_pred: False for probabilities or scores of the classes.
            Default True: whole numbers.
        axis: Axis of the classes, where they aren't whole numbers. Default:
            the last.
    Call arguments:
        y_true: Labels.
        y_pred: Predictions; masked ones don't count.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: total_confusion_matrix, `(num_classes, num_classes)`: weights by
        label and prediction.
    Raises:
        ValueError: If a chosen class is out of range, or shapes don't fit.
        tf.errors.InvalidArgumentError: If a label or prediction is out of
            range.
    Example:
        >>> metric = keras.metrics.IoU(num_classes=2, target_class_ids=[0])
        >>> round(float(metric([0, 0, 1, 1], [0, 1, 0, 1])), 4)
        0.3333
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: str | tf.DType | None = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(name, dtype)
        argument_kinds.check(
            self,
            num_classes=num_classes,
            target_class_ids=target_class_ids,
            ignore_class=ignore_class,
            sparse_y_true=sparse_y_true,
            sparse_y_pred=sparse_y_pred,
            axis=axis,
        )
        # Plain ints: TensorFlow takes an int32 with no other of NumPy's.
        self.num_classes = num_classes = int(num_classes)
        self.target_class_ids = self._in_range(target_class_ids)
        self.ignore_class = None if ignore_class is None else int(ignore_class)
        self.sparse_y_true = sparse_y_true
        self.sparse_y_pred = sparse_y_pred
        self.axis = int(axis)
        self.total_cm = self._keras_add_sum(
            "total_confusion_matrix", (num_classes, num_classes)
        )

    def _in_range(self, given: Sequence[int]) -> list[int]:
        chosen, own = [int(one) for one in given], type(self).__name__
        if self.num_classes < 1:
            raise ValueError(
                f"{own}: there is no class. Expected num_classes of 1 or more. "
                f"Received: num_classes={self.num_classes}."
            )
        if not chosen or min(chosen) < 0 or max(chosen) >= self.num_classes:
            raise ValueError(
                f"{own}: no such class. Expected target_class_ids in "
                f"[0, {self.num_classes}). Received: "
                f"target_class_ids={chosen}."
            )
        return chosen

    def check(
        self, y_true: kinds.Tensors, y_pred: kinds.Tensors, where: str = ""
    ) -> None:
        """Raises where labels can't be those of the predictions."""
        of_labels = tf.TensorShape(y_true.shape)
        of_predictions = tf.TensorShape(y_pred.shape)
        if None in (of_labels.rank, of_predictions.rank):
            return
        own = type(self).__name__ + where
        for shape, is_sparse in (
            (of_labels, self.sparse_y_true),
            (of_predictions, self.sparse_y_pred),
        ):
            if not is_sparse:
                label_shape.check_axis(own, self.axis, shape.rank)
        plain = [
            _plain(shape, None if is_sparse else self.axis)
            for shape, is_sparse in (
                (of_labels, self.sparse_y_true),
                (of_predictions, self.sparse_y_pred),
            )
        ]
        both_dense = not self.sparse_y_true and not self.sparse_y_pred
        fits = of_labels.is_compatible_with(of_predictions) or not both_dense
        if not (fits and plain[0].is_compatible_with(plain[1])):
            raise ValueError(
                f"{own}: labels don't fit predictions. Expected labels for "
                f"y_pred.shape={of_predictions}, a class's number for each; "
                "scores of classes with sparse_y_true=False "
                "or sparse_y_pred=False. Received: y_true.shape="
                f"{of_labels}."
            )

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
        y_true = label_shape.tensor(label_shape.of_numbers("y_true", y_true))
        y_pred = label_shape.tensor(label_shape.of_numbers("y_pred", y_pred))
        self.check(y_true, y_pred)
        y_true = _numbers(y_true, None if self.sparse_y_true else self.axis)
        y_pred = _numbers(y_pred, None if self.sparse_y_pred else self.axis)
        y_true, y_pred = label_shape.same_rank(y_true, y_pred)
        counts = tf.ones(tf.shape(y_pred), self._keras_state.full_type)
        counts.set_shape(y_pred.shape)
        if sample_weight is not None:
            given = tf.cast(sample_weight, counts.dtype)
            counts *= reduction.align(given, counts)
        if mask is not None:
            counts *= reduction.masked(None, mask, counts)
        self._count(y_true, y_pred, counts)

    def _count(self, y_true, y_pred, weights) -> None:
        y_true, y_pred, weights = (
            tf.reshape(one, (-1,)) for one in (y_true, y_pred, weights)
        )
        if self.ignore_class is not None:
            kept = tf.not_equal(y_true, self.ignore_class)
            # They stay, with no weight: shapes don't hang on the labels.
            y_true = tf.where(kept, y_true, 0)
            y_pred = tf.where(kept, y_pred, 0)
            weights = tf.where(kept, weights, tf.zeros_like(weights))
        y_true = self._known("labels", y_true)
        y_pred = self._known("predictions", y_pred)
        number = self.num_classes
        sums = bin_sums.summed(
            y_true * number + y_pred,
            number * number,
            label_shape.tensor(weights),  # The kernel knows no halves.
        )
        mean.add(self.total_cm, tf.reshape(sums, (number, number)))

    def _known(self, what: str, values: tf.Tensor) -> tf.Tensor:
        """Returns numbers of classes; raises where one is out of range."""
        message = (
            f"{type(self).__name__}: {what} are numbers of classes. Expected "
            f"those in [0, {self.num_classes}). Or leave one out by "
            "`ignore_class`."
        )
        is_known = (values >= 0) & (values < self.num_classes)
        if not tf.executing_eagerly():
            held = tf.debugging.Assert(tf.reduce_all(is_known), [message])
            with tf.control_dependencies([held]):
                return tf.identity(values)
        if not tf.reduce_all(is_known):
            wrong = int(values[~is_known][0])
            raise ValueError(f"{message} Received: {wrong}.")
        return values

    def result(self) -> tf.Tensor:
        """Returns the mean over the chosen classes; 0 if none was seen."""
        matrix = tf.convert_to_tensor(self.total_cm)
        # The diagonal; DTensor doesn't know `tf.linalg.diag_part`.
        eye = tf.eye(self.num_classes, dtype=matrix.dtype)
        right = tf.reduce_sum(matrix * eye, 0)
        union = tf.reduce_sum(matrix, 0) + tf.reduce_sum(matrix, 1) - right
        right = tf.gather(right, self.target_class_ids)
        union = tf.gather(union, self.target_class_ids)
        shares = tf.math.divide_no_nan(right, union)
        seen = tf.cast(tf.not_equal(union, 0), matrix.dtype)
        found = tf.math.divide_no_nan(
            tf.reduce_sum(shares), tf.reduce_sum(seen)
        )
        return metric.narrow(self, found)


def _plain(shape: tf.TensorShape, axis: int | None) -> tf.TensorShape:
    """Returns the shape of numbers of classes, without a last axis of 1."""
    if axis is not None:
        sizes = shape.as_list()
        del sizes[axis]
        shape = tf.TensorShape(sizes)
    return shape[:-1] if shape.rank and shape[-1] == 1 else shape


def _numbers(values: tf.Tensor, axis: int | None) -> tf.Tensor:
    if axis is not None:
        values = tf.argmax(values, axis)
    return tf.cast(values, tf.int32)


class BinaryIoU(IoU):
    """The intersection over union of two classes, of probabilities.

    mean over chosen c in {0, 1} of tp_c / (tp_c + fp_c + fn_c)

    Args:
        target_class_ids: The chosen classes. Default (0, 1): both.
        threshold: From it on a prediction stands for 1. Default 0.5.
        name: Name in logs. Default None: 'binary_io_u'.
        dtype: Type of the state and the result. Default None: `floatx()`.
    Call arguments:
        y_true: Labels, 0 or 1.
        y_pred: Probabilities.
        sample_weight: Weights that broadcast to the labels from the left.
    Variables: total_confusion_matrix, `(2, 2)`.
    Raises:
        ValueError: If a chosen class is out of range, or shapes don't fit.
    Example:
        >>> metric = keras.metrics.BinaryIoU()
        >>> round(float(metric([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7])), 4)
        0.5833
    """

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
    ) -> None:
        super().__init__(2, target_class_ids, name, dtype)
        argument_kinds.check(self, threshold=threshold)
        self.threshold = threshold

    def update_state(
        self,
        y_true: kinds.Tensors,
        y_pred: kinds.Tensors,
        sample_weight: kinds.Tensors = None,
    ) -> None:
        """Adds a batch of labels and probabilities."""
        if isinstance(y_pred, tf.RaggedTensor):
            above = y_pred.with_flat_values(self._above(y_pred.flat_values))
        else:
            above = self._above(y_pred)
        super().update_state(y_true, above, sample_weight)

    def _above(self, y_pred) -> tf.Tensor:
        scores = label_shape.of_numbers("y_pred", y_pred)
        above = tf.cast(scores, self._keras_state.full_type) >= self.threshold
        above = tf.cast(above, tf.int32)
        mask = getattr(y_pred, "_keras_mask", None)
        if mask is not None:
            above._keras_mask = mask
        return above


class MeanIoU(IoU):
    """The intersection over union, on average over all classes.

    mean over c of tp_c / (tp_c + fp_c + fn_c)

    Args:
        num_classes: Number of classes.
        name: Name in logs. Default None: 'mean_io_u'.
        dtype: Type of the state and the result. Default None: `floatx()`.
        ignore_class: A label that counts nowhere, such as 255 for void pixels.
            Default None.
        sparse_y_true: False for one-hot labels. Default True: whole numbers.
        sparse_y_pred: False for probabilities or scores of the classes.
            Default True: whole numbers.
        axis: Axis of the classes, where they aren't whole numbers. Default:
            the last.
    Call arguments: those of `IoU`.
    Variables: total_confusion_matrix, `(num_classes, num_classes)`.
    Raises:
        ValueError: If there is no class, or shapes don't fit.
    Example:
        >>> metric = keras.metrics.MeanIoU(num_classes=2)
        >>> round(float(metric([0, 0, 1, 1], [0, 1, 0, 1])), 4)
        0.3333
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        argument_kinds.check(self, num_classes=num_classes)
        super().__init__(
            num_classes,
            range(num_classes),
            name,
            dtype,
            ignore_class,
            sparse_y_true,
            sparse_y_pred,
            axis,
        )


class OneHotIoU(IoU):
    """The intersection over union of chosen classes, of one-hot labels.

    mean over chosen c of tp_c / (tp_c + fp_c + fn_c)

    Args:
        num_classes: Number of classes.
        target_class_ids: The chosen classes.
        name: Name in logs. Default None: 'one_hot_io_u'.
        dtype: Type of the state and the result. Default None: `floatx()`.
        ignore_class: A label that counts nowhere. Default None.
        sparse_y_pred: True for predictions that are whole numbers. Default
            False: probabilities or scores of the classes.
        axis: Axis of the classes. Default: the last.
    Call arguments: those of `IoU`.
    Variables: total_confusion_matrix, `(num_classes, num_classes)`.
    Raises:
        ValueError: If a chosen class is out of range, or shapes don't fit.
    Example:
        >>> metric = keras.metrics.OneHotIoU(2, target_class_ids=[1])
        >>> float(metric([[1, 0], [0, 1]], [[0.4, 0.6], [0.2, 0.8]]))
        0.5
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: str | tf.DType | None = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes,
            target_class_ids,
            name,
            dtype,
            ignore_class,
            False,
            sparse_y_pred,
            axis,
        )


class OneHotMeanIoU(MeanIoU):
    """The intersection over union of one-hot labels, over all classes.

    mean over c of tp_c / (tp_c + fp_c + fn_c)

    Args:
        num_classes: Number of classes.
        name: Name in logs. Default None: 'one_hot_mean_io_u'.
        dtype: Type of the state and the result. Default None: `floatx()`.
        ignore_class: A label that counts nowhere. Default None.
        sparse_y_pred: True for predictions that are whole numbers. Default
            False: probabilities or scores of the classes.
        axis: Axis of the classes. Default: the last.
    Call arguments: those of `IoU`.
    Variables: total_confusion_matrix, `(num_classes, num_classes)`.
    Raises:
        ValueError: If there is no class, or shapes don't fit.
    Example:
        >>> metric = keras.metrics.OneHotMeanIoU(2)
        >>> float(metric([[1, 0], [0, 1]], [[0.4, 0.6], [0.2, 0.8]]))
        0.25
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: str | tf.DType | None = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis
        )
