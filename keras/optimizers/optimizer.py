"""The base class of optimizers: everything but the update rule."""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import tensorflow as tf

from keras.distribute import variable_update
from keras.optimizers import gradients as gradients_module
from keras.optimizers import (
    optimizer_variables,
    options,
    rates,
    step_policies,
)
from keras.optimizers.schedules import lookup as schedules
from keras.saving.config import constructor


class Optimizer(optimizer_variables.OptimizerVariables):
    """Changes variables so that a loss gets smaller.

    A subclass creates its slots in `build(var_list)`, and changes one variable
    in `update_step(gradient, variable)`. What happens around these updates
    (decay, clipping, averages, accumulation) is a list of `StepPolicy`s.

    Args:
        name: Name in files.
        weight_decay: Each step first takes this part, times the learning rate,
            off each variable. Default 0; None likewise.
        clipnorm: Largest Euclidean norm of each gradient. Default None.
        clipvalue: Largest absolute value in a gradient. Default None.
        global_clipnorm: Largest Euclidean norm of all gradients together.
            Default None.
        use_ema: True keeps moving averages of the variables. Default False.
        ema_momentum: Weight of the old average a step, in [0, 1]. Default 0.99.
        ema_overwrite_frequency: Steps after which variables become their
            averages. Default None: in `finalize_variable_values` only.
        jit_compile: Accepted for Keras 2; the rules are single kernels.
        **kwargs: `lr`, Keras 1's name of the learning rate; and Keras 3's
            `gradient_accumulation_steps`: an update has the mean gradient of
            so many steps.
    Variables: iterations, then the averages, then the rule's slots.
    Raises:
        TypeError: If an argument is unknown.
        ValueError: If arguments exclude each other.
    Example:
        >>> class Descent(keras.optimizers.Optimizer):
        ...     def __init__(self, rate=0.25, name="descent", **kwargs):
        ...         super().__init__(name, **kwargs)
        ...         self._learning_rate = self._build_learning_rate(rate)
        ...     def update_step(self, gradient, variable):
        ...         variable.assign_sub(self.learning_rate * gradient)
        >>> weight = tf.Variable(1.0)
        >>> step = Descent().apply_gradients([(tf.constant(2.0), weight)])
        >>> float(weight)
        0.5
    """

    def __init__(
        self,
        name: str,
        weight_decay: float | None = 0,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        jit_compile: bool = True,
        **kwargs,
    ) -> None:
        super().__init__(name)
        self._keras1_rate, self.gradient_accumulation_steps = options.older(
            type(self).__name__, kwargs
        )
        self.weight_decay = weight_decay
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.jit_compile = jit_compile and bool(
            tf.config.list_physical_devices("GPU")
        )
        options.check(self)
        self.learning_rate_factor: tf.Variable | None = None
        # Not tracked: they hold what `variables` has, and keys of a model's.
        object.__setattr__(self, "_undecayed", options.Undecayed())
        object.__setattr__(
            self,
            "_policies",
            (
                step_policies.Accumulation(),
                step_policies.Clipping(),
                step_policies.WeightDecay(),
                step_policies.Averages(),
            ),
        )

    @property
    def learning_rate(self):
        """The learning rate: a variable, or a schedule's value now."""
        rate = self._learning_rate
        if isinstance(rate, tf.Variable):
            return rate
        return rates.now(rate, self._iterations, self.learning_rate_factor)

    @learning_rate.setter
    def learning_rate(self, value) -> None:
        self._learning_rate = rates.changed(
            self.name, self._learning_rate, value
        )
        if self.learning_rate_factor is not None:
            self.learning_rate_factor.assign(1.0)

    @property
    def lr(self):
        """The learning rate, by its name in Keras 1."""
        return self.learning_rate

    @lr.setter
    def lr(self, value) -> None:
        self.learning_rate = value

    def _build_learning_rate(self, learning_rate):
        """Returns what `_learning_rate` holds: a variable, or a function."""
        if self._keras1_rate is not None:
            learning_rate = self._keras1_rate
        return rates.hold(learning_rate)

    def add_learning_rate_factor(self) -> bool:
        """Makes a variable that multiplies what a schedule gives.

        It is `learning_rate_factor` then, starts at 1, and is in checkpoints,
        but not in `variables`: their order is the same with it and without.

        Returns:
            True if it is new: steps that were compiled before leave it out.
        Example:
            >>> rate = keras.optimizers.schedules.ExponentialDecay(0.5, 10, 0.1)
            >>> optimizer = keras.optimizers.SGD(rate)
            >>> optimizer.add_learning_rate_factor()
            True
            >>> factor = optimizer.learning_rate_factor.assign(0.5)
            >>> float(optimizer.learning_rate)
            0.25
        """
        is_new = self.learning_rate_factor is None
        if is_new:
            self.learning_rate_factor = rates.one()
        return is_new

    def _take_rate(self, rate: np.ndarray) -> None:
        if isinstance(self._learning_rate, tf.Variable):
            self.learning_rate = rate

    def _rate(self, dtype: tf.DType) -> tf.Tensor:
        rate = tf.convert_to_tensor(self.learning_rate)
        return rate if rate.dtype == dtype else tf.cast(rate, dtype)

    def ensure_built(self, var_list: Iterable[tf.Variable]) -> None:
        """Calls `build` once, outside of any graph.

        Args:
            var_list: All variables that will ever be changed.
        """
        if self._built or self.built:
            return
        with tf.init_scope():
            self.build(list(var_list))
        self._built = True

    def build(self, var_list: Iterable[tf.Variable]) -> None:
        """Creates what is kept for each variable; a rule adds its slots.

        Args:
            var_list: All variables that will ever be changed.
        """
        if self.built:
            return
        variables = list(var_list)
        self._build_index_dict(variables)
        with tf.init_scope():
            for policy in self._policies:
                policy.build(self, variables)

    def minimize(
        self,
        loss,
        var_list: Iterable[tf.Variable],
        tape: tf.GradientTape | None = None,
    ) -> tf.Variable:
        """Computes gradients of a loss, and takes a step.

        Args:
            loss: A function that returns the loss; or a tensor, with its tape.
            var_list: Variables to change.
            tape: The tape that `loss` was computed under. Default None.
        """
        return self.apply_gradients(
            self.compute_gradients(loss, var_list, tape)
        )

    def compute_gradients(
        self,
        loss,
        var_list: Iterable[tf.Variable],
        tape: tf.GradientTape | None = None,
    ) -> list[tuple]:
        """Returns pairs of a gradient and its variable.

        Args:
            loss: A function that returns the loss; or a tensor, with its tape.
            var_list: Variables, or a function that returns them.
            tape: The tape that `loss` was computed under. Default None.
        Raises:
            ValueError: If the loss is a tensor and there is no tape.
        """
        return gradients_module.compute(self._label, loss, var_list, tape)

    def aggregate_gradients(self, grads_and_vars: Iterable) -> list[tuple]:
        """Returns the pairs with gradients added over the replicas."""
        given, variables = gradients_module.split(grads_and_vars)
        return list(zip(variable_update.summed(given), variables, strict=True))

    def apply_gradients(
        self,
        grads_and_vars: Iterable,
        name: str | None = None,
        skip_gradients_aggregation: bool = False,
        experimental_aggregate_gradients: bool = True,
    ) -> tf.Variable:
        """Takes a step; none where there is no pair.

        Args:
            grads_and_vars: Pairs of a gradient and its variable.
            name: Accepted for Keras 2. Default None.
            skip_gradients_aggregation: True where gradients have been added
                over the replicas already. Default False.
            experimental_aggregate_gradients: False likewise; the name before
                Keras 2.11.
        Returns:
            The step counter.
        Raises:
            ValueError: If none of the variables has a gradient, or one is
                unknown: the slots were not built for it.
        """
        gradients, variables = gradients_module.split(grads_and_vars)
        if not variables:
            return self._iterations
        self.ensure_built(variables)
        self._check_known(variables)
        if experimental_aggregate_gradients and not skip_gradients_aggregation:
            gradients = variable_update.summed(gradients)
        variable_update.run(functools.partial(self._step, variables), gradients)
        return self._iterations

    def apply(
        self,
        grads: Sequence,
        trainable_variables: Sequence[tf.Variable] | None = None,
    ) -> tf.Variable:
        """Takes a step: Keras 3's form of `apply_gradients`.

        Args:
            grads: Gradients.
            trainable_variables: Their variables. Default None: those that
                `build` was given.
        Returns:
            The step counter.
        Raises:
            ValueError: If there is no variable for a gradient.
        """
        if trainable_variables is None:
            trainable_variables = [ref.deref() for ref in self._index_dict]
        if len(grads) != len(trainable_variables):
            raise ValueError(
                "apply: gradients and variables are pairs. Expected "
                f"{len(trainable_variables)} gradients, one a variable. "
                f"Received: {len(grads)}."
            )
        return self.apply_gradients(zip(grads, trainable_variables))

    def _check_known(self, variables: Sequence[tf.Variable]) -> None:
        known = self._index_dict
        unknown = [v.name for v in variables if v.ref() not in known]
        if unknown:
            raise ValueError(
                f"{self.name}: variables that the optimizer was not built for. "
                "Expected those of its first step, or of `build`. Received: "
                f"{unknown}. Call `optimizer.build(all_variables)` before the "
                "first step."
            )

    def _step(self, variables: Sequence[tf.Variable], gradients) -> None:
        """Takes a step; runs once, outside of the replicas."""
        update = functools.partial(self._update, variables)
        setting = functools.partial(getattr, self)
        for policy in reversed(self._policies):
            asked_by = policy.asked_by
            if asked_by is not None and not any(map(setting, asked_by)):
                continue
            update = functools.partial(policy.take, self, variables, update)
        update(gradients)

    def _update(self, variables: Sequence[tf.Variable], gradients) -> None:
        """Changes all variables by the rule, and counts the step."""
        for dtype in {variable.dtype for variable in variables}:
            pairs = [
                pair
                for pair in zip(variables, gradients)
                if pair[0].dtype == dtype
            ]
            rule = functools.partial(
                self.update_variable, self.step_values(dtype)
            )
            variable_update.each(rule, *zip(*pairs))
        for variable in variables:
            if getattr(variable, "constraint", None) is not None:
                variable.assign(variable.constraint(variable))
        self._iterations.assign_add(1, read_value=False)

    def step_values(self, dtype: tf.DType):
        """Computes what a rule needs once a step, for variables of one type.

        Args:
            dtype: Type of the variables.
        """
        return None

    def update_variable(self, values, variable: tf.Variable, gradient) -> None:
        """Changes one variable by the rule, given what `step_values` returned.

        Args:
            values: What `step_values` returned for the variable's type.
            variable: What to change.
            gradient: A tensor, or `tf.IndexedSlices` of some rows.
        """
        self.update_step(gradient, variable)

    def update_step(self, gradient, variable: tf.Variable) -> None:
        """Changes one variable by the rule.

        Args:
            gradient: A tensor, or `tf.IndexedSlices` of some rows.
            variable: What to change.
        """
        if type(self).update_variable is Optimizer.update_variable:
            raise NotImplementedError(
                f"{type(self).__name__}: an optimizer needs a rule. Expected "
                "an `update_step(gradient, variable)`. Received: a class "
                "without one."
            )
        self.update_variable(
            self.step_values(variable.dtype), variable, gradient
        )

    def exclude_from_weight_decay(
        self,
        var_list: Iterable[tf.Variable] | None = None,
        var_names: Iterable[str] | None = None,
    ) -> None:
        """Says which variables weight decay leaves alone.

        Args:
            var_list: Variables. Default None.
            var_names: Regular expressions found in names. Default None.
        """
        undecayed = options.Undecayed(var_list or (), var_names or ())
        object.__setattr__(self, "_undecayed", undecayed)

    def _use_weight_decay(self, variable: tf.Variable) -> bool:
        return not self._undecayed.has(variable)

    def finalize_variable_values(self, var_list: Iterable[tf.Variable]) -> None:
        """Makes variables their averages, where there are averages.

        Args:
            var_list: The model's variables.
        """
        for policy in self._policies:
            policy.finalize(self, list(var_list))

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        config = constructor.constructor_config(self)
        if "learning_rate" in config:
            rate = self._serialize_hyperparameter(self._learning_rate)
            config["learning_rate"] = rate
        if self.gradient_accumulation_steps:  # Keras 2 doesn't know it
            steps = self.gradient_accumulation_steps
            config["gradient_accumulation_steps"] = steps
        return {**config, "is_legacy_optimizer": False}

    def _serialize_hyperparameter(self, value):
        """Returns a learning rate, or another setting, as plain data."""
        return rates.plain(value)

    @classmethod
    def from_config(cls, config: dict, custom_objects: dict | None = None):
        """Makes an optimizer from what `get_config` returned.

        Args:
            config: The arguments.
            custom_objects: Names of the caller's own schedules.
        """
        known = {k: v for k, v in config.items() if k not in _ONLY_IN_FILES}
        rate = known.get("learning_rate")
        if isinstance(rate, dict):
            known["learning_rate"] = schedules.deserialize(rate, custom_objects)
        return cls(**known)


