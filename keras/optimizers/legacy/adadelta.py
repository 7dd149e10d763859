"""Adadelta, as before Keras 2.11."""

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers.legacy import optimizer


class Adadelta(optimizer.Optimizer):
    """Scales steps by the ratio of recent steps' and gradients' sizes.

    a <- rho * a + (1 - rho) * g^2
    x = sqrt(d + epsilon) / sqrt(a + epsilon) * g
    d <- rho * d + (1 - rho) * x^2
    w <- w - learning_rate * x

    Args:
        learning_rate: A number, schedule, tensor or function. Default 0.001.
        rho: Weight of the old means a step. Default 0.95.
        epsilon: Keeps the division finite. Default 1e-7; 0 and None likewise.
        name: Name in files. Default 'Adadelta'.
        **kwargs: `decay`, `clipnorm`, …: see `legacy.Optimizer`.
    Variables: iter; accum_grad for each variable, then accum_var for each.
    Source: Zeiler 2012, arXiv:1212.5701, algorithm 1.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.legacy.Adadelta(1.0, 0.0, 1.0)
        >>> step = optimizer.apply_gradients([(tf.constant(0.75), w)])
        >>> round(float(w), 3)
        0.4
    """

    _HAS_AGGREGATE_GRAD = True

    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        name: str = "Adadelta",
        **kwargs,
    ) -> None:
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("rho", rho)
        self.epsilon = epsilon or 1e-7

    def _create_slots(self, var_list) -> None:
        for slot_name in ("accum_grad", "accum_var"):
            for var in var_list:
                self.add_slot(var, slot_name)

    def _prepare_local(self, var_device, var_dtype, apply_state) -> None:
        super()._prepare_local(var_device, var_dtype, apply_state)
        now = apply_state[var_device, var_dtype]
        now["epsilon"] = tf.convert_to_tensor(self.epsilon, var_dtype)
        now["rho"] = tf.identity(self._get_hyper("rho", var_dtype))

    def _keras_settings(self, grad, var, now: dict) -> dict:
        return {
            "var": var.handle,
            "accum": self.get_slot(var, "accum_grad").handle,
            "accum_update": self.get_slot(var, "accum_var").handle,
            "lr": now["lr_t"],
            "rho": now["rho"],
            "epsilon": now["epsilon"],
            "grad": grad,
        }

    def _resource_apply_dense(self, grad, var, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        settings = self._keras_settings(grad, var, now)
        return tf.raw_ops.ResourceApplyAdadelta(**settings)

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        settings = self._keras_settings(grad, var, now)
        return tf.raw_ops.ResourceSparseApplyAdadelta(
            indices=indices, **settings
        )

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        return {
            **super().get_config(),
            "learning_rate": self._serialize_hyperparameter("learning_rate"),
            "decay": self._initial_decay,
            "rho": self._serialize_hyperparameter("rho"),
            "epsilon": self.epsilon,
        }
