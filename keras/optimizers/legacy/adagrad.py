"""Adagrad, as before Keras 2.11."""

import tensorflow as tf

from keras import initializers
from keras.engine import kinds
from keras.optimizers import checks
from keras.optimizers.legacy import optimizer


class Adagrad(optimizer.Optimizer):
    """Divides each step by the root of the sum of all squared gradients.

    a <- a + g^2
    w <- w - learning_rate * g / (sqrt(a) + epsilon)

    Args:
        learning_rate: A number, schedule, tensor or function. Default 0.001.
        initial_accumulator_value: Where the sum starts, 0 or more. Default 0.1.
        epsilon: Keeps the division finite. Default 1e-7; 0 and None likewise.
        name: Name in files. Default 'Adagrad'.
        **kwargs: `decay`, `clipnorm`, …: see `legacy.Optimizer`.
    Variables: iter; accumulator for each variable.
    Raises:
        ValueError: If `initial_accumulator_value` is below 0.
    Source: Duchi, Hazan and Singer 2011, JMLR 12, figure 1.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.legacy.Adagrad(0.5)
        >>> step = optimizer.apply_gradients([(tf.constant(2.0), w)])
        >>> round(float(w), 3)
        0.506
    """

    _HAS_AGGREGATE_GRAD = True

    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        name: str = "Adagrad",
        **kwargs,
    ) -> None:
        super().__init__(name, **kwargs)
        checks.not_negative(
            self, initial_accumulator_value=initial_accumulator_value
        )
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon or 1e-7

    def _create_slots(self, var_list) -> None:
        start = initializers.Constant(self._initial_accumulator_value)
        for var in var_list:
            self.add_slot(var, "accumulator", start)

    def _prepare_local(self, var_device, var_dtype, apply_state) -> None:
        super()._prepare_local(var_device, var_dtype, apply_state)
        epsilon = tf.convert_to_tensor(self.epsilon, var_dtype)
        apply_state[var_device, var_dtype]["epsilon"] = epsilon

    def _resource_apply_dense(self, grad, var, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        return tf.raw_ops.ResourceApplyAdagradV2(
            var=var.handle,
            accum=self.get_slot(var, "accumulator").handle,
            lr=now["lr_t"],
            epsilon=now["epsilon"],
            grad=grad,
        )

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        return tf.raw_ops.ResourceSparseApplyAdagradV2(
            var=var.handle,
            accum=self.get_slot(var, "accumulator").handle,
            lr=now["lr_t"],
            epsilon=now["epsilon"],
            grad=grad,
            indices=indices,
        )

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        return {
            **super().get_config(),
            "learning_rate": self._serialize_hyperparameter("learning_rate"),
            "decay": self._initial_decay,
            "initial_accumulator_value": self._initial_accumulator_value,
            "epsilon": self.epsilon,
        }
