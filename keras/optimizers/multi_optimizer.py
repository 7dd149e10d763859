"""Several optimizers, each of some variables of a model."""

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras.distribute import variable_update
from keras.engine import kinds
from keras.optimizers import gradients as gradients_module
from keras.optimizers import optimizer, rates, settings
from keras.optimizers import optimizer_map as optimizer_map_module
from keras.saving.config import object_config


class MultiOptimizer(optimizer.Optimizer):
    """Gives each variable to one of several optimizers.

    For rates of their own of parts of a model: small ones of a base that was
    trained before, larger ones of a new head. Callbacks see one learning rate,
    the first optimizer's. Setting it sets the others' too, so that they are to
    it as they were at the beginning; a schedule among them is multiplied.

    Args:
        optimizer_map: An `OptimizerMap`, or a function that returns the
            optimizer of a variable: one of few objects that exist before.
        loss_scale_factor: Multiplies the loss, and divides gradients. It takes
            the place of the others'. Default None.
        name: Name in files. Default None: 'MultiOptimizer'.
    Variables: iterations; then those of each optimizer, as they come.
    Raises:
        TypeError: If a function returns anything else.
    Example:
        >>> optimizers = keras.optimizers
        >>> slow, fast = optimizers.SGD(0.25), optimizers.SGD(0.5)
        >>> both = optimizers.MultiOptimizer(
        ...     optimizers.OptimizerMap(fast, {"base/.*": slow})
        ... )
        >>> old, new = tf.Variable(1.0, name="base/w"), tf.Variable(1.0)
        >>> step = both.apply_gradients([(1.0, old), (1.0, new)])
        >>> float(old), float(new)
        (0.75, 0.5)
    """

    _keras_wraps_others = True

    def __init__(
        self,
        optimizer_map: Callable,
        loss_scale_factor: float | None = None,
        name: str | None = None,
    ) -> None:
        if not callable(optimizer_map):
            raise TypeError(
                "MultiOptimizer: it doesn't say which optimizer is whose. "
                "Expected an OptimizerMap, or a function of a variable. "
                f"Received: optimizer_map={optimizer_map!r}."
            )
        super().__init__(name=name, loss_scale_factor=loss_scale_factor)
        # Not tracked: `variables` has theirs.
        object.__setattr__(self, "_optimizer_map", optimizer_map)
        object.__setattr__(self, "_keras_inner", _Inner(optimizer_map))

    @property
    def optimizers(self) -> list[optimizer.Optimizer]:
        """The optimizers, in the order of their variables."""
        return self._keras_inner.optimizers

    @property
    def learning_rate(self) -> Any:
        """The first optimizer's learning rate."""
        return self.optimizers[0].learning_rate

    @learning_rate.setter
    def learning_rate(self, value: kinds.Rate) -> None:
        """Sets it, and the others' in the proportions of the beginning."""
        rates.check(self.name, value)
        is_function = callable(value) and not isinstance(value, tf.Variable)
        if is_function or self.optimizers[0]._keras_follows_schedule:
            raise TypeError(
                f"{self.name}: the learning rates of several optimizers can't "
                "be set so. Expected a number, and a first optimizer that has "
                f"one. Received: learning_rate={value!r}. Set those of "
                "`optimizers`, each by itself."
            )
        self._keras_set_rate(value)

    lr = learning_rate

    @property
    def _keras_follows_schedule(self) -> bool:
        return any(each._keras_follows_schedule for each in self.optimizers)

    @property
    def _keras_changes(self) -> int:
        own = settings.changes(self)
        return own + sum(each._keras_changes for each in self.optimizers)

    def add_learning_rate_factor(self) -> bool:
        """Makes a variable that multiplies what schedules give.

        Returns:
            True if it is new: steps that were compiled before leave it out.
        """
        is_new = super().add_learning_rate_factor()
        for each in self.optimizers:
            if each._keras_follows_schedule:
                # One for all, so that it stands for them in files.
                each._keras_rate_factor = self._keras_rate_factor
        return is_new

    def _keras_set_rate(self, value) -> None:
        """Has the first one's next rate be a number; the others' go with it."""
        first, inner = self.optimizers[0], self._keras_inner
        base = inner.first_rates[0]
        if first._keras_follows_schedule:
            base = rates.now(first._learning_rate, first.iterations)
        if self._keras_follows_schedule:
            if self.add_learning_rate_factor():
                self._keras_state.changes += 1
            rates.set_factor(self._keras_rate_factor, value, base)
        for each, rate in zip(self.optimizers, inner.first_rates):
            if each is first and rate is not None:
                each.learning_rate = value
            elif rate is not None:
                _set_in_proportion(each, rate, value, base)

    def _get_current_learning_rate(self):
        """Returns the first one's learning rate of this step, or the next."""
        return self.optimizers[0]._get_current_learning_rate()

    @property
    def _learning_rate(self):
        """The first optimizer's, which one that scales losses asks for."""
        return self.optimizers[0]._learning_rate

    def build(self, var_list: Iterable[tf.Variable]) -> None:
        """Builds each optimizer for its variables.

        Args:
            var_list: All variables that will ever be changed.
        """
        variables, had_slots = list(var_list), self.built
        super().build(variables)
        if had_slots:
            return
        if isinstance(self._optimizer_map, optimizer_map_module.OptimizerMap):
            self._optimizer_map.warn_of_unused(variables)
        for each, own in self._keras_inner.split(variables):
            each.loss_scale_factor = None
            each.build(own)
            each.built = True
        for each in self.optimizers:
            self._variables += each.variables

    def _keras_take_rate(self, rate) -> None:
        """Leaves the rates alone: Keras 3 writes 0 for its own, and theirs."""

    def _keras_give_rate(self) -> np.ndarray:
        """Returns what Keras 3 writes for its own."""
        return np.float32(0)

    def _keras_3_slots(self) -> list:
        """Returns where the arrays of each optimizer belong."""
        return [
            place
            for each in self.optimizers
            for place in each._keras_3_places(
                isinstance(each._learning_rate, tf.Variable), each.built
            )
        ]

    def _keras_step(self, variables: Sequence[tf.Variable], gradients) -> None:
        """Has each optimizer take a step; runs once, outside of replicas."""
        given = dict(zip((v.ref() for v in variables), gradients))
        scale = None
        if self.loss_scale_factor:
            scale = functools.partial(_times, 1.0 / self.loss_scale_factor)
        for each, own in self._keras_inner.split(variables):
            own_given = [given[v.ref()] for v in own]
            if scale is not None:
                own_given = variable_update.computed(scale, own, own_given)
            each.apply_gradients(zip(own_given, own))
        self._iterations.assign_add(1, read_value=False)

    def _keras_leave_out(self) -> None:
        """Counts a step that isn't taken, for all of them."""
        for each in self.optimizers:
            each._keras_leave_out()
        self._iterations.assign_add(1, read_value=False)

    def finalize_variable_values(self, var_list: Iterable[tf.Variable]) -> None:
        """Makes variables their averages, where there are averages.

        Args:
            var_list: The model's variables.
        """
        for each, own in self._keras_inner.split(list(var_list)):
            each.finalize_variable_values(own)

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer.

        Raises:
            NotImplementedError: If a `lambda` says which optimizer is whose:
                a file would hold its code, without the optimizers.
        """
        if getattr(self._optimizer_map, "__name__", None) == "<lambda>":
            raise NotImplementedError(
                f"{self.name}: a `lambda` has no description. Expected an "
                "OptimizerMap, or a registered function, where a model is "
                f"saved. Received: optimizer_map={self._optimizer_map!r}. Use "
                "`keras.optimizers.OptimizerMap(default, {'name/.*': other})`, "
                "or `save_weights`."
            )
        return {
            "optimizer_map": object_config.serialize_keras_object(
                self._optimizer_map
            ),
            "loss_scale_factor": self.loss_scale_factor,
            "name": self.name,
        }

    @classmethod
    def from_config(
        cls, config: dict, custom_objects: dict | None = None
    ) -> Any:
        """Makes an optimizer from what `get_config` returned.

        Args:
            config: The arguments.
            custom_objects: Names of the caller's own classes.
        """
        found = object_config.deserialize_keras_object(
            config["optimizer_map"], custom_objects=custom_objects
        )
        return cls(**{**config, "optimizer_map": found})


def _set_in_proportion(each, rate: float, value, base) -> None:
    """Sets a rate that is to a value as it was to another at the beginning.

    Where that was 0 nothing follows: a rate that was 0 too becomes the value,
    and another one stays as it was.
    """
    value, base = tf.cast(value, tf.float32), tf.cast(base, tf.float32)
    of_nothing = tf.where(rate > 0, tf.cast(rate, tf.float32), value)
    each.learning_rate = tf.where(base > 0, rate * (value / base), of_nothing)


def _times(factor: float, variable: tf.Variable, gradient):
    return gradients_module.scaled(gradient, factor)


class _Inner:
    """The optimizers that a map gives variables to; no part to TensorFlow.

    Args:
        optimizer_map: The map, or a function of a variable.

    Attributes:
        optimizers: All that are known, in the order of their variables.
        first_rates: The rate that each had when it became known; None of one
            that follows a schedule.
    """

    def __init__(self, optimizer_map: Callable) -> None:
        self._find = optimizer_map
        self.optimizers: list[optimizer.Optimizer] = []
        self.first_rates: list[float | None] = []
        values = getattr(optimizer_map, "values", tuple)()
        default = getattr(optimizer_map, "default_optimizer", None)
        for each in [*values, *([default] if default is not None else ())]:
            self._place(each)

    def _place(self, each) -> int:
        is_fit = isinstance(each, optimizer.Optimizer)
        if not is_fit or each._keras_wraps_others:
            raise TypeError(
                "MultiOptimizer: a variable has no optimizer. Expected one of "
                "`keras.optimizers` that changes variables itself. Received: "
                f"{each!r}."
            )
        places = [n for n, one in enumerate(self.optimizers) if one is each]
        if not places:
            self.optimizers.append(each)
            scheduled = each._keras_follows_schedule
            rate = None if scheduled else float(rates.plain(each.learning_rate))
            self.first_rates.append(rate)
        return places[0] if places else len(self.optimizers) - 1

    def split(self, variables: Sequence[tf.Variable]) -> list[tuple]:
        """Returns each optimizer that has some, with its variables."""
        own: dict[int, list] = {}
        for variable in variables:
            own.setdefault(self._place(self._find(variable)), []).append(
                variable
            )
        return [(self.optimizers[n], own[n]) for n in sorted(own)]
