"""The compiled steps of a model, made when somebody asks for them."""

import warnings
from collections.abc import Callable

from keras.backend import user_code
from keras.distribute import coordinators, placement, replica_averages
from keras.engine.layer import parts, variables
from keras.engine.training import (
    predict_step,
    scheduled_runner,
    step_functions,
    step_runner,
)
from keras.optimizers import optimizer


class CompiledSteps:
    """A model's steps as runs over data, and as functions of an iterator.

    Args:
        model: The model.
    """

    def __init__(self, model) -> None:
        self._model = model
        self._made: dict = {}
        self._functions: dict[str, Callable] = {}
        self._parts: list = []
        self._other_optimizers: list = []
        self._settings: list[tuple] = []

    def __getstate__(self) -> dict:
        # A copy compiles steps of its own.
        emptied = {"_made": {}, "_functions": {}, "_parts": []}
        return {**self.__dict__, **emptied, "_other_optimizers": []}

    @property
    def options(self) -> step_runner.StepOptions:
        """How steps run."""
        strategy = self._model.distribute_strategy
        in_graph = placement.is_in_graph(strategy)
        jit = in_graph and self._model.jit_compile and self._can_jit()
        return step_runner.StepOptions(
            self._model.run_eagerly or not in_graph,
            jit,
            strategy.num_replicas_in_sync > 1,
        )

    def _can_jit(self) -> bool:
        """Tells whether XLA can compile steps; warns where it can't."""
        count = self._model.distribute_strategy.num_replicas_in_sync
        if count == 1:
            return True
        warnings.warn(
            f"{self._model._keras_who}: jit_compile=True has no effect. "
            "Expected one replica: XLA compiles nothing in which replicas "
            f"meet. Received: {count} replicas. Steps run as graphs.",
            stacklevel=2,
        )
        return False

    def forget_all(self) -> None:
        """Drops all compiled steps, to be made anew."""
        self._made = {}

    def forget(self, mode: str) -> None:
        """Drops the compiled steps of a kind, to be made anew."""
        made = list(self._made.items())
        self._made = {key: one for key, one in made if key[0] != mode}

    def _once(self, key: tuple, make: Callable):
        """Returns what `make()` returned the first time for a key."""
        self._follow_parts()
        self.follow_optimizers()
        made = self._made  # Another thread may drop all meanwhile.
        if key not in made:
            made[key] = make()
        return made[key]

    def _follow_parts(self) -> None:
        """Drops all steps where the model has other parts than they know."""
        now = parts.once(self._model, variables.parts_of)
        if now is not self._parts:
            if not parts.same(now, self._parts):
                self.forget_all()
            self._parts = now
            self._other_optimizers = [
                part for part in now if isinstance(part, optimizer.Optimizer)
            ]

    def follow_optimizers(self) -> bool:
        """Drops training steps that know other settings; tells whether so."""
        settings = [
            (id(each), getattr(each, "_keras_changes", 0))
            for each in (self._model.optimizer, *self._other_optimizers)
        ]
        if settings == self._settings:
            return False
        self._settings = settings
        self.forget("train")
        return True

    def note_parts(self) -> None:
        """Takes note of the parts that a step was just traced with.

        What a trace makes, such as the variables of a first call, is no change
        that steps don't know.
        """
        self._parts = parts.once(self._model, variables.parts_of)

    def runner(
        self, mode: str, is_single: bool = False, resets: tuple = ()
    ) -> step_runner.Runner | step_runner.UserRunner:
        """Returns what takes runs of steps.

        Args:
            mode: 'train' or 'test'.
            is_single: Whether each run is one step.
            resets: Some of `resettable(mode)`; each step resets them first.
        """
        function = self._users_function(mode)
        if function is not None:
            return step_runner.UserRunner(self._model, mode, function)
        key = mode, is_single, resets
        return self._once(key, lambda: self._new_runner(*key))

    def _new_runner(
        self, mode: str, is_single: bool, resets: tuple
    ) -> step_runner.Runner:
        options = self.options
        step = step_functions.on_replicas(
            self._model, f"{mode}_step", options.jit_compile
        )
        return step_runner.Runner(
            step_functions.after_reset(step, resets) if resets else step,
            step_functions.final_logs(self._model, f"{mode}_step"),
            options,
            is_single,
        )

    def epoch_runner(
        self, mode: str, is_single: bool
    ) -> (
        step_runner.Runner
        | step_runner.UserRunner
        | scheduled_runner.ScheduledRunner
    ):
        """Returns what takes the runs of an epoch, on workers if there are.

        Args:
            mode: 'train' or 'test'.
            is_single: Whether each run is one step.
        """
        strategy = self._model.distribute_strategy
        in_python = self._model.run_eagerly or self._users_function(mode)
        if in_python or not coordinators.hands_out(strategy):
            return self.runner(mode, is_single)
        steps_a_call = self._model.steps_per_execution or 1
        return self._once(
            (mode, "on workers", steps_a_call),
            lambda: scheduled_runner.ScheduledRunner(
                strategy,
                step_functions.on_replicas(self._model, f"{mode}_step"),
                step_functions.final_logs(self._model, f"{mode}_step"),
                steps_a_call,
            ),
        )

    def resettable(self, mode: str) -> tuple:
        """Returns the metrics, where a graph can reset all of them.

        Nothing where a user's code takes part. In the graph of a step, it
        takes 0.15 ms less.
        """
        owned = (
            getattr(self._model, f"make_{mode}_function"),
            self._model.reset_metrics,
        )
        kept = self._model._keras_state.compile_state.kept_metrics
        if mode in self._functions or any(map(user_code.is_users, owned)):
            return ()
        return tuple(kept) if all(map(_resets_in_graph, kept)) else ()

    def predictor(
        self,
    ) -> predict_step.Predictor | predict_step.UserPredictor:
        """Returns the compiled predict step."""
        function = self._users_function("predict")
        if function is not None:
            strategy = self._model.distribute_strategy
            return predict_step.UserPredictor(strategy, function)
        return self._once(
            ("predict",),
            lambda: predict_step.Predictor(self._model, self.options),
        )

    def level_averages(self) -> None:
        """Gives replicas the mean of averages that each moves by itself.

        Before a built model answers; see `replica_averages`.
        """
        if self._model.distribute_strategy.num_replicas_in_sync > 1:
            level = self._once(
                ("averages",),
                lambda: replica_averages.levelling(
                    self._model.non_trainable_variables
                ),
            )
            level()

    def _users_function(self, mode: str) -> Callable | None:
        """Returns the user's `function(iterator)`, None where there is none."""
        make = getattr(self._model, f"make_{mode}_function")
        if user_code.is_users(make):
            return make()
        return self._functions.get(mode)

    def function(self, mode: str) -> Callable | None:
        """Returns what takes a step of a kind; None before there was one."""
        if mode in self._functions:
            return self._functions[mode]
        is_made = any(key[0] == mode for key in self._made)
        return self.over_iterator(mode) if is_made else None

    def set_function(self, mode: str, function: Callable | None) -> None:
        """Takes a user's `function(iterator)`; None goes back to our own."""
        self.forget(mode)
        self._functions.pop(mode, None)
        if function is not None:
            self._functions[mode] = function

    def over_iterator(self, mode: str) -> Callable:
        """Returns `function(iterator)`, which takes one step of a kind."""
        return self._once(
            (mode, "over an iterator"),
            lambda: step_functions.over_iterator(
                self._model, f"{mode}_step", self.options
            ),
        )


def _resets_in_graph(metric) -> bool:
    """Tells whether resetting a metric runs no code of a user's."""
    methods = metric.reset_state, metric.reset_states
    if any(map(user_code.is_users, methods)):
        return False
    return all(map(_resets_in_graph, metric._keras_inner_metrics))
