"""The metrics of a compiled model: lists of them for each output."""

import inspect
import itertools

import tensorflow as tf

from keras import metrics as metrics_module
from keras.backend import local_functions, naming, user_code
from keras.distribute import loss_share
from keras.engine.layer import tracking
from keras.engine.symbols import masking
from keras.engine.training import columns, metric_turns
from keras.engine.training import per_output as outputs_module
from keras.losses import loss as loss_base
from keras.losses import reduction
from keras.metrics import hooks
from keras.metrics import lookup as metric_names
from keras.metrics import metric as metric_base

# Names that stand for one of three metrics, as the labels are.
_BY_LABELS = {
    "accuracy": "accuracy",
    "acc": "accuracy",
    "crossentropy": "crossentropy",
    "ce": "crossentropy",
}


class CompiledMetrics:
    """What `compile` says of metrics, applied to outputs.

    Args:
        metrics: Names, functions, `Metric`s: one, a list, a list of lists or a
            dict by output name. Sample weights don't count in them.
        weighted_metrics: Likewise; sample weights count.
        output_names: Names of the model's outputs, None when unknown yet.
        validation: Likewise, for all steps but those of training.
        every: Training steps for one whose batch metrics see. Default 1.
    Attributes:
        turns: In which steps metrics see a batch.
        is_empty: Whether there are no metrics.
        has_turns: Whether some are left out of training.
    """

    __reduce_ex__ = local_functions.reduce_ex

    def __init__(
        self,
        metrics=None,
        weighted_metrics=None,
        output_names=None,
        *,
        validation=None,
        every: int = 1,
    ) -> None:
        self.turns = metric_turns.MetricTurns(every)
        self._user_validation = validation
        self._user_metrics = metrics
        self._user_weighted = weighted_metrics
        self.is_empty = metrics is weighted_metrics is validation is None
        self.has_turns = validation is not None
        self._output_names = output_names
        self._outputs = None
        self._checked: set[tuple] = set()
        self._plain = []
        self._weighted = []
        self._validation = []
        self._take_columns: list = []
        outputs_module.check_parts(_METRICS, metrics)
        outputs_module.check_parts(_WEIGHTED, weighted_metrics)
        outputs_module.check_parts(_VALIDATION, validation)
        for one in tf.nest.flatten([metrics, weighted_metrics, validation]):
            if isinstance(one, str) and one not in _BY_LABELS:
                metric_names.check_name(one)

    @property
    def metrics(self) -> list:
        """An output's plain ones, its weighted ones, those of validation."""
        kinds = zip(self._plain, self._weighted, self._validation)
        return [m for kind in kinds for metrics in kind for m in metrics]

    def seen_here(self, metrics: list) -> list:
        """Returns those of a model's metrics that what is run here adds to."""
        if not (self.has_turns and metric_turns.is_training()):
            return list(metrics)
        left_out = {id(m) for listed in self._validation for m in listed}
        return [metric for metric in metrics if id(metric) not in left_out]

    @property
    def _metrics(self):
        """Those without weights, by output: Keras 2's name for them."""
        return self._user_metrics if self._outputs is None else self._plain

    def build(self, y_pred, y_true) -> None:
        """Resolves names, now that labels and outputs are known."""
        if self._outputs is not None:
            return
        found = outputs_module.Outputs(y_pred, self._output_names)
        labels = found.conform(outputs_module.LABELS, y_true)
        pairs = list(zip(labels, tf.nest.flatten(y_pred), strict=True))
        taken: set[str] = set()
        used: set[int] = set()

        def resolved(kind, given, when_taken):
            return [
                [
                    _named(
                        _metric_of(_fresh(one, used), *pair),
                        found.prefix(index),
                        taken,
                        when_taken,
                    )
                    for one in _listed(metrics)
                ]
                for index, (pair, metrics) in enumerate(
                    zip(pairs, _per_output(kind, given, found), strict=True)
                )
            ]

        self._plain = resolved(_METRICS, self._user_metrics, "")
        self._weighted = resolved(_WEIGHTED, self._user_weighted, "weighted_")
        self._validation = resolved(
            _VALIDATION, self._user_validation, "validation_"
        )
        for (label, prediction), *own in zip(
            pairs, self._plain, self._weighted, self._validation, strict=True
        ):
            if label is not None:
                for metric in itertools.chain(*own):
                    metric._keras_ensure_built(label, prediction)
        self._take_columns = [m for m in self.metrics if columns.are_due(m)]
        self._outputs = found
        tracking.changes.note()  # A model's metrics.

    def check(self, y_true, y_pred) -> None:
        """Raises where labels can't be those of the outputs.

        Args:
            y_true: Labels, or their specs.
            y_pred: The outputs, or their symbols.
        Raises:
            ValueError: If their number or a shape doesn't fit.
        """
        if self.is_empty:
            return
        self.build(y_pred, y_true)
        labels = self._outputs.conform(outputs_module.LABELS, y_true)
        for index, prediction in enumerate(tf.nest.flatten(y_pred)):
            if labels[index] is not None:
                self._check_one(index, labels[index], prediction)

    def _check_one(self, index: int, label, prediction) -> None:
        key = index, str(label.shape), str(prediction.shape)
        if key in self._checked:
            return
        where = self._outputs.described(index)
        for metric in (
            *self._plain[index],
            *self._weighted[index],
            *self._validation[index],
        ):
            if _judges(metric):
                metric.check(label, prediction, where)
            _require_labels(metric)
        self._checked.add(key)

    def update_state(self, y_true, y_pred, sample_weight=None) -> None:
        """Adds a batch to every metric.

        Args:
            y_true: Labels, in the outputs' structure or by name.
            y_pred: The outputs.
            sample_weight: Weights of rows, likewise.
        """
        if self.is_empty:
            return
        self.build(y_pred, y_true)
        labels = self._outputs.conform(outputs_module.LABELS, y_true)
        weights = self._outputs.conform(outputs_module.WEIGHTS, sample_weight)
        given = [
            (index, labels[index], prediction, weights[index])
            for index, prediction in enumerate(tf.nest.flatten(y_pred))
            if labels[index] is not None
        ]
        if not tf.executing_eagerly():
            for one in given:
                self._check_one(*one[:3])
        self.turns.take(lambda: self._update_each(given))

    def _update_each(self, given: list[tuple]) -> None:
        with loss_share.scaled_by_caller():  # A loss may be a metric.
            for one in given:
                self._update(*one)

    def _update(self, index: int, label, prediction, weight) -> None:
        mask = masking.mask_of(prediction)
        for metric in self._plain[index]:
            self._add(metric, label, prediction, mask)
        for metric in self.seen_here(self._validation[index]):
            self._add(metric, label, prediction, mask)
        weight = _masked(weight, mask)
        for metric in self._weighted[index]:
            self._add(metric, label, prediction, weight)

    def _add(self, metric, label, prediction, weight) -> None:
        if metric in self._take_columns:
            label, _, weight = columns.beside(label, prediction, weight)
        metric.update_state(label, prediction, sample_weight=weight)

    def reset_state(self) -> None:
        """Sets every metric to nothing seen."""
        for metric in self.metrics:
            metric.reset_state()


