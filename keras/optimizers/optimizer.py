"""The base class of optimizers: everything but the update rule."""

import functools
import inspect
import operator
from collections.abc import Iterable, Sequence
from typing import Any

import tensorflow as tf

from keras.backend import class_facts
from keras.distribute import mesh_variable, variable_update
from keras.engine import kinds
from keras.optimizers import (
    checkpoint_slots,
    hooks,
    keras3_names,
    known_variables,
    optimizer_config,
    optimizer_state,
    optimizer_variables,
    options,
    rates,
    settings,
    step,
    step_policies,
    undecayed,
)
from keras.tf_internals import waiting_values

_dtype_of = operator.attrgetter("dtype")


class Optimizer(optimizer_variables.OptimizerVariables):
    """Changes variables so that a loss gets smaller.

    A subclass creates its slots in `build(var_list)`, and changes one variable
    in `update_step(gradient, variable)`. Keras 3's form does as well: the base
    is given the learning rate, and `update_step(gradient, variable,
    learning_rate)` gets it.

    Args:
        name: Name in files. Default None: the class's. A learning rate in its
            place stands for Keras 3's order: `learning_rate`, then the others.
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
            `learning_rate`; `gradient_accumulation_steps`: an update has the
            mean gradient of so many steps; and `loss_scale_factor`: gradients
            are divided by it, as the loss was multiplied, by `minimize` or
            `scale_loss`. And ours: `lazy`; True has a gradient of some rows,
            as from an embedding, change these rows and their slots only, as in
            LazyAdam. Rules in which other rows don't move do so anyway.
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

    # What happens around an update, the outermost first.
    _keras_policies: tuple[type, ...] = step_policies.EVERY
    # Whether its rule can leave rows without a gradient alone.
    _keras_may_be_lazy = True
    # Whether it hands steps to other optimizers.
    _keras_wraps_others = False
    # Settings with which `build` makes more; a rule adds its own.
    _keras_makes_slots: tuple[str, ...] = (
        "use_ema",
        "gradient_accumulation_steps",
    )

    @options.in_either_order
    def __init__(
        self,
        name: str | None = None,
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
        options.check_rule(type(self))
        super().__init__(type(self).__name__ if name is None else name)
        further = options.further(type(self).__name__, kwargs)
        rate = further.learning_rate
        kept = optimizer_state.OptimizerState(
            policies=tuple(policy() for policy in self._keras_policies),
            keras1_rate=further.lr,
            took_rate=rate is not None,
            is_lazy=further.lazy,
        )
        # Not tracked: it holds what `variables` has, and keys of a model's.
        object.__setattr__(self, "_keras_state", kept)
        self._keras_rate_factor: tf.Variable | None = None
        if rate is not None:
            self._learning_rate = self._build_learning_rate(rate)
        self.loss_scale_factor = further.loss_scale_factor
        self.gradient_accumulation_steps = further.gradient_accumulation_steps
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
        kept.is_made = True

    def __setattr__(self, name: str, value) -> None:
        # Keras's contract: a setting may be set at any time.
        before = vars(self).get(name)
        super().__setattr__(name, value)
        if name[:1] != "_" or name == "_learning_rate":
            kept = vars(self).get("_keras_state")
            if kept is not None and kept.is_made:
                settings.heed(self, name, before)

    _keras_changes = property(settings.changes)

    @property
    def learning_rate(self) -> tf.Variable:
        """The learning rate: a variable, or what the last step was given."""
        if self._keras_state.rate_now is not None:
            return self._keras_state.rate_now
        rate = self._learning_rate
        return rate if isinstance(rate, tf.Variable) else rates.shown(self)

    @learning_rate.setter
    def learning_rate(self, value: kinds.Rate) -> None:
        rates.change(self, value)

    lr = rates.lr
    _build_learning_rate = rates.build
    add_learning_rate_factor = rates.add_factor
    learning_rate_factor = optimizer_state.Shown(rates.factor)
    _keras_take_rate = rates.take_from_file
    _keras_give_rate = rates.give_to_file
    _keras_follows_schedule = property(rates.follows_schedule)
    _keras_set_rate = rates.set_on_top

    def _keras_rate(self, dtype: tf.DType) -> tf.Tensor:
        rate = tf.convert_to_tensor(self.learning_rate)
        return rate if rate.dtype == dtype else tf.cast(rate, dtype)

    _keras_rate_of = rates.of_variable

    def _keras_asked(self, policies: Iterable) -> list:
        """Returns the policies that the settings ask for."""
        setting = functools.partial(getattr, self)
        return [
            policy
            for policy in policies
            if policy.asked_by is None or any(map(setting, policy.asked_by))
        ]

    def ensure_built(self, var_list: Iterable[tf.Variable]) -> None:
        """Calls `build` once, outside of any graph.

        Args:
            var_list: All variables that will ever be changed.
        """
        if self._built or self._index_dict:
            if self._keras_state.is_untied:
                known_variables.settle(self, list(var_list))
            return
        with tf.init_scope():
            self.build(list(var_list))
        self._built = True

    _keras_ensure_built = ensure_built

    def build(self, var_list: Iterable[tf.Variable]) -> None:
        """Creates what is kept for each variable; a rule adds its slots.

        Args:
            var_list: All variables that will ever be changed.
        """
        variables = list(var_list)
        if self.built:
            known_variables.settle(self, variables)
            return
        self._build_index_dict(variables)
        waiting = waiting_values.shapes(self._variables)
        on_mesh = any(map(mesh_variable.is_one, variables))
        self._keras_state.has_kernels = not on_mesh
        with tf.init_scope():
            for policy in self._keras_state.policies:
                policy.build(self, variables)
            self._keras_state.num_shared = len(self._variables)
            self._keras_build_slots(variables)
        if waiting:
            checkpoint_slots.warn_of_lost(self, waiting)

    def _keras_build_slots(self, variables: Sequence[tf.Variable]) -> None:
        """Creates a rule's slots; `build` calls it once.

        Args:
            variables: All variables that will ever be changed.
        """

    def minimize(
        self,
        loss: Any,
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
        loss: Any,
        var_list: Iterable[tf.Variable],
        tape: tf.GradientTape | None = None,
    ) -> list[tuple]:
        """Returns pairs of a gradient and its variable.

        Args:
            loss: A function that returns the loss; or a tensor, with its tape.
                It is scaled, where there is a `loss_scale_factor`.
            var_list: Variables, or a function that returns them.
            tape: The tape that `loss` was computed under. Default None.
        Raises:
            ValueError: If the loss is a tensor and there is no tape.
        """
        scale = None if self.loss_scale_factor is None else self.scale_loss
        return step.compute(self._name, loss, var_list, tape, scale)

    def aggregate_gradients(self, grads_and_vars: Iterable) -> list[tuple]:
        """Returns the pairs with gradients added over the replicas."""
        given, variables = step.split(grads_and_vars)
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
        gradients, variables = step.split(grads_and_vars)
        adds_up = experimental_aggregate_gradients
        adds_up = adds_up and not skip_gradients_aggregation
        if type(self).apply is not Optimizer.apply:
            keras3_names.hand_to_apply(self, gradients, variables, adds_up)
            return self._iterations
        return self._keras_apply(gradients, variables, adds_up)

    _keras_apply = step.take
    _keras_leave_out = step.leave_out

    def _keras_step(self, variables: Sequence[tf.Variable], gradients) -> None:
        """Takes a step; runs once, outside of the replicas."""
        update = functools.partial(self._keras_update, variables)
        setting = functools.partial(getattr, self)
        # As `_keras_asked`, which is two calls more in every step.
        for policy in reversed(self._keras_state.policies):
            asked_by = policy.asked_by
            if asked_by is not None and not any(map(setting, asked_by)):
                continue
            update = functools.partial(policy.take, self, variables, update)
        self._keras_state.takes_step = True
        try:
            update(gradients)
        finally:
            self._keras_state.takes_step = False

    def _keras_update(
        self, variables: Sequence[tf.Variable], gradients
    ) -> None:
        """Changes all variables by the rule, and counts the step."""
        cls = type(self)
        if cls._apply_weight_decay is not hooks.apply_weight_decay:
            self._apply_weight_decay(variables)
        if cls._backend_update_step is hooks.backend_update_step:
            self._keras_change_all(variables, gradients)
        else:
            hooks.update_as_users(self, gradients, variables)
        for variable in variables:
            if getattr(variable, "constraint", None) is not None:
                variable.assign(variable.constraint(variable))
        self._iterations.assign_add(1, read_value=False)

    def _keras_change_all(
        self, variables: Sequence[tf.Variable], gradients
    ) -> None:
        """Changes all variables by the rule."""
        is_ours = type(self).update_step in hooks.OWN_RULES
        each_alone = not is_ours or self._keras_state.of_rates
        for dtype in set(map(_dtype_of, variables)):
            pairs = [
                pair
                for pair in zip(variables, gradients)
                if pair[0].dtype == dtype
            ]
            rule = self._keras_update_alone
            if not each_alone:
                values = self._keras_step_values(dtype)
                rule = functools.partial(self._keras_update_variable, values)
            variable_update.each(rule, *zip(*pairs))

    def _keras_check_progress(self) -> None:
        """Warns if training takes no steps; asked after each epoch."""

    def _keras_update_alone(self, variable: tf.Variable, gradient) -> None:
        """Changes one variable by the rule, at its own rate."""
        takes_rate = _takes_rate(type(self))
        if not takes_rate and not self._keras_state.of_rates:
            self.update_step(gradient, variable)
            return
        rate = self._keras_rate_of(variable, gradient)
        if takes_rate:
            rate = tf.cast(rate, variable.dtype)
            self.update_step(gradient, variable, rate)
            return
        # Rules of ours, and for Keras 2, ask for the rate by themselves.
        with self._keras_state.at_rate(rate):
            self.update_step(gradient, variable)

    update_step = hooks.update_step

    # A rule of ours is these two: most of it is computed once a step.

    def _keras_step_values(self, dtype: tf.DType):
        """Computes what a rule needs once a step, for variables of one type.

        Args:
            dtype: Type of the variables.
        """
        return None

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule.

        Args:
            values: What `_keras_step_values` returned for the variable's type.
            variable: What to change.
            gradient: A tensor, or `tf.IndexedSlices` of some rows.
        """
        raise NotImplementedError(
            f"{type(self).__name__}: an optimizer needs a rule. Expected an "
            "`update_step(gradient, variable)`. Received: a class without one."
        )

    _clip_gradients = hooks.clip_gradients
    _apply_weight_decay = hooks.apply_weight_decay
    _backend_update_step = hooks.backend_update_step
    _keras_decay_of = hooks.decay_of
    exclude_from_weight_decay = undecayed.exclude_from_weight_decay
    _use_weight_decay = undecayed.use_weight_decay

    def finalize_variable_values(self, var_list: Iterable[tf.Variable]) -> None:
        """Makes variables their averages, where there are averages.

        Args:
            var_list: The model's variables.
        Raises:
            ValueError: If there is no average of one of them.
        """
        variables = list(var_list)
        if self.use_ema and self.built:
            known_variables.check(self, variables)
        for policy in self._keras_state.policies:
            policy.finalize(self, variables)

    get_config = optimizer_config.get_config
    from_config = classmethod(optimizer_config.from_config)
    _serialize_hyperparameter = optimizer_config.serialize_hyperparameter

    apply = keras3_names.apply
    assign = keras3_names.assign
    assign_add = keras3_names.assign_add
    assign_sub = keras3_names.assign_sub
    scale_loss = keras3_names.scale_loss
    add_optimizer_variables = keras3_names.add_optimizer_variables
    _get_variable_index = keras3_names.get_variable_index
    _get_current_learning_rate = keras3_names.get_current_learning_rate


@class_facts.once("update_step")
def _takes_rate(optimizer_class: type) -> bool:
    """Tells whether a user's `update_step` takes the rate, as in Keras 3."""
    if optimizer_class.update_step in hooks.OWN_RULES:
        return False
    signature = inspect.signature(optimizer_class.update_step)
    try:
        signature.bind(*[None] * 4)
    except TypeError:
        return False
    return True
