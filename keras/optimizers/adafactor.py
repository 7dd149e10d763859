"""Adafactor: second moments of a matrix kept as a row and a column."""

import dataclasses

import numpy as np
import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import (
    checks,
    in_place,
    keras3_state,
    optimizer,
    rule,
    state,
)


def factored_moments(s, r, c, beta) -> tuple:
    """Returns the row and column means, and what they say of s.

    r <- beta * r + (1 - beta) * mean of s over the last axis
    c <- beta * c + (1 - beta) * mean of s over the axis before it
    v = r / mean(r) * c
    """
    r = beta * r + (1 - beta) * tf.reduce_mean(s, axis=-1)
    c = beta * c + (1 - beta) * tf.reduce_mean(s, axis=-2)
    part = r / tf.reduce_mean(r, axis=-1, keepdims=True)
    return r, c, part[..., None] * c[..., None, :]


@dataclasses.dataclass(frozen=True)
class AdafactorStep:
    """The rule at one step.

    Attributes:
        rho: Size of the relative step.
        beta: Weight of the old moments.
        epsilon_1: Added to squared gradients.
        epsilon_2: Least size of weights to which steps are relative.
        threshold: Largest root mean square of what is multiplied by alpha.
    """

    rho: tf.Tensor
    beta: tf.Tensor
    epsilon_1: float
    epsilon_2: float
    threshold: float

    def __call__(self, w, g, *slots) -> tuple:
        """Returns the new variable, and its slots: r, c and v, or v only."""
        s = g * g + self.epsilon_1
        if len(slots) == 1:
            slots = (self.beta * slots[0] + (1 - self.beta) * s,)
        else:
            slots = factored_moments(s, *slots[:2], self.beta)
        u = g * tf.math.rsqrt(slots[-1])
        alpha = tf.maximum(_rms(w), self.epsilon_2) * self.rho
        w -= alpha * u / tf.maximum(_rms(u) / self.threshold, 1)
        return w, *slots


def _rms(x: tf.Tensor) -> tf.Tensor:
    return tf.sqrt(tf.reduce_mean(tf.square(x)))


class Adafactor(optimizer.Optimizer):
    """Adam's scaling in sublinear memory, with steps relative to the weights.

    rho = min(learning_rate, 1 / sqrt(t)), alpha = max(epsilon_2, RMS(w)) * rho
    beta = 1 - t^beta_2_decay, s = g^2 + epsilon_1
    r <- beta * r + (1 - beta) * mean of s over the last axis
    c <- beta * c + (1 - beta) * mean of s over the axis before it
    v = r / mean(r) * c; with fewer than two axes v <- beta * v + (1 - beta) * s
    u = g / sqrt(v)
    w <- w - alpha * u / max(1, RMS(u) / clip_threshold)

    Args:
        learning_rate: A number, schedule, variable or function; the largest
            relative step. Default 0.001.
        beta_2_decay: Exponent of the weight of old moments, below 0. Default
            -0.8.
        epsilon_1: Added to squared gradients. Default 1e-30.
        epsilon_2: Least size of weights to which steps are relative. Default
            0.001.
        clip_threshold: Largest root mean square of u, above 0. Default 1.
        relative_step: False takes the learning rate for rho as it is. Default
            True.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; for each variable r and c, where it has two axes or
        more, and v.
    Raises:
        ValueError: If an argument is out of range.
    Source: Shazeer and Stern 2018, arXiv:1804.04235, algorithms 4 and 5.
        Differs from Keras 2 and 3: they accept `relative_step=False`, and
        compute the same with it.
    Example:
        >>> w = tf.Variable([[1.0, 1.0]])
        >>> optimizer = keras.optimizers.Adafactor(0.5)
        >>> step = optimizer.apply_gradients([([[2.0, -2.0]], w)])
        >>> w.numpy().round(3).tolist()
        [[0.5, 1.5]]
    """

    _keras_may_be_lazy = False

    @rule.completed(name="Adafactor", weight_decay=None)
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        beta_2_decay: float = -0.8,
        epsilon_1: float = 1e-30,
        epsilon_2: float = 1e-3,
        clip_threshold: float = 1.0,
        relative_step: bool = True,
        **options,
    ) -> None:
        super().__init__(**options)
        checks.within(
            self, "a number below 0", lambda x: x < 0, beta_2_decay=beta_2_decay
        )
        checks.within(
            self, "above 0", lambda x: x > 0, clip_threshold=clip_threshold
        )
        checks.not_negative(self, epsilon_1=epsilon_1, epsilon_2=epsilon_2)
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.beta_2_decay = beta_2_decay
        self.epsilon_1, self.epsilon_2 = epsilon_1, epsilon_2
        self.clip_threshold = clip_threshold
        self.relative_step = relative_step

    def _keras_build_slots(self, variables) -> None:
        """Creates the moments of each variable's gradient."""
        self._r, self._c, self._v = [], [], []
        for v in variables:
            r = c = None
            if v.shape.rank >= 2:
                new = self.add_variable_from_reference
                r = new(v, "r", shape=v.shape[:-1])
                c = new(v, "c", shape=v.shape[:-2] + v.shape[-1:])
            self._r.append(r)
            self._c.append(c)
            self._v.append(self.add_variable_from_reference(v, "v"))

    def _keras_3_slots(self) -> list:
        """Returns where Keras 3's slots belong; a vector has a 0 as r and c."""
        of, nothing = state.of_variable, keras3_state.left_out(np.int32)
        return [
            nothing if slot is None else of(slot)
            for of_one in zip(self._r, self._c, self._v)
            for slot in of_one
        ]

    def _keras_step_values(self, dtype: tf.DType) -> AdafactorStep:
        """Returns the rule at this step."""
        dtype = in_place.wide(dtype)
        step, rho = (
            tf.cast(self._iterations + 1, dtype),
            self._keras_rate(dtype),
        )
        if self.relative_step:
            rho = tf.minimum(rho, tf.math.rsqrt(step))
        return AdafactorStep(
            rho=rho,
            beta=1 - step**self.beta_2_decay,
            epsilon_1=self.epsilon_1,
            epsilon_2=self.epsilon_2,
            threshold=self.clip_threshold,
        )

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        index = self._keras_index(variable)
        slots = (self._r[index], self._c[index], self._v[index])
        slots = tuple(slot for slot in slots if slot is not None)
        in_place.change(values, variable, slots, gradient)