def _judges(metric) -> bool:
    """Tells whether a metric knows which labels fit the model's outputs.

    A user's `update_state` may make something else of them first; a `check` of
    its own class knows that.
    """
    cls = type(metric)
    own = user_code.is_users(cls.update_state)
    return hooks.is_check(cls.check) and own <= user_code.is_users(cls.check)


def _require_labels(metric) -> None:
    """Raises where a metric takes something else than `compile` has for it.

    Raises:
        TypeError: If `update_state` has other arguments.
    """
    signature = inspect.signature(metric.update_state)
    try:
        signature.bind("y_true", "y_pred", sample_weight=None)
    except TypeError as error:
        raise TypeError(
            f"metrics: {type(metric).__name__} metric {metric.name!r} can't "
            "judge outputs by labels. Expected one whose "
            "update_state(y_true, y_pred, sample_weight=None) takes these. "
            f"Received: update_state{signature}. A metric of values alone "
            "belongs in `add_metric`, or in an attribute that a `train_step` "
            "updates."
        ) from error


def _masked(weight, mask):
    if mask is None or weight is None:
        return mask if weight is None else weight
    mask = tf.cast(mask, weight.dtype)
    if None in (weight.shape.rank, mask.shape.rank):
        return weight * mask
    # Both begin with the same axes, and either may have more of them.
    more = weight.shape.rank - mask.shape.rank
    if more > 0:
        return weight * reduction.with_axes(mask, more)
    return reduction.with_axes(weight, -more) * mask


