"""Gradient descent, with or without momentum."""

import tensorflow as tf

from keras.optimizers import gradients, optimizer


def momentum_update(g, m, rate, momentum, nesterov: bool) -> tuple:
    """Returns the change of the variable, and the new velocity.

    m <- momentum * m - rate * g
    delta = momentum * m - rate * g if nesterov, else m
    """
    m = momentum * m - rate * g
    return (momentum * m - rate * g if nesterov else m), m


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
        weight_decay: See `Optimizer`, as for the arguments that follow.
        name: Name in files.
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

    def __init__(
        self,
        learning_rate=0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        jit_compile: bool = True,
        name: str = "SGD",
        **kwargs,
    ) -> None:
        super().__init__(
            name=name,
            weight_decay=weight_decay,
            clipnorm=clipnorm,
            clipvalue=clipvalue,
            global_clipnorm=global_clipnorm,
            use_ema=use_ema,
            ema_momentum=ema_momentum,
            ema_overwrite_frequency=ema_overwrite_frequency,
            jit_compile=jit_compile,
            **kwargs,
        )
        if not 0 <= momentum <= 1:
            raise ValueError(
                "SGD: wrong momentum. Expected a number in [0, 1]. Received: "
                f"momentum={momentum}."
            )
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.momentum = momentum
        self.nesterov = nesterov

    def build(self, var_list) -> None:
        """Creates a velocity for each variable."""
        if self._built:
            return
        var_list = list(var_list)
        super().build(var_list)
        self._momentums = [
            self.add_variable_from_reference(v, "m") for v in var_list
        ]
        self._built = True

    def step_values(self, dtype: tf.DType) -> tf.Tensor:
        """Returns the learning rate."""
        return self._rate(dtype)

    def update_variable(self, gradient, variable: tf.Variable, values) -> None:
        """Changes one variable by the rule."""
        if self.momentum:
            tf.raw_ops.ResourceApplyKerasMomentum(
                var=variable.handle,
                accum=self._momentums[self._index(variable)].handle,
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
        else:
            tf.raw_ops.ResourceApplyGradientDescent(
                var=variable.handle, alpha=values, delta=gradient
            )

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        rate = self._serialize_hyperparameter(self._learning_rate)
        return {
            **super().get_config(),
            "learning_rate": rate,
            "momentum": self.momentum,
            "nesterov": self.nesterov,
        }
