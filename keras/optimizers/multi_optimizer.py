"""Several optimizers, each of some variables of a model."""

import functools
from collections.abc import Callable, Iterable, Sequence

import tensorflow as tf

from keras.distribute import variable_update
from keras.optimizers import gradients as gradients_module
from keras.optimizers import optimizer
from keras.saving.config import object_config


class MultiOptimizer(optimizer.Optimizer):
    """Gives each variable to one of several optimizers.

    For rates of their own of parts of a model: small ones of a base that was
    trained before, larger ones of a new head. Callbacks see one learning rate,
    the first optimizer's; setting it multiplies all by the same.

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
    def learning_rate(self):
        """The first optimizer's learning rate."""
        return self.optimizers[0].learning_rate

    @learning_rate.setter
    def learning_rate(self, value) -> None:
        """Sets it, and multiplies the others' by the same."""
        before = tf.convert_to_tensor(self.learning_rate)
        for each in self.optimizers[1:]:
            now = tf.convert_to_tensor(each.learning_rate)
            ratio = tf.math.divide_no_nan(now, tf.cast(before, now.dtype))
            each.learning_rate = tf.cast(value, now.dtype) * ratio
        self.optimizers[0].learning_rate = value

    lr = learning_rate

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
        for each, own in self._keras_inner.split(variables):
            each.loss_scale_factor = None
            each.build(own)
            each.built = True
        for each in self.optimizers:
            self._variables += each.variables

    def _keras_take_rate(self, rate) -> None:
        """Leaves the rates alone: Keras 3 writes 0 for its own, and theirs."""

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

    def finalize_variable_values(self, var_list: Iterable[tf.Variable]) -> None:
        """Makes variables their averages, where there are averages.

        Args:
            var_list: The model's variables.
        """
        for each, own in self._keras_inner.split(list(var_list)):
            each.finalize_variable_values(own)

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        return {
            "optimizer_map": object_config.serialize_keras_object(
                self._optimizer_map
            ),
            "loss_scale_factor": self.loss_scale_factor,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config: dict, custom_objects: dict | None = None):
        """Makes an optimizer from what `get_config` returned.

        Args:
            config: The arguments.
            custom_objects: Names of the caller's own classes.
        """
        found = object_config.deserialize_keras_object(
            config["optimizer_map"], custom_objects=custom_objects
        )
        return cls(**{**config, "optimizer_map": found})


def _times(factor: float, variable: tf.Variable, gradient):
    return gradients_module.scaled(gradient, factor)


class _Inner:
    """The optimizers that a map gives variables to; no part to TensorFlow.

    Args:
        optimizer_map: The map, or a function of a variable.
    """

    def __init__(self, optimizer_map: Callable) -> None:
        self._find = optimizer_map
        self.optimizers: list[optimizer.Optimizer] = []
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
        return places[0] if places else len(self.optimizers) - 1

    def split(self, variables: Sequence[tf.Variable]) -> list[tuple]:
        """Returns each optimizer that has some, with its variables."""
        own: dict[int, list] = {}
        for variable in variables:
            own.setdefault(self._place(self._find(variable)), []).append(
                variable
            )
        return [(self.optimizers[n], own[n]) for n in sorted(own)]
