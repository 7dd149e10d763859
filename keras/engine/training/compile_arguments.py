"""What `compile` was told."""

import numpy as np

from keras import optimizers
from keras.backend import local_functions, outside_graphs, user_code
from keras.engine.layer import metrics as layer_metrics
from keras.engine.layer import tracking
from keras.engine.training import (
    compiled_loss,
    compiled_metrics,
    compiled_steps,
    trainable_flags,
)
from keras.metrics import metric
from keras.optimizers import optimizer
from keras.saving.config import object_config


class CompileArguments:
    """The arguments of a model's `compile`, resolved.

    Args:
        model: The model.
        **arguments: Those of `Model.compile`; none before it's called.

    Attributes:
        steps: The compiled steps that follow from them.
        flags: Which layers were trainable then.
        evaluates_once: Whether a parameter server's model is evaluated on all
            of a `DatasetCreator`'s data, once.
        checked_modes: The kinds of steps whose logs were looked at for
            results of metrics that saw nothing.
    """

    __reduce_ex__ = local_functions.reduce_ex

    def __init__(self, model, **arguments) -> None:
        self._model = model
        self.arguments = arguments
        self.is_compiled = bool(arguments)
        names = (
            model._keras_state.topology.output_names() if arguments else None
        )
        self.loss = compiled_loss.CompiledLoss(
            arguments.get("loss"), arguments.get("loss_weights"), names
        )
        self.metrics = compiled_metrics.CompiledMetrics(
            arguments.get("metrics"),
            arguments.get("weighted_metrics"),
            names,
            validation=arguments.get("validation_metrics"),
            every=arguments.get("metrics_every", 1),
        )
        self.run_eagerly = bool(arguments.get("run_eagerly"))
        self.jit_compile = self._checked_jit(arguments.get("jit_compile"))
        self.set_steps(arguments.get("steps_per_execution"))
        self.evaluates_once = self._checked_shards(
            arguments.get("pss_evaluation_shards", 0)
        )
        self.steps = compiled_steps.CompiledSteps(model)
        self.flags = trainable_flags.TrainableFlags(
            model if self.is_compiled else None
        )
        self._labels = None
        self.checked_modes: set[str] = set()

    @property
    def kept_metrics(self) -> list:
        """The model's metrics and all means of the loss: what runs reset."""
        counters = self.metrics.turns.counters
        means = self.loss.means
        return tracking.unique([*means, *self._model.metrics, *counters])

    def reset_metrics(self) -> None:
        """Sets the model's metrics and the loss's means to nothing seen.

        A user's `metrics` may have a tracker in the place of these means.
        """
        self._model.reset_metrics()
        self.loss.reset_state()
        for counter in self.metrics.turns.counters:
            counter.reset_state()

    def _checked_jit(self, value: bool | str | None) -> bool:
        """Returns whether to compile with XLA: 'auto' is the default, no."""
        if value in (None, "auto"):
            return False
        if not isinstance(value, (bool, int, np.bool_)):
            raise ValueError(
                f"{self._model._keras_who}: steps are compiled with XLA or "
                "not. Expected True, False, None or 'auto'. Received: "
                f"jit_compile={value!r}."
            )
        return bool(value)

    def _checked_shards(self, value: int | str) -> bool:
        if value not in ("auto", 0) and not _is_count(value):
            raise ValueError(
                f"{self._model._keras_who}: data is evaluated in a number of "
                "shards. Expected an int of 0 or more, or 'auto'. Received: "
                f"pss_evaluation_shards={value!r}."
            )
        return value != 0

    def set_run_eagerly(self, value: bool) -> None:
        """Switches between steps in Python and steps in a graph."""
        self.run_eagerly = bool(value)
        self.steps.forget_all()

    def set_jit(self, value: bool | str | None) -> None:
        """Switches between steps that XLA compiles and others.

        Raises:
            ValueError: If it's no choice.
        """
        self.jit_compile = self._checked_jit(value)
        self.steps.forget_all()

    def set_steps(self, value: int | str | None) -> None:
        """Fixes the steps of a run; None and 'auto' follow a step's time.

        Raises:
            ValueError: If it's no number of steps.
        """
        if value not in (None, "auto") and not _is_count(value):
            raise ValueError(
                f"{self._model._keras_who}: a run takes whole steps. Expected "
                "an int of 1 or more, 'auto' or None. Received: "
                f"steps_per_execution={value!r}."
            )
        self.steps_per_execution = None if value == "auto" else value

    def require(self, method: str) -> None:
        """Raises `RuntimeError` in a graph, or unless it was compiled."""
        outside_graphs.require(f"{self._model._keras_who}.{method}")
        if not self.is_compiled:
            raise RuntimeError(
                f"{self._model._keras_who}: `{method}` before `compile`. "
                "Expected an optimizer and a loss. Received: neither. Call "
                "`model.compile(optimizer, loss)`."
            )

    def require_optimizer(self, method: str) -> None:
        """Raises `RuntimeError` where our own step has no optimizer."""
        self.require(method)
        if self._model.optimizer is None and not user_code.is_users(
            self._model.train_step
        ):
            raise RuntimeError(
                f"{self._model._keras_who}: `{method}` without an optimizer. "
                "Expected one to update weights. Received: optimizer=None. "
                "Call `model.compile(optimizer, loss)`."
            )

    def check_labels(self, outputs, labels) -> None:
        """Raises where labels don't fit outputs and our own steps judge them.

        Args:
            outputs: Symbols of the outputs.
            labels: Specs of the labels; None where there are none.
        Raises:
            ValueError: If their number or a shape doesn't fit.
        """
        if labels is None or labels == self._labels or not self.is_compiled:
            return
        model = self._model
        if not user_code.is_users(model.train_step):
            if not user_code.is_users(model.compute_loss):
                self.loss.check(labels, outputs)
            if not user_code.is_users(model.compute_metrics):
                self.metrics.check(labels, outputs)
        self._labels = labels

    def get_config(self) -> dict:
        """Returns the arguments as plain data."""
        if not self.is_compiled:
            return {}
        config = {k: _described(v) for k, v in self.arguments.items()}
        # Set since, or as it was given where something else is kept there.
        found = self._model.optimizer
        if not isinstance(found, optimizer.Optimizer):
            found = self.arguments["optimizer"]
        config["optimizer"] = optimizers.serialize(found)
        return config


def _described(value):
    """Returns an argument as plain data, metrics by the names they came with.

    In logs the name of their output is before these, on loading too.
    """
    if isinstance(value, dict):
        return {key: _described(part) for key, part in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(_described, value))
    found = object_config.plain(value)
    if isinstance(value, metric.Metric) and "name" in found["config"]:
        found["config"]["name"] = compiled_metrics.given_name(value)
    return found


def every_metric(model) -> list:
    """Returns the compiled metrics of a model and those of layers, each once.

    Others come with a `compile`, with the first outputs, or in an attribute.
    """
    state = model._keras_state.compile_state
    compiled = [*state.loss.metrics, *state.metrics.metrics]
    return tracking.unique(compiled + layer_metrics.of_layer(model))


def _is_count(value) -> bool:
    return isinstance(value, (int, np.integer)) and value >= 1
