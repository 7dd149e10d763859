"""Keeps gradients of halves from vanishing: the loss is multiplied first."""

import functools
import numbers
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras.distribute import variable_update
from keras.mixed_precision import kinds, loss_scale, wrapped
from keras.optimizers import gradients as gradients_module
from keras.optimizers import (
    keras3_state,
    lookup,
    optimizer,
    optimizer_variables,
    state,
)
from keras.tf_internals import second_name

_INITIAL_SCALE = 2.0**15
_GROWTH_STEPS = 2000


class LossScaleOptimizer(optimizer.Optimizer):
    """Scales the loss up and its gradients down around another optimizer.

    Gradients below 6e-8 are 0 in float16. Multiplied with a scale, the loss has
    gradients that many times larger; they are divided in float32. A step
    whose gradients aren't finite changes no weight and halves the scale, down
    to 2^-14, where a warning is given; after `dynamic_growth_steps` good ones
    in a row it doubles.

    `compile` puts it around the optimizer of a model under 'mixed_float16'. A
    loop of one's own goes through `minimize`, or calls `get_scaled_loss` before
    and `get_unscaled_gradients` after the tape. What the inner optimizer has,
    its learning rate and its variables too, is the outer one's.

    Args:
        inner_optimizer: Takes the steps; one of `keras.optimizers.legacy`, too.
        dynamic: False keeps the scale as it is, and takes all steps. Default
            True.
        initial_scale: The first scale, above 0. Default None: 32768. Needed if
            the scale is fixed.
        dynamic_growth_steps: Default None: 2000.
        name: Default None: the inner optimizer's.
    Variables: the inner optimizer's.
    Raises:
        TypeError: If the inner optimizer isn't one.
        ValueError: If the scale isn't above 0, or arguments exclude each other.
    Source: Micikevicius et al. 2018, arXiv:1710.03740, section 3.2.
    Example:
        >>> inner = keras.optimizers.SGD(0.25)
        >>> outer = keras.mixed_precision.LossScaleOptimizer(inner)
        >>> w = tf.Variable(1.0)
        >>> step = outer.minimize(lambda: w * w, [w])
        >>> float(w), float(outer.loss_scale)
        (0.5, 32768.0)
    """

    _keras_wraps_others = True

    def __init__(
        self,
        inner_optimizer: optimizer.Optimizer,
        dynamic: bool = True,
        initial_scale: float | None = None,
        dynamic_growth_steps: int | None = None,
        *,
        name: str | None = None,
    ) -> None:
        _check(inner_optimizer, dynamic, initial_scale, dynamic_growth_steps)
        _check_name(name)
        # Not tracked: a file has the inner optimizer's variables once, and a
        # checkpoint of Keras 2 has them in the outer one's place.
        object.__setattr__(
            self, "_keras_state", wrapped.Wrapped(inner_optimizer, name)
        )
        # One scale is enough.
        inner_optimizer.loss_scale_factor = None
        # Not `Optimizer`'s: the fields are the inner one's.
        super(optimizer_variables.OptimizerVariables, self).__init__()
        self._keras_follow_inner()
        if dynamic and dynamic_growth_steps is None:
            dynamic_growth_steps = _GROWTH_STEPS
        self._loss_scale = loss_scale.Scaling(
            _INITIAL_SCALE if initial_scale is None else initial_scale,
            dynamic_growth_steps,
        )
        # That of Keras 2's checkpoints; a tensor has it here.
        second_name.give(self, self._loss_scale, "loss_scale")

    def _keras_follow_inner(self) -> None:
        """Keeps what checkpoints look for."""
        for name, part in self._optimizer._keras_parts().items():
            second_name.give(self, part, name)

    _keras_part = _keras_follow_inner

    # Keras 2's contract: what is asked of it, or set, is the inner
    # optimizer's. `OfInner` are the names that `Optimizer` would answer.

    def __getattr__(self, name: str):
        # A copy that has no fields yet.
        if name in ("_keras_state", "_optimizer"):
            raise AttributeError(name)
        if name == "_apply_gradients":
            raise AttributeError(
                "LossScaleOptimizer has no `_apply_gradients`, which an older "
                "Keras had. Expected `apply_gradients`, called or overridden."
            )
        return getattr(self._optimizer, name)

    def __setattr__(self, name: str, value) -> None:
        if name.startswith("_"):
            super(optimizer.Optimizer, self).__setattr__(name, value)
        elif name == "name" and self._keras_state.name is not None:
            self._keras_state.name = value
        elif name == "name":
            self._optimizer.name = value
        elif isinstance(vars(LossScaleOptimizer).get(name), property):
            raise AttributeError(
                f"LossScaleOptimizer: {name!r} can't be set. Expected it among "
                f"the constructor's arguments. Received: {name}={value!r}."
            )
        else:
            setattr(self._optimizer, name, value)
            self._keras_follow_inner()

    def __dir__(self) -> list[str]:
        # TensorFlow asks so whether there are slots.
        return sorted({*super().__dir__(), *dir(self._optimizer)})

    def __getstate__(self) -> dict:
        return dict(self.__dict__)

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)

    @property
    def inner_optimizer(self) -> optimizer.Optimizer:
        """The optimizer that takes the steps."""
        return self._keras_state.inner

    # Keras 2's name of it.
    _optimizer = inner_optimizer

    @property
    def _object_identifier(self) -> str:
        # SavedModels say so what it is that has slots.
        return self._optimizer._object_identifier

    @property
    def name(self) -> str:
        """Its name: that it was given, or else the inner optimizer's."""
        own = self._keras_state.name
        return self._optimizer.name if own is None else own

    @property
    def _keras_changes(self) -> int:
        return self._optimizer._keras_changes

    @property
    def _keras_follows_schedule(self) -> bool:
        return self._optimizer._keras_follows_schedule

    def _keras_set_rate(self, value) -> None:
        self._optimizer._keras_set_rate(value)

    @property
    def dynamic(self) -> bool:
        """Whether the scale follows the gradients."""
        return self._loss_scale.growth_steps is not None

    @property
    def loss_scale(self) -> tf.Tensor:
        """What the loss is multiplied with now."""
        return tf.convert_to_tensor(self._loss_scale.current_loss_scale)

    @property
    def dynamic_counter(self) -> tf.Variable | None:
        """Good steps since the scale changed; None where it doesn't."""
        return self._loss_scale.good_steps if self.dynamic else None

    @property
    def initial_scale(self) -> float:
        """The first scale."""
        return self._loss_scale.initial

    @property
    def dynamic_growth_steps(self) -> int | None:
        """Good steps until the scale doubles; None where it doesn't."""
        return self._loss_scale.growth_steps

    def build(self, var_list: Iterable[tf.Variable]) -> None:
        """Builds the inner optimizer."""
        was_built = self._optimizer.built
        self._optimizer._keras_ensure_built(var_list)
        if not was_built:
            self._keras_follow_inner()

    ensure_built = _keras_ensure_built = build

    def load_own_variables(self, store: Any) -> None:
        """Takes the inner optimizer's variables; Keras 3 has the scale there.

        Args:
            store: Dict-like, with arrays under '0', '1', ….
        Raises:
            ValueError: If the arrays don't fit.
        """
        if state.reads(self, store):
            state.take(self, store)
        else:
            self._optimizer.load_own_variables(store)

    def _keras_reads(self, arrays) -> bool:
        return state.reads(self, arrays) or self._optimizer._keras_reads(arrays)

    def _keras_3_places(self, has_rate: bool, has_slots: bool) -> list:
        """Returns where the arrays belong that Keras 3 writes.

        They are its own counter and rate, always 0; good steps
        and the scale; then the inner optimizer's.

        Args:
            has_rate: Whether the inner optimizer's rate is among them.
            has_slots: Whether the optimizer had been built.
        """
        found = list(map(keras3_state.left_out, (np.int64, np.float32)))
        if has_slots:
            own = (
                self._loss_scale.good_steps,
                self._loss_scale.current_loss_scale,
            )
            found += map(state.of_variable, own)
        inner = self._optimizer._keras_3_places(has_rate, has_slots)
        return found + keras3_state.without_left_out(inner)

    def get_scaled_loss(self, loss: Any) -> Any:
        """Returns the loss times the scale.

        Args:
            loss: A tensor, or a function that returns one.
        """
        self._keras_state.settle(False, "get_scaled_loss")
        return self._keras_scaled(loss)

    def scale_loss(self, loss: Any) -> Any:
        """Returns the loss times the scale: Keras 3's way.

        The optimizer takes the gradients as they are, and scales them back: in
        every loop of one's own, from the first step on. `minimize` goes with
        it.

        Args:
            loss: A tensor, computed under the tape.
        Raises:
            RuntimeError: If a step was taken in Keras 2's way.
        """
        self._keras_state.settle(True, "scale_loss")
        return self._keras_scaled(tf.convert_to_tensor(loss))

    def _keras_scaled(self, loss):
        if callable(loss):
            return lambda: self._keras_scaled(loss())
        return loss * tf.cast(self.loss_scale, loss.dtype)

    def get_unscaled_gradients(self, grads: Sequence) -> list:
        """Returns gradients divided by the scale.

        Args:
            grads: Tensors, `tf.IndexedSlices` or Nones.
        """
        self._keras_state.settle(False, "get_unscaled_gradients")
        factor = 1.0 / self.loss_scale
        return [
            None if g is None else gradients_module.scaled(g, factor)
            for g in grads
        ]

    def compute_gradients(
        self,
        loss: Any,
        var_list: Iterable[tf.Variable],
        tape: tf.GradientTape | None = None,
    ) -> list[tuple]:
        """Returns pairs of a gradient and its variable.

        Args:
            loss: A function that returns the loss; or a tensor, with its tape.
                It is scaled, and the gradients scaled back.
            var_list: Variables, or a function that returns them.
            tape: The tape that `loss` was computed under. Default None.
        """
        if tape is None:
            scaled = self._keras_scaled(loss) if callable(loss) else loss
        else:
            with tape:
                scaled = self._keras_scaled(loss)
        pairs = self._optimizer.compute_gradients(scaled, var_list, tape)
        unscaled = self.get_unscaled_gradients([g for g, _ in pairs])
        return [(g, v) for g, (_, v) in zip(unscaled, pairs, strict=True)]

    def minimize(
        self,
        loss: Any,
        var_list: Iterable[tf.Variable],
        tape: tf.GradientTape | None = None,
    ) -> tf.Variable:
        """Computes gradients, scaled and scaled back, and takes a step.

        Args:
            loss: A function that returns the loss; or a tensor, with its tape.
            var_list: Variables to change.
            tape: The tape that `loss` was computed under. Default None.
        Returns:
            The step counter.
        """
        with self._keras_state.minimizing():
            return super().minimize(loss, var_list, tape)

    def _keras_apply(
        self, gradients: Sequence, variables: Sequence, adds_up: bool
    ) -> tf.Variable:
        """Takes a step, and returns the step counter.

        Gradients may be scaled yet: the inner optimizer clips them, not this.
        """
        if variables:
            self._keras_ensure_built(variables)
            if adds_up:
                gradients = variable_update.summed(gradients)
            step = functools.partial(self._keras_step, variables)
            variable_update.run(step, gradients)
        return self.iterations

    def _keras_step(self, variables: Sequence[tf.Variable], gradients) -> None:
        """Takes a step, unless a gradient isn't finite; moves the scale."""
        if self._keras_state.gets_scaled():
            unscaled = functools.partial(_times, 1.0 / self.loss_scale)
            gradients = variable_update.computed(unscaled, variables, gradients)
        step = functools.partial(self._keras_take_inner, variables, gradients)
        if self.dynamic:
            finite = _are_finite(gradients)
            tf.cond(finite, step, self._keras_leave_out)
            self._loss_scale.update(finite)
        else:
            step()

    def _keras_take_inner(self, variables, gradients) -> None:
        """Takes the inner optimizer's step, by its own `apply_gradients`."""
        inner = self._optimizer
        cls, base = type(inner), optimizer.Optimizer
        is_ours = cls.apply_gradients is base.apply_gradients
        if is_ours and cls.apply is base.apply:
            # Outside of the replicas, it doesn't add them again.
            inner.apply_gradients(zip(gradients, variables))
            return
        step = functools.partial(wrapped.step_in_replica, inner, variables)
        variable_update.in_replicas(step, gradients)

    def _keras_leave_out(self) -> None:
        """Counts a step, as Keras 2 does, so that schedules go on."""
        if tf.executing_eagerly():
            self._keras_check_progress()
        inner = self._optimizer
        if isinstance(inner, optimizer.Optimizer):
            inner._keras_leave_out()
        else:
            inner.iterations.assign_add(1, read_value=False)

    def _keras_check_progress(self) -> None:
        if self.dynamic:
            self._loss_scale.warn_if_stuck()

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        config = {
            "inner_optimizer": lookup.serialize(self._optimizer),
            "dynamic": self.dynamic,
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }
        own = self._keras_state.name
        # Keras 2 knows no name, and reads no config that has one.
        return config if own is None else {**config, "name": own}

    @classmethod
    def from_config(
        cls, config: dict, custom_objects: dict | None = None
    ) -> Any:
        """Makes an optimizer from what `get_config`, or Keras 3's, returned.

        Args:
            config: The arguments.
            custom_objects: Names of the caller's own classes.
        """
        known = {name: config[name] for name in _ARGUMENTS if name in config}
        if _AUTOMATIC_NAME.fullmatch(known.get("name") or ""):
            del known["name"]
        inner = lookup.deserialize(config["inner_optimizer"], custom_objects)
        return cls(inner, **known)


