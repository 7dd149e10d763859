"""What a layer says of itself beside its computation: metrics, state, kind."""

import warnings

import tensorflow as tf

from keras.engine.layer import building as layer_build
from keras.engine.layer import call_context, tracking
from keras.engine.layer import history as layer_history
from keras.engine.symbols import keras_tensor
from keras.metrics import mean, metric
from keras.tf_internals import eager_tensor

_context = call_context.current


class Traits(layer_history.CallHistory):
    """A module with metrics and traits of its own; below `Layer`."""

    # Whether masks are passed on; a class with a `compute_mask` says so.
    supports_masking: bool = False
    # Whether `call` itself puts the masks on its outputs.
    _masks_in_call: bool = False
    # Penalty on the output.
    activity_regularizer = None

    @property
    def dynamic(self) -> bool:
        """Whether `call`, or that of an inner layer, runs in Python only."""
        layers = layer_build.with_inner_layers(self)
        return any(part.__dict__.get("_dynamic", False) for part in layers)

    @property
    def name_scope(self) -> tf.name_scope:
        """The scope that the layer's variables and operations are named in."""
        return tf.name_scope(self._scope_name)

    @property
    def stateful(self) -> bool:
        """Whether the layer, or one in it, keeps state between batches."""
        return any(
            part.__dict__.get("_stateful", False)
            for part in layer_build.with_inner_layers(self)
        )

    @stateful.setter
    def stateful(self, value: bool) -> None:
        self._stateful = bool(value)

    @property
    def metrics(self) -> list:
        """The metrics in attributes and of `add_metric`, inner ones too."""
        found = []
        for part in tracking.modules_in(self):
            added = part.__dict__.get("_added_metrics")
            if added is not None:
                own = tracking.owned(part)
                found += [m for m in own if isinstance(m, metric.Metric)]
                found += added
            elif isinstance(part, metric.Metric):
                found.append(part)
        return tracking.unique(found)

    def add_metric(self, value, name: str | None = None, **kwargs) -> None:
        """Adds the mean of a value over batches to the logs; used in `call`.

        What a `keras.metrics.Metric` returned when it was called adds that
        metric itself.

        Args:
            value: A tensor of this call, or what a metric returned.
            name: Name in logs. Needed, but for what a metric returned.
            **kwargs: Keras 2's `aggregation`, 'mean' or None, has no effect.
        Raises:
            ValueError: If there is no name, or outside of a call.
            TypeError: If an argument is unknown.
        """
        self._check_metric_options(value, name, kwargs)
        symbolic = isinstance(value, keras_tensor.KerasTensor)
        # The fast way through a call isn't listed in the context.
        in_call = _context.layers or self.__dict__.get("_plain_call")
        if symbolic or not (in_call or _is_of_graph(value)):
            raise ValueError(
                f"{self._described}.add_metric: the value isn't of a call of "
                "the layer. Expected a tensor that `call` computes. Received: "
                f"value={value!r}."
            )
        self._loss_terms.note_activity()
        made_by = getattr(value, "_metric_obj", None)
        if made_by is not None:
            if not any(known is made_by for known in self.metrics):
                self._keep_metric(made_by)
            return
        for known in self.metrics:
            if known.name == name:
                break
        else:
            with tf.init_scope():
                known = mean.Mean(name=name, dtype=self.variable_dtype)
            self._keep_metric(known)
        known.update_state(value)

    def _check_metric_options(
        self, value, name: str | None, kwargs: dict
    ) -> None:
        where = f"{self._described}.add_metric"
        layer_build.refuse_unknown(where, kwargs, ("aggregation",))
        if kwargs.get("aggregation") not in (None, "mean"):
            raise ValueError(
                f"{where}: no such aggregation. Expected 'mean' or None. "
                f"Received: aggregation={kwargs['aggregation']!r}. Call a "
                "`keras.metrics.Metric` for another one, and add its result."
            )
        if name is None and getattr(value, "_metric_obj", None) is None:
            raise ValueError(
                f"{where}: a metric goes by its name in logs. Expected a str. "
                "Received: name=None. Give it one: `add_metric(value, "
                "name='activity')`."
            )

    def _keep_metric(self, made: metric.Metric) -> None:
        # Past `tf.Module`'s attribute tracking: checkpoints and weights don't
        # know it.
        kept = self.__dict__.get("_added_metrics", ())
        object.__setattr__(self, "_added_metrics", (*kept, made))

    def add_update(self, updates) -> None:
        """Runs functions that change state, as Keras 2's layers wrote it.

        Tensors are taken and need nothing: what they stand for has happened.
        In a layer that is frozen, or inside of one, nothing runs.

        Args:
            updates: A function of no argument, a tensor, or a list of these.
        """
        around = (self, *_context.layers)
        frozen = any(not layer._trainable for layer in around)
        for update in tf.nest.flatten(updates):
            if callable(update) and not frozen:
                update()

    @property
    def updates(self) -> list:
        """Nothing, with a warning: state changes where `call` changes it."""
        warnings.warn(
            f"{self._described}: `updates` is empty, since variables change "
            "as soon as `call` changes them. Expected code without it.",
            stacklevel=2,
        )
        return []

    def add_variable(self, *args, **kwargs) -> tf.Variable:
        """Creates a variable: the name of `add_weight` before Keras 2.

        Args:
            *args: Those of `add_weight`.
            **kwargs: Likewise.
        """
        warnings.warn(
            f"{self._described}: `add_variable` is the old name of "
            "`add_weight`. Expected the new one.",
            DeprecationWarning,
            stacklevel=2,
        )
        return self.add_weight(*args, **kwargs)

    def finalize_state(self) -> None:
        """Makes ready what was learned from data; a subclass overrides it."""


def _is_of_graph(value) -> bool:
    eager = isinstance(value, eager_tensor.EagerTensor)
    return tf.is_tensor(value) and not eager
