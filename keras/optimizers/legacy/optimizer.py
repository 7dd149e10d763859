"""The base class of optimizers as they were before Keras 2.11."""

import functools
import inspect
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow as tf

from keras.backend import class_facts
from keras.distribute import variable_update
from keras.optimizers import gradients, rates, step
from keras.optimizers.legacy import inner, limits
from keras.optimizers.schedules import learning_rate_schedule, lookup

_SETTINGS = ("clipnorm", "clipvalue", "global_clipnorm", "decay", "lr")


class Optimizer(inner.Inner):
    """Changes variables so that a loss gets smaller; Keras 2.0 to 2.10's way.

    A subclass declares numbers by `_set_hyper`, makes slots in
    `_create_slots(var_list)`, and changes one variable in
    `_resource_apply_dense(grad, var, apply_state)` or, for a gradient of some
    rows, `_resource_apply_sparse(grad, var, indices, apply_state)`.
    `_prepare_local(var_device, var_dtype, apply_state)` computes what is the
    same for all variables of a device and type.

    Args:
        name: Name in files and of variables.
        gradient_aggregator: Adds pairs of gradients and variables over the
            replicas. Default None: sums.
        gradient_transformers: Functions from pairs to pairs, before the update.
            Default None.
        **kwargs: `clipnorm`, `clipvalue` and `global_clipnorm`, limits of
            gradients; `decay`: the learning rate of step t is divided by 1 +
            decay * t; `lr`, the learning rate's older name.
    Variables: iter, then slots in the order in which they were made.
    Raises:
        TypeError: If an argument is unknown.
        ValueError: If a limit is below 0, or there are transformers beside it.
    Example:
        >>> class Descent(keras.optimizers.legacy.Optimizer):
        ...     def __init__(self, learning_rate=0.25, name="Descent"):
        ...         super().__init__(name)
        ...         self._set_hyper("learning_rate", learning_rate)
        ...     def _resource_apply_dense(self, grad, var, apply_state=None):
        ...         state = apply_state[var.device, var.dtype.base_dtype]
        ...         return var.assign_sub(state["lr_t"] * grad)
        >>> weight = tf.Variable(1.0)
        >>> step = Descent().apply_gradients([(tf.constant(2.0), weight)])
        >>> float(weight)
        0.5
    """

    _HAS_AGGREGATE_GRAD = False

    def __init__(
        self,
        name: str,
        gradient_aggregator: Callable | None = None,
        gradient_transformers: Sequence[Callable] | None = None,
        **kwargs,
    ) -> None:
        _check(type(self).__name__, kwargs)
        super().__init__(name)
        self._use_locking = True
        self.gradient_aggregator = gradient_aggregator
        # A plain list: `tf.Module` would wrap one.
        object.__setattr__(
            self, "gradient_transformers", list(gradient_transformers or ())
        )
        self.clipnorm = kwargs.get("clipnorm")
        self.clipvalue = kwargs.get("clipvalue")
        self.global_clipnorm = kwargs.get("global_clipnorm")
        self._initial_decay = kwargs.get("decay") or 0.0
        self._keras_is_built = False
        self._keras_rate_factor: tf.Variable | None = None

    @property
    def built(self) -> bool:
        """Whether variables were made for some variables of a model."""
        return self._keras_is_built

    def build(self, var_list: Iterable[tf.Variable]) -> None:
        """Makes the step counter and slots, as the first step would.

        Args:
            var_list: Variables to change.
        """
        variables = list(var_list)
        with tf.init_scope():
            self._create_all_weights(variables)
        self._keras_is_built = self._keras_is_built or bool(variables)

    def _create_all_weights(self, var_list: Sequence[tf.Variable]) -> None:
        """Makes the step counter, the numbers' variables, and slots."""
        self._keras_refuse_mesh(var_list)
        _ = self.iterations
        self._create_hypers()
        self._create_slots(var_list)

    def _create_slots(self, var_list: Sequence[tf.Variable]) -> None:
        """Makes the slots of variables; a subclass overrides it."""

    def minimize(
        self,
        loss: Any,
        var_list: Any,
        grad_loss: Any = None,
        name: str | None = None,
        tape: tf.GradientTape | None = None,
    ) -> Any:
        """Computes gradients of a loss, and takes a step.

        Args:
            loss: A function that returns the loss; or a tensor, with its tape.
            var_list: Variables to change, or a function that returns them.
            grad_loss: Gradient of what is minimized by the loss. Default None:
                ones.
            name: Accepted for Keras 2. Default None.
            tape: The tape that `loss` was computed under. Default None.
        Raises:
            ValueError: If the loss is a tensor and there is no tape.
        """
        pairs = self._compute_gradients(loss, var_list, grad_loss, tape)
        return self.apply_gradients(pairs, name=name)

    def _compute_gradients(self, loss, var_list, grad_loss=None, tape=None):
        """Returns pairs of a gradient and its variable."""
        if not callable(loss) and tape is None:
            raise ValueError(
                f"{self._name}: a tensor has lost how it came about. Expected "
                "a function that computes the loss, or the tape that did. "
                f"Received: loss={loss!r} and tape=None."
            )
        tape = tf.GradientTape() if tape is None else tape
        with tape:
            loss = self._transform_loss(loss() if callable(loss) else loss)
        variables = tf.nest.flatten(
            var_list() if callable(var_list) else var_list
        )
        return self._get_gradients(tape, loss, variables, grad_loss)

    def _transform_loss(self, loss):
        """Returns what is differentiated in place of a loss; for subclasses."""
        return loss

    def _get_gradients(self, tape, loss, var_list, grad_loss=None):
        """Returns pairs of a gradient and its variable; for subclasses."""
        found = tape.gradient(loss, var_list, grad_loss)
        return list(zip(found, var_list, strict=True))

    def get_gradients(self, loss: Any, params: Any) -> list:
        """Returns gradients in a graph.

        Args:
            loss: A tensor of the graph.
            params: Variables.
        Raises:
            ValueError: If one has none.
        """
        found = tf.gradients(loss, params)
        lacking = [p.name for g, p in zip(found, params) if g is None]
        if lacking:
            raise ValueError(
                f"{self._name}: the loss doesn't depend on some variables. "
                f"Expected a gradient of each. Received: none of {lacking}."
            )
        return found

    def get_updates(self, loss: Any, params: Any) -> list:
        """Takes a step in a graph, and returns its operations in a list.

        Args:
            loss: A tensor of the graph.
            params: Variables.
        """
        found = self.get_gradients(loss, params)
        return [self.apply_gradients(zip(found, params))]

    def apply_gradients(
        self,
        grads_and_vars: Iterable,
        name: str | None = None,
        experimental_aggregate_gradients: bool = True,
    ) -> tf.Variable:
        """Takes a step; none where there is no pair.

        Args:
            grads_and_vars: Pairs of a gradient and its variable.
            name: Accepted for Keras 2. Default None.
            experimental_aggregate_gradients: False where gradients have been
                added over the replicas already. Default True.
        Returns:
            The step counter.
        Raises:
            ValueError: If none of the variables has a gradient.
        """
        given, variables = step.split(grads_and_vars)
        self.build(variables)
        if not variables:
            return self.iterations
        apply_state = self._prepare(variables)
        pairs = list(zip(given, variables))
        if experimental_aggregate_gradients:
            pairs = self._transform_unaggregated_gradients(pairs)
            pairs = self._aggregate_gradients(pairs)
        given, variables = zip(*self._transform_gradients(pairs))
        change = functools.partial(self._keras_step, variables, apply_state)
        variable_update.run(change, list(given))
        return self.iterations

    def _transform_unaggregated_gradients(self, grads_and_vars: list) -> list:
        """Returns pairs, before they are added over replicas."""
        return grads_and_vars

    def _aggregate_gradients(self, grads_and_vars: list) -> list:
        """Returns pairs with gradients added over the replicas."""
        if self.gradient_aggregator is not None:
            return self.gradient_aggregator(grads_and_vars)
        given, variables = zip(*grads_and_vars)
        return list(zip(variable_update.summed(given), variables))

    def _transform_gradients(self, grads_and_vars: list) -> list:
        """Returns pairs with gradients clipped and transformed."""
        given, variables = zip(*grads_and_vars)
        limits = (self.clipvalue, self.clipnorm, self.global_clipnorm)
        if any(limit is not None for limit in limits):
            given = list(map(gradients.rows_once, given))
        if self.clipvalue is not None:
            limit = self.clipvalue
            given = [tf.clip_by_value(g, -limit, limit) for g in given]
        if self.clipnorm is not None:
            given = [gradients.with_norm(g, self.clipnorm) for g in given]
        if self.global_clipnorm is not None:
            limit = self.global_clipnorm
            given = gradients.with_common_norm(given, limit)
        pairs = list(zip(given, variables))
        for transform in self.gradient_transformers:
            pairs = transform(pairs)
        return pairs

    def _keras_step(self, variables, apply_state: dict, given) -> None:
        """Changes all variables, and counts the step."""
        change = functools.partial(self._keras_change, apply_state)
        variable_update.each(change, variables, given)
        self.iterations.assign_add(1, read_value=False)

    def _keras_change(self, apply_state: dict, var: tf.Variable, grad) -> None:
        args = self._dense_apply_args
        is_sparse = isinstance(grad, tf.IndexedSlices)
        if is_sparse:
            args = self._sparse_apply_args
        more = {"apply_state": apply_state} if "apply_state" in args else {}
        if is_sparse:
            self._resource_apply_sparse_duplicate_indices(
                grad.values, var, grad.indices, **more
            )
        else:
            self._resource_apply_dense(grad, var, **more)
        constraint = getattr(var, "constraint", None)
        if constraint is not None:
            var.assign(constraint(var))

    @property
    def _dense_apply_args(self) -> list[str]:
        return _arguments_of(type(self), "_resource_apply_dense")

    @property
    def _sparse_apply_args(self) -> list[str]:
        return _arguments_of(type(self), "_resource_apply_sparse")

    def _prepare(self, var_list: Sequence[tf.Variable]) -> dict:
        """Returns what updates need, by device and type."""
        keys = {
            (part.device, var.dtype.base_dtype)
            for var in var_list
            for part in variable_update.parts(var)
        }
        apply_state = {}
        for device, dtype in sorted(keys, key=str):
            apply_state[device, dtype] = {}
            with tf.device(device):
                self._prepare_local(device, dtype, apply_state)
        return apply_state

    def _prepare_local(self, var_device, var_dtype, apply_state) -> None:
        """Puts in what is the same for all variables of a device and type."""
        if "learning_rate" in self._hyper:
            rate = tf.identity(self._decayed_lr(var_dtype))
            apply_state[var_device, var_dtype]["lr_t"] = rate

    def _fallback_apply_state(self, var_device, var_dtype) -> dict:
        """Returns what updates need where nothing was prepared."""
        apply_state = {(var_device, var_dtype): {}}
        self._prepare_local(var_device, var_dtype, apply_state)
        return apply_state[var_device, var_dtype]

    def _keras_coefficients(self, var: tf.Variable, apply_state) -> dict:
        """Returns what was prepared for a variable's device and type."""
        key = var.device, var.dtype.base_dtype
        return (apply_state or {}).get(key) or self._fallback_apply_state(*key)

    def _decayed_lr(self, var_dtype) -> tf.Tensor:
        """Returns the learning rate of this step, of a type."""
        rate = self._get_hyper("learning_rate", var_dtype)
        step = tf.cast(self.iterations, var_dtype)
        if isinstance(rate, learning_rate_schedule.LearningRateSchedule):
            rate = tf.cast(rates.of_schedule(rate, step), var_dtype)
            if self._keras_rate_factor is not None:
                rate *= tf.cast(self._keras_rate_factor, var_dtype)
        if self._initial_decay > 0:
            rate = rate / (1 + tf.cast(self._initial_decay, var_dtype) * step)
        return rate

    # What callbacks ask for, to act on top of a schedule.

    add_learning_rate_factor = rates.add_factor
    learning_rate_factor = property(rates.factor)

    @property
    def _keras_follows_schedule(self) -> bool:
        rate = self._hyper.get("learning_rate")
        return isinstance(rate, learning_rate_schedule.LearningRateSchedule)

    def _keras_set_rate(self, value) -> None:
        if not self._keras_follows_schedule:
            self.learning_rate = value
            return
        self.add_learning_rate_factor()
        base = self._hyper["learning_rate"](self.iterations)
        rates.set_factor(self._keras_rate_factor, value, base)

    def _resource_apply_dense(self, grad, handle, apply_state=None):
        """Changes a variable by the rule.

        Args:
            grad: A tensor.
            handle: The variable.
            apply_state: What `_prepare` returned.
        """
        raise NotImplementedError(
            f"{type(self).__name__}: an optimizer needs a rule. Expected a "
            "`_resource_apply_dense`. Received: a class without one."
        )

    def _resource_apply_sparse(self, grad, handle, indices, apply_state=None):
        """Changes rows of a variable by the rule.

        Args:
            grad: A tensor, a row for each of those.
            handle: The variable.
            indices: Numbers of rows, each once.
            apply_state: What `_prepare` returned.
        """
        raise NotImplementedError(
            f"{type(self).__name__}: a gradient of some rows needs a rule. "
            "Expected a `_resource_apply_sparse`. Received: a class without "
            "one."
        )

    def _resource_apply_sparse_duplicate_indices(
        self, grad, handle, indices, **kwargs
    ):
        """Changes rows, some of which may be named twice.

        Args:
            grad: A tensor, a row for each of those.
            handle: The variable.
            indices: Numbers of rows.
            **kwargs: `apply_state`, if the rule takes it.
        """
        rows, places = tf.unique(indices)
        sums = tf.math.unsorted_segment_sum(grad, places, tf.shape(rows)[0])
        return self._resource_apply_sparse(sums, handle, rows, **kwargs)

    def _resource_scatter_add(self, x, i, v) -> tf.Tensor:
        """Adds to rows of a variable, and returns it whole."""
        tf.raw_ops.ResourceScatterAdd(resource=x.handle, indices=i, updates=v)
        return x.read_value()

    def _resource_scatter_update(self, x, i, v) -> tf.Tensor:
        """Sets rows of a variable, and returns it whole."""
        tf.raw_ops.ResourceScatterUpdate(
            resource=x.handle, indices=i, updates=v
        )
        return x.read_value()

    def _call_if_callable(self, param):
        """Returns what a function returns, or what isn't one."""
        return param() if callable(param) else param

    def get_config(self) -> dict:
        """Returns the name and limits; a subclass adds its own arguments."""
        config = {"name": self._name}
        for limit in ("clipnorm", "clipvalue", "global_clipnorm"):
            if getattr(self, limit) is not None:
                config[limit] = getattr(self, limit)
        return config

    @classmethod
    def from_config(cls, config: dict, custom_objects: dict | None = None):
        """Makes an optimizer from what `get_config` returned.

        Args:
            config: The arguments.
            custom_objects: Names of the caller's own schedules.
        """
        config = dict(config)
        config.pop("is_legacy_optimizer", None)
        if "lr" in config:
            config["learning_rate"] = config.pop("lr")
        if isinstance(config.get("learning_rate"), dict):
            config["learning_rate"] = lookup.deserialize(
                config["learning_rate"], custom_objects
            )
        return cls(**config)


def _check(owner: str, kwargs: dict) -> None:
    unknown = sorted({*kwargs} - {*_SETTINGS})
    if unknown:
        raise TypeError(
            f"{owner}: unknown arguments. Expected {list(_SETTINGS)}. "
            f"Received: {unknown}."
        )
    for key, value in kwargs.items():
        limits.check(owner, key, value)
    if "lr" in kwargs:
        warnings.warn(
            f"{owner}: `lr` is an old name. Expected `learning_rate`. "
            f"Received: lr={kwargs['lr']!r}.",
            stacklevel=4,
        )


@class_facts.once("_resource_apply_dense", "_resource_apply_sparse")
def _arguments_of(optimizer_class: type, method: str) -> list[str]:
    """Returns the names of a rule's arguments."""
    signature = inspect.signature(getattr(optimizer_class, method))
    return list(signature.parameters)
