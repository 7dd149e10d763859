"""What `compile` was told, and the compiled steps that follow from it."""

from collections.abc import Callable

import numpy as np

from keras import optimizers
from keras.backend import user_code
from keras.engine.training import (
    compiled_loss,
    compiled_metrics,
    predict_step,
    step_functions,
    step_runner,
)
from keras.saving.config import object_config


class CompileState:
    """The arguments of a model's `compile`, resolved; steps, made when needed.

    Args:
        model: The model.
        **arguments: Those of `Model.compile`; none before it's called.
    """

    def __init__(self, model, **arguments) -> None:
        self._model = model
        self.arguments = arguments
        self.is_compiled = bool(arguments)
        names = model.output_names if arguments else None
        self.loss = compiled_loss.CompiledLoss(
            arguments.get("loss"), arguments.get("loss_weights"), names
        )
        self.metrics = compiled_metrics.CompiledMetrics(
            arguments.get("metrics"), arguments.get("weighted_metrics"), names
        )
        self.run_eagerly = bool(arguments.get("run_eagerly"))
        self.jit_compile = self._checked_jit(arguments.get("jit_compile"))
        self.set_steps(arguments.get("steps_per_execution"))
        self._made: dict = {}
        self._functions: dict[str, Callable] = {}
        self._labels = None

    def __getstate__(self) -> dict:
        # A copy compiles steps of its own.
        return {**self.__dict__, "_made": {}, "_functions": {}}

    def _checked_jit(self, value: bool | str | None) -> bool:
        """Returns whether to compile with XLA: 'auto' is the default, no."""
        if value in (None, "auto"):
            return False
        if not isinstance(value, (bool, int, np.bool_)):
            raise ValueError(
                f"{self._model._described}: steps are compiled with XLA or "
                "not. Expected True, False, None or 'auto'. Received: "
                f"jit_compile={value!r}."
            )
        return bool(value)

    def set_run_eagerly(self, value: bool) -> None:
        """Switches between steps in Python and steps in a graph."""
        self.run_eagerly = bool(value)
        self._made = {}

    def set_steps(self, value: int | str | None) -> None:
        """Fixes the steps of a run; None and 'auto' follow a step's time.

        Raises:
            ValueError: If it's no number of steps.
        """
        if value not in (None, "auto") and not _is_count(value):
            raise ValueError(
                f"{self._model._described}: a run takes whole steps. Expected "
                "an int of 1 or more, 'auto' or None. Received: "
                f"steps_per_execution={value!r}."
            )
        self.steps_per_execution = None if value == "auto" else value

    def forget_all(self) -> None:
        """Drops all compiled steps, to be made anew."""
        self._made = {}

    def require(self, method: str) -> None:
        """Raises `RuntimeError` unless the model was compiled."""
        if not self.is_compiled:
            raise RuntimeError(
                f"{self._model._described}: `{method}` before `compile`. "
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
                f"{self._model._described}: `{method}` without an optimizer. "
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

    def once(self, key, make):
        """Returns what `make()` returned the first time for a key."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    @property
    def options(self) -> step_runner.StepOptions:
        """How steps run."""
        return step_runner.StepOptions(
            self._model.run_eagerly, self.jit_compile
        )

    def runner(self, mode: str) -> step_runner.Runner | step_runner.UserRunner:
        """Returns what takes runs of 'train' or 'test' steps."""
        function = self.users_function(mode)
        if function is not None:
            return step_runner.UserRunner(function)
        return self.once(mode, lambda: self._new_runner(mode))

    def _new_runner(self, mode: str) -> step_runner.Runner:
        return step_runner.Runner(
            step_functions.on_replicas(self._model, f"{mode}_step"),
            step_functions.final_logs(self._model, f"{mode}_step"),
            self.options,
        )

    def users_function(self, mode: str) -> Callable | None:
        """Returns the user's `function(iterator)`, None where there is none."""
        make = getattr(self._model, f"make_{mode}_function")
        if user_code.is_users(make):
            return make()
        return self._functions.get(mode)

    def function(self, mode: str) -> Callable | None:
        """Returns what takes a step of a kind; None before there was one."""
        if mode in self._functions:
            return self._functions[mode]
        kinds = {mode, f"{mode} over an iterator"}
        return self.over_iterator(mode) if kinds & set(self._made) else None

    def set_function(self, mode: str, function: Callable | None) -> None:
        """Takes a user's `function(iterator)`; None goes back to our own."""
        self.forget(mode)
        self._functions.pop(mode, None)
        if function is not None:
            self._functions[mode] = function

    def over_iterator(self, mode: str) -> Callable:
        """Returns `function(iterator)`, which takes one step of a kind."""
        return self.once(
            f"{mode} over an iterator",
            lambda: step_functions.over_iterator(
                self._model, f"{mode}_step", self.options
            ),
        )

    def forget(self, mode: str) -> None:
        """Drops the compiled steps of a kind, to be made anew."""
        self._made.pop(mode, None)
        self._made.pop(f"{mode} over an iterator", None)

    def predictor(self) -> predict_step.Predictor:
        """Returns the compiled predict step."""
        return self.once(
            "predict", lambda: predict_step.Predictor(self._model, self.options)
        )

    def get_config(self) -> dict:
        """Returns the arguments as plain data."""
        if not self.is_compiled:
            return {}
        config = {k: object_config.plain(v) for k, v in self.arguments.items()}
        config["optimizer"] = optimizers.serialize(self._model.optimizer)
        return config


def _is_count(value) -> bool:
    return isinstance(value, (int, np.integer)) and value >= 1