# What takes a step of the outer optimizer, and asks the inner one by itself.
_OF_OUTER = {
    "apply",
    "apply_gradients",
    "ensure_built",
    "from_config",
}


def _hand_on() -> None:
    """Has all other names of an optimizer asked of the inner one."""
    own = _OF_OUTER | vars(LossScaleOptimizer).keys()
    for cls in (optimizer.Optimizer, optimizer_variables.OptimizerVariables):
        for name in vars(cls).keys() - own:
            if not name.startswith(("__", "_keras_", "_tf_", "_TF_")):
                setattr(LossScaleOptimizer, name, wrapped.OfInner(name))
    # Older ones don't tell which variables they have slots for.
    LossScaleOptimizer._keras_of_variables = wrapped.OfInner(
        "_keras_of_variables"
    )


_hand_on()


def _times(factor: tf.Tensor, variable: tf.Variable, gradient):
    return gradients_module.scaled(gradient, factor)


def _are_finite(gradients: Sequence) -> tf.Tensor:
    """Tells whether all gradients are finite, on every replica."""
    return tf.reduce_all(
        [
            tf.reduce_all(tf.math.is_finite(_numbers(local)))
            for gradient in gradients
            for local in variable_update.of_each_replica(gradient)
        ]
    )


def _numbers(gradient) -> tf.Tensor:
    is_sparse = isinstance(gradient, tf.IndexedSlices)
    return gradient.values if is_sparse else gradient


