"""Gradient descent, with or without momentum."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import gradients, in_place, optimizer, rule


def momentum_update(w, g, m, rate, momentum, nesterov: bool) -> tuple:
    """Returns the new variable and velocity.

    m <- momentum * m - rate * g
    w <- w + momentum * m - rate * g if nesterov, else w + m
    """
    m = momentum * m - rate * g
    return w + (momentum * m - rate * g if nesterov else m), m


class SGD(optimizer.Optimizer):
    """Stochastic gradient descent.

    m <- momentum * m - learning_rate * g
    w <- w + m; with nesterov, w <- w + momentum * m - learning_rate * g

    A gradient of some rows only, as from an embedding, costs in proportion to
    those rows while momentum is 0.

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.01.
        momentum: In [0, 1]. Default 0.
        nesterov: True looks ahead along the momentum. Default False.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; m for each variable.
    Raises:
        ValueError: If the momentum isn't in [0, 1].
    Source: Sutskever et al. 2013, section 2.
    Example:
        >>> w = tf.Variable(1.0)
        >>> step = keras.optimizers.SGD(0.5).apply_gradients([(2.0, w)])
        >>> float(w)
        0.0
    """

    @rule.completed(name="SGD", weight_decay=None)
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        **options,
    ) -> None:
        super().__init__(**options)
        if not 0 <= momentum <= 1:
            raise ValueError(
                "SGD: wrong momentum. Expected a number in [0, 1]. Received: "
                f"momentum={momentum}."
            )
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.momentum = momentum
        self.nesterov = nesterov

    def _keras_build_slots(self, variables) -> None:
        """Creates a velocity for each variable."""
        self._momentums = [
            self.add_variable_from_reference(v, "m") for v in variables
        ]

    def _keras_3_slots(self) -> list:
        """Returns where Keras 3's slots belong: it has none at momentum 0."""
        return super()._keras_3_slots() if self.momentum else []

    def _keras_step_values(self, dtype: tf.DType) -> tf.Tensor:
        """Returns the learning rate."""
        return self._keras_rate(dtype)

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        has_kernels = self._keras_state.has_kernels
        is_lazy = self.momentum and in_place.in_rows(self, gradient)
        if is_lazy or self.momentum and not has_kernels:
            self._by_operations(values, variable, gradient)
        elif self.momentum:
            tf.raw_ops.ResourceApplyKerasMomentum(
                var=variable.handle,
                accum=self._momentums[self._keras_index(variable)].handle,
                lr=values,
                grad=gradients.dense(gradient),
                momentum=self.momentum,
                use_nesterov=self.nesterov,
            )
        elif isinstance(gradient, tf.IndexedSlices):
            tf.raw_ops.ResourceScatterSub(
                resource=variable.handle,
                indices=gradient.indices,
                updates=values * gradient.values,
            )
        elif not has_kernels:
            variable.assign_sub(values * gradient, read_value=False)
        else:
            tf.raw_ops.ResourceApplyGradientDescent(
                var=variable.handle, alpha=values, delta=gradient
            )

    def _by_operations(self, rate, variable: tf.Variable, gradient) -> None:
        update = functools.partial(
            momentum_update,
            rate=tf.cast(rate, in_place.wide(variable.dtype)),
            momentum=self.momentum,
            nesterov=self.nesterov,
        )
        slots = (self._momentums[self._keras_index(variable)],)
        in_place.change(update, variable, slots, gradient, is_lazy=True)
