"""Muon: steps of matrices by the orthogonal part of their momentum."""

import functools
import re

import tensorflow as tf

from keras.distribute import mesh_variable
from keras.engine import kinds
from keras.optimizers import (
    adam,
    checks,
    in_place,
    optimizer,
    rule,
    step_policies,
)


def orthogonal_part(x: tf.Tensor, coefficients: tuple, steps: int) -> tf.Tensor:
    """Returns about U V^T of a matrix U S V^T, by Newton and Schulz.

    x <- x / (|x| + 1e-7), then so many times
    x <- a x + (b x x^T + c (x x^T)^2) x

    Args:
        x: A matrix.
        coefficients: a, b and c.
        steps: How often.
    """
    a, b, c = coefficients
    is_tall = x.shape[0] > x.shape[1]
    if is_tall:  # The smaller of both squares.
        x = tf.transpose(x)
    x = x / (tf.norm(x) + 1e-7)
    for _ in range(steps):
        square = tf.matmul(x, x, transpose_b=True)
        x = a * x + tf.matmul(b * square + c * tf.matmul(square, square), x)
    return tf.transpose(x) if is_tall else x


class MuonWeightDecay(step_policies.WeightDecay):
    """Shrinks matrices by one part, and other variables by another."""

    asked_by = ("weight_decay", "adam_weight_decay")