# Keras 2 writes the first; the other is Keras 3's, with None where not used.
_ONLY_IN_FILES = ("is_legacy_optimizer", "loss_scale_factor")


def rule(**defaults) -> Callable:
    """Completes a rule's constructor with the arguments of every optimizer.

    The rule writes its own arguments, and hands `**options` to `Optimizer`.
    Callers see `Optimizer`'s behind them, by name and place: `weight_decay`,
    …, `jit_compile`, `name`, `**kwargs`.

    Args:
        **defaults: Where the rule has others than `Optimizer`.
    """

    def complete(init: Callable) -> Callable:
        signature = _completed(inspect.signature(init), defaults)

        @functools.wraps(init)
        def __init__(*args, **kwargs) -> None:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            more = bound.arguments.pop("kwargs")
            init(**bound.arguments, **more)

        __init__.__signature__ = signature
        return __init__

    return complete


def _completed(own: inspect.Signature, defaults: dict) -> inspect.Signature:
    """Returns a rule's parameters and, behind them, those of `Optimizer`."""
    found = dict(list(own.parameters.items())[:-1])
    shared = dict(inspect.signature(Optimizer.__init__).parameters)
    kwargs = shared.pop("kwargs")
    shared["name"] = shared.pop("name")  # A rule has it last.
    for name, parameter in shared.items():
        default = defaults.get(name, parameter.default)
        found.setdefault(name, parameter.replace(default=default))
    return own.replace(parameters=[*found.values(), kwargs])