_ARGUMENTS = ("dynamic", "initial_scale", "dynamic_growth_steps", "name")
# Names that Keras 3 gives where nobody did.
_AUTOMATIC_NAME = re.compile(r"loss_scale_optimizer(_\d+)?")


def _check_name(name) -> None:
    if name is not None and not isinstance(name, str):
        raise TypeError(
            "LossScaleOptimizer: wrong name. Expected text, or None for the "
            f"inner optimizer's. Received: name={name!r}."
        )


def _check(inner, dynamic, initial_scale, growth_steps) -> None:
    is_one = isinstance(inner, optimizer.Optimizer) or kinds.is_of_keras_2(
        inner
    )
    if not is_one or isinstance(inner, LossScaleOptimizer):
        raise TypeError(
            "LossScaleOptimizer: it is put around an optimizer. Expected one "
            "of keras.optimizers that doesn't scale. Received: "
            f"inner_optimizer={inner!r} of type {type(inner).__name__}."
        )
    _check_number("initial_scale", initial_scale)
    _check_number("dynamic_growth_steps", growth_steps, is_whole=True)
    if not dynamic and (initial_scale is None or growth_steps is not None):
        raise ValueError(
            "LossScaleOptimizer: a fixed scale is given, and doesn't grow. "
            "Expected an initial_scale and no dynamic_growth_steps. Received: "
            f"initial_scale={initial_scale}, "
            f"dynamic_growth_steps={growth_steps} with dynamic=False."
        )


def _check_number(argument: str, value, is_whole: bool = False) -> None:
    if value is None:
        return
    kind = "a whole number" if is_whole else "a number"
    told = (
        f"LossScaleOptimizer: wrong {argument}. Expected {kind} above 0. "
        f"Received: {argument}={value!r}."
    )
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(told)
    if not 0 < value < float("inf") or is_whole and value != int(value):
        raise ValueError(told)
