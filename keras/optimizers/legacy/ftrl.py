"""Ftrl, as before Keras 2.11."""

import tensorflow as tf

from keras import initializers
from keras.engine import kinds
from keras.optimizers import checks
from keras.optimizers.legacy import optimizer

_NUMBERS = (
    "learning_rate_power",
    "l1_regularization_strength",
    "l2_regularization_strength",
    "beta",
)


class Ftrl(optimizer.Optimizer):
    """Follow-the-regularized-leader, with proximal L1 and L2 terms.

    The rule is that of `keras.optimizers.Ftrl`.

    Args:
        learning_rate: A number, schedule, tensor or function. Default 0.001.
        learning_rate_power: How the rate shrinks, 0 or less. Default -0.5.
        initial_accumulator_value: Where the sum of squares starts, 0 or more.
            Default 0.1.
        l1_regularization_strength: 0 or more. Default 0.
        l2_regularization_strength: 0 or more. Default 0.
        name: Name in files. Default 'Ftrl'.
        l2_shrinkage_regularization_strength: Of a penalty on the present
            weight, in the gradient only; 0 or more. Default 0.
        beta: The paper's beta. Default 0.
        **kwargs: `decay`, `clipnorm`, …: see `legacy.Optimizer`.
    Variables: iter; accumulator and linear for each variable.
    Raises:
        ValueError: If an argument is out of range.
    Source: McMahan et al. 2013, Ad Click Prediction, algorithm 1.
    Example:
        >>> w = tf.Variable(0.0)
        >>> optimizer = keras.optimizers.legacy.Ftrl(
        ...     0.5, initial_accumulator_value=0.0
        ... )
        >>> step = optimizer.apply_gradients([(tf.constant(2.0), w)])
        >>> round(float(w), 3)
        -0.5
    """

    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        name: str = "Ftrl",
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **kwargs,
    ) -> None:
        super().__init__(name, **kwargs)
        l2_shrinkage = l2_shrinkage_regularization_strength
        checks.within(
            self,
            "0 or less",
            lambda value: value <= 0,
            learning_rate_power=learning_rate_power,
        )
        checks.not_negative(
            self,
            initial_accumulator_value=initial_accumulator_value,
            l1_regularization_strength=l1_regularization_strength,
            l2_regularization_strength=l2_regularization_strength,
            l2_shrinkage_regularization_strength=l2_shrinkage,
        )
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("learning_rate_power", learning_rate_power)
        self._set_hyper(
            "l1_regularization_strength", l1_regularization_strength
        )
        self._set_hyper(
            "l2_regularization_strength", l2_regularization_strength
        )
        self._set_hyper("beta", beta)
        self._initial_accumulator_value = initial_accumulator_value
        self._l2_shrinkage_regularization_strength = l2_shrinkage

    def _create_slots(self, var_list) -> None:
        start = initializers.Constant(self._initial_accumulator_value)
        for var in var_list:
            self.add_slot(var, "accumulator", start)
            self.add_slot(var, "linear")

    def _prepare_local(self, var_device, var_dtype, apply_state) -> None:
        super()._prepare_local(var_device, var_dtype, apply_state)
        now = apply_state[var_device, var_dtype]
        for name in _NUMBERS:
            now[name] = tf.identity(self._get_hyper(name, var_dtype))
        now["l2_shrinkage_regularization_strength"] = tf.cast(
            self._l2_shrinkage_regularization_strength, var_dtype
        )

    def _keras_settings(self, grad, var, now: dict) -> dict:
        l2 = now["l2_regularization_strength"]
        return {
            "var": var.handle,
            "accum": self.get_slot(var, "accumulator").handle,
            "linear": self.get_slot(var, "linear").handle,
            "grad": grad,
            "lr": now["lr_t"],
            "l1": now["l1_regularization_strength"],
            "l2": l2 + now["beta"] / (2 * now["lr_t"]),
            "l2_shrinkage": now["l2_shrinkage_regularization_strength"],
            "lr_power": now["learning_rate_power"],
        }

    def _resource_apply_dense(self, grad, var, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        settings = self._keras_settings(grad, var, now)
        return tf.raw_ops.ResourceApplyFtrlV2(**settings)

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        settings = self._keras_settings(grad, var, now)
        return tf.raw_ops.ResourceSparseApplyFtrlV2(indices=indices, **settings)

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        numbers = {n: self._serialize_hyperparameter(n) for n in _NUMBERS}
        l2_shrinkage = self._l2_shrinkage_regularization_strength
        return {
            **super().get_config(),
            "learning_rate": self._serialize_hyperparameter("learning_rate"),
            "decay": self._initial_decay,
            "initial_accumulator_value": self._initial_accumulator_value,
            **numbers,
            "l2_shrinkage_regularization_strength": l2_shrinkage,
        }