def _is_metric(value) -> bool:
    parts = value if isinstance(value, (list, tuple)) else [value]
    return all(
        one is None or isinstance(one, str) or callable(one) for one in parts
    )


_EXPECTED = "names, functions or Metric objects"
_METRICS = outputs_module.Kind("metrics", _is_metric, True, _EXPECTED)
_WEIGHTED = outputs_module.Kind("weighted_metrics", _is_metric, True, _EXPECTED)
_VALIDATION = outputs_module.Kind(
    "validation_metrics", _is_metric, True, _EXPECTED
)


def _listed(metrics) -> list:
    return [one for one in tf.nest.flatten(metrics) if one is not None]


def _per_output(kind, given, outputs: outputs_module.Outputs) -> list:
    """Returns each output's metrics.

    A flat list is for every output; a list with a list in it has an entry an
    output.
    """
    if isinstance(given, (list, tuple)):
        nested = any(isinstance(part, (list, tuple, dict)) for part in given)
        if outputs.count == 1 or not nested:
            return [given] * outputs.count
    return outputs.conform(kind, given)


def _fresh(given, used: set[int]):
    """Returns a metric object the first time, and then a copy of it."""
    if not isinstance(given, metric_base.Metric):
        return given
    if id(given) not in used:
        used.add(id(given))
        return given
    config = {**given.get_config(), "name": given_name(given)}
    return type(given).from_config(config)


def _metric_of(given, y_true, y_pred) -> metric_base.Metric:
    """Makes the `Metric` that a name or function stands for."""
    if isinstance(given, metric_base.Metric):
        return given
    if isinstance(given, str) and given in _BY_LABELS:
        function = _by_labels(_BY_LABELS[given], y_true, y_pred)
        return metrics_module.MeanMetricWrapper(function, name=given)
    found = metrics_module.get(given)
    if isinstance(found, metric_base.Metric):
        return found
    name = given if isinstance(given, str) else _name_of(found)
    return metrics_module.MeanMetricWrapper(found, name=name)


def _named(metric, prefix: str, taken: set, when_taken: str):
    """Gives a metric the name that it has in logs."""
    name = metric._given_name = given_name(metric)
    if prefix + name in taken:
        name = when_taken + name
    metric.name = _unique(prefix + name, taken)
    return metric


def given_name(metric: metric_base.Metric) -> str:
    """Returns the name that it had before it was compiled first."""
    return vars(metric).get("_given_name", metric.name)


def _name_of(function) -> str:
    if isinstance(function, loss_base.Loss):
        return function.name
    class_name = naming.snake_case(type(function).__name__)
    return getattr(function, "__name__", class_name)


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 0
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    taken.add(candidate)
    return candidate


def _by_labels(kind: str, y_true, y_pred):
    """Chooses the binary, sparse or categorical form for these labels."""
    predictions = tf.TensorShape(y_pred.shape)
    labels = predictions  # where there are none, the form doesn't matter
    if y_true is not None:
        labels = tf.TensorShape(y_true.shape)
    last = predictions[-1]
    if last == 1 or _is_ragged_to_the_end(y_pred):
        name = "binary"
    elif None not in (labels.rank, predictions.rank) and (
        labels.rank < predictions.rank
    ):
        name = "sparse_categorical"
    elif labels[-1] == 1 and (last is None or last > 1):
        name = "sparse_categorical"
    else:
        name = "categorical"
    return metrics_module.get(f"{name}_{kind}")


def _is_ragged_to_the_end(y_pred) -> bool:
    """Tells whether rows of entries differ in length: no axis of classes."""
    if not getattr(y_pred, "ragged", isinstance(y_pred, tf.RaggedTensor)):
        return False
    return y_pred.ragged_rank == len(y_pred.shape) - 1
