"""The metrics of a compiled model: lists of them for each output."""

import tensorflow as tf

from keras import metrics as metrics_module
from keras.backend import naming
from keras.engine import masking
from keras.engine import outputs as outputs_module
from keras.metrics import metric as metric_base

# Names that stand for one of three metrics, as the labels are.
_BY_LABELS = {
    "accuracy": "accuracy",
    "acc": "accuracy",
    "crossentropy": "crossentropy",
    "ce": "crossentropy",
}


class CompiledMetrics:
    """What `compile(metrics=…, weighted_metrics=…)` says, applied to outputs.

    Args:
        metrics: Names, functions, `Metric`s: one, a list, a list of lists or a
            dict by output name. Sample weights don't count in them.
        weighted_metrics: Likewise; sample weights count.
        output_names: Names of the model's outputs, None when unknown yet.
    """

    def __init__(
        self, metrics=None, weighted_metrics=None, output_names=None
    ) -> None:
        self._user_metrics = metrics
        self._user_weighted = weighted_metrics
        self._output_names = output_names
        self._outputs = None
        self._plain = []
        self._weighted = []
        for one in tf.nest.flatten([metrics, weighted_metrics]):
            if isinstance(one, str) and one not in _BY_LABELS:
                metrics_module.get(one)

    @property
    def metrics(self) -> list:
        """The metrics, an output's plain ones before its weighted ones."""
        return [
            metric
            for plain, weighted in zip(self._plain, self._weighted)
            for metric in (*plain, *weighted)
        ]

    def build(self, y_pred, y_true) -> None:
        """Resolves names, now that labels and outputs are known."""
        if self._outputs is not None:
            return
        found = outputs_module.Outputs(y_pred, self._output_names)
        labels = found.conform(
            "y", y_true, outputs_module.is_tensor_leaf, share=False
        )
        flat = tf.nest.flatten(y_pred)
        taken: set[str] = set()

        def resolved(what, given, when_taken):
            return [
                [
                    _named(
                        _metric_of(m, labels[i], flat[i]),
                        found.prefix(i),
                        taken,
                        when_taken,
                    )
                    for m in _listed(metrics)
                ]
                for i, metrics in enumerate(_per_output(what, given, found))
            ]

        self._plain = resolved("metrics", self._user_metrics, "")
        self._weighted = resolved(
            "weighted_metrics", self._user_weighted, "weighted_"
        )
        self._outputs = found

    def update_state(self, y_true, y_pred, sample_weight=None) -> None:
        """Adds a batch to every metric.

        Args:
            y_true: Labels, in the outputs' structure or by name.
            y_pred: The outputs.
            sample_weight: Weights of rows, likewise.
        """
        if self._user_metrics is None and self._user_weighted is None:
            return
        self.build(y_pred, y_true)
        is_leaf = outputs_module.is_tensor_leaf
        labels = self._outputs.conform("y", y_true, is_leaf, share=False)
        weights = self._outputs.conform(
            "sample_weight", sample_weight, is_leaf, share=True
        )
        for index, prediction in enumerate(tf.nest.flatten(y_pred)):
            if labels[index] is None:
                continue
            mask = masking.mask_of(prediction)
            weight = _masked(weights[index], mask)
            for metric in self._plain[index]:
                metric.update_state(
                    labels[index], prediction, sample_weight=mask
                )
            for metric in self._weighted[index]:
                metric.update_state(
                    labels[index], prediction, sample_weight=weight
                )

    def reset_state(self) -> None:
        """Sets every metric to nothing seen."""
        for metric in self.metrics:
            metric.reset_state()


def _masked(weight, mask):
    if mask is None or weight is None:
        return mask if weight is None else weight
    mask = tf.cast(mask, weight.dtype)
    if weight.shape.rank is not None and weight.shape.rank < mask.shape.rank:
        weight = tf.reshape(
            weight,
            tf.concat(
                [tf.shape(weight), [1] * (mask.shape.rank - weight.shape.rank)],
                axis=0,
            ),
        )
    return weight * mask


def _listed(metrics) -> list:
    if metrics is None:
        return []
    if isinstance(metrics, (list, tuple)):
        return [m for m in metrics if m is not None]
    return [metrics]


def _per_output(what: str, given, outputs: outputs_module.Outputs) -> list:
    """Returns each output's metrics.

    A flat list is for every output; a list with a list in it has an entry an
    output.
    """
    if isinstance(given, (list, tuple)):
        nested = any(isinstance(part, (list, tuple)) for part in given)
        if outputs.count == 1:
            only = given[0] if nested and len(given) == 1 else given
            return [tf.nest.flatten(only)]
        if not nested:
            return [_fresh(given, i) for i in range(outputs.count)]
    return outputs.conform(what, given, _is_metric, share=True)


def _fresh(metrics, index: int) -> list:
    """Copies metric objects for the second and later outputs."""
    if index == 0:
        return list(metrics)
    return [
        type(m).from_config({**m.get_config(), "name": _given_name(m)})
        if isinstance(m, metric_base.Metric)
        else m
        for m in metrics
    ]


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
    name = metric._given_name = _given_name(metric)
    if prefix + name in taken:
        name = when_taken + name
    metric.name = _unique(prefix + name, taken)
    return metric


def _given_name(metric: metric_base.Metric) -> str:
    """Returns the name that it had before it was compiled first."""
    return vars(metric).get("_given_name", metric.name)


def _name_of(function) -> str:
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
    last = y_pred.shape[-1]
    label_rank, rank = y_true.shape.rank, y_pred.shape.rank
    if last == 1:
        name = "binary"
    elif None not in (label_rank, rank) and label_rank < rank:
        name = "sparse_categorical"
    elif y_true.shape[-1] == 1 and (last is None or last > 1):
        name = "sparse_categorical"
    else:
        name = "categorical"
    return metrics_module.get(f"{name}_{kind}")


def _is_metric(value) -> bool:
    return isinstance(value, str) or callable(value)