class Muon(optimizer.Optimizer):
    """Momentum orthogonalized by Newton and Schulz, for matrices; else AdamW.

    m <- momentum * m + g
    x = g + momentum * m if nesterov, else m
    w <- w - learning_rate * rms_rate * sqrt(max(rows, columns))
             * orthogonal(x)

    Variables that aren't matrices, embeddings and what `exclude_layers` names
    (the last layer of a classifier should be) are changed by AdamW.

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.001.
        adam_beta_1: Adam's beta_1, in [0, 1). Default 0.9.
        adam_beta_2: Adam's beta_2, in [0, 1). Default 0.999.
        adam_weight_decay: Weight decay where Adam is used. Default 0.004.
        epsilon: Adam's. Default 1e-7.
        weight_decay: Weight decay of matrices. Default 0.004.
        exclude_layers: Regular expressions found in names of variables that
            Adam changes. Default None.
        exclude_embeddings: True leaves variables with 'embedding' in their name
            to Adam. Default True.
        muon_a: The iteration's a. Default 3.4445.
        muon_b: The iteration's b. Default -4.775.
        muon_c: The iteration's c. Default 2.0315.
        adam_lr_ratio: Adam's learning rate as a part of this one. Default 1.
        momentum: In [0, 1). Default 0.95.
        ns_steps: Times of the iteration, 1 or more. Default 5.
        nesterov: True looks ahead along the momentum. Default True.
        rms_rate: Root mean square of a matrix's step, as Adam's is about 0.2;
            None leaves steps orthogonal. Default 0.2.
        **options: `clipnorm`, …, `name`: see `Optimizer`.
    Variables: iterations; for each variable momentum and, for Adam's, velocity.
    Raises:
        ValueError: If an argument is out of range.
    Source: Jordan et al. 2024, https://kellerjordan.github.io/posts/muon;
        rms_rate: Liu et al. 2025, arXiv:2502.16982, equation 4.
    Example:
        >>> w = tf.Variable([[3.0, 0.0], [0.0, 1.0]])
        >>> optimizer = keras.optimizers.Muon(0.1, weight_decay=None)
        >>> step = optimizer.apply_gradients([(tf.eye(2), w)])
        >>> bool(w[0, 0] < 3.0), float(w[0, 1])
        (True, 0.0)
    """

    _keras_may_be_lazy = False
    _keras_policies = tuple(
        MuonWeightDecay if policy is step_policies.WeightDecay else policy
        for policy in step_policies.EVERY
    )

    @rule.completed(name="Muon")
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        adam_beta_1: float = 0.9,
        adam_beta_2: float = 0.999,
        adam_weight_decay: float | None = 0.004,
        epsilon: float = 1e-7,
        weight_decay: float | None = 0.004,
        *,
        exclude_layers: list[str] | None = None,
        exclude_embeddings: bool = True,
        muon_a: float = 3.4445,
        muon_b: float = -4.775,
        muon_c: float = 2.0315,
        adam_lr_ratio: float = 1,
        momentum: float = 0.95,
        ns_steps: int = 5,
        nesterov: bool = True,
        rms_rate: float | None = 0.2,
        **options,
    ) -> None:
        super().__init__(weight_decay=weight_decay, **options)
        checks.fractions(
            self,
            adam_beta_1=adam_beta_1,
            adam_beta_2=adam_beta_2,
            momentum=momentum,
        )
        checks.not_negative(self, epsilon=epsilon, adam_lr_ratio=adam_lr_ratio)
        checks.within(self, "1 or more", lambda x: x >= 1, ns_steps=ns_steps)
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.adam_beta_1, self.adam_beta_2 = adam_beta_1, adam_beta_2
        self.adam_weight_decay = adam_weight_decay
        self.epsilon = epsilon
        self.exclude_layers = list(exclude_layers or ())
        self.exclude_embeddings = exclude_embeddings
        self.muon_a, self.muon_b, self.muon_c = muon_a, muon_b, muon_c
        self.adam_lr_ratio = adam_lr_ratio
        self.momentum = momentum
        self.ns_steps = ns_steps
        self.nesterov = nesterov
        self.rms_rate = rms_rate

    def _should_use_adamw(self, variable: tf.Variable) -> bool:
        """Tells whether Adam changes a variable; Keras 3's hook."""
        name = getattr(variable, "path", variable.name)
        if variable.shape.rank != 2:
            return True
        if self.exclude_embeddings and "embedding" in name.lower():
            return True
        return any(re.search(word, name) for word in self.exclude_layers)

    def _keras_decay_of(self, variable: tf.Variable):
        """Returns the weight decay of a variable."""
        if self._should_use_adamw(variable):
            return self.adam_weight_decay
        return self.weight_decay

    def _keras_build_slots(self, variables) -> None:
        """Creates a momentum for each variable, and Adam's second moments."""
        self.momentums, self.adam_velocities = [], []
        for v in variables:
            new, second = self.add_variable_from_reference, None
            self.momentums.append(new(v, "momentum"))
            if self._should_use_adamw(v):
                second = new(v, "velocity")
            self.adam_velocities.append(second)

    def _keras_step_values(self, dtype: tf.DType) -> tuple:
        """Returns the learning rate, and Adam's rule at this step."""
        dtype = in_place.wide(dtype)
        rate, step = (
            self._keras_rate(dtype),
            tf.cast(self._iterations + 1, dtype),
        )
        beta_1 = in_place.held(self.adam_beta_1, dtype)
        beta_2 = in_place.held(self.adam_beta_2, dtype)
        correction = tf.sqrt(1 - beta_2**step) / (1 - beta_1**step)
        update = functools.partial(
            adam.adam_update,
            alpha=rate * self.adam_lr_ratio * correction,
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=self.epsilon,
        )
        return rate, update

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by one of both rules."""
        rate, update = values
        index = self._keras_index(variable)
        slots = [self.momentums[index]]
        if self.adam_velocities[index] is not None:
            slots.append(self.adam_velocities[index])
        else:
            update = functools.partial(self._by_orthogonal_part, rate, variable)
        in_place.change(update, variable, slots, gradient)

    def _by_orthogonal_part(self, rate, variable, w, g, m) -> tuple:
        m = self.momentum * m + g
        ahead = g + self.momentum * m if self.nesterov else m
        # DTensor can't multiply what is split by rows with itself.
        whole = functools.partial(mesh_variable.whole_beside, variable)
        coefficients = self.muon_a, self.muon_b, self.muon_c
        step = rate * whole(
            orthogonal_part(whole(ahead), coefficients, self.ns_steps)
        )
        if self.rms_rate is not None:
            step *= self.rms_rate * max(w.shape) ** 0.5
        return w - step, m
