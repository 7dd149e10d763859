"""Adamax, as before Keras 2.11."""

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers.legacy import optimizer


class Adamax(optimizer.Optimizer):
    """Adam, with an infinity norm of the gradients so far.

    m <- beta_1 * m + (1 - beta_1) * g
    v <- max(beta_2 * v, |g|)
    w <- w - learning_rate / (1 - beta_1^t) * m / (v + epsilon)

    A gradient of some rows changes these rows and their slots only.

    Args:
        learning_rate: A number, schedule, tensor or function. Default 0.001.
        beta_1: Weight of the old moment a step. Default 0.9.
        beta_2: Weight of the old norm. Default 0.999.
        epsilon: Keeps the division finite. Default 1e-7; 0 and None likewise.
        name: Name in files. Default 'Adamax'.
        **kwargs: `decay`, `clipnorm`, …: see `legacy.Optimizer`.
    Variables: iter; m for each variable, then v for each.
    Source: Kingma and Ba 2015, arXiv:1412.6980, algorithm 2.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.legacy.Adamax(0.5)
        >>> step = optimizer.apply_gradients([(tf.constant(2.0), w)])
        >>> round(float(w), 3)
        0.5
    """

    _HAS_AGGREGATE_GRAD = True

    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        name: str = "Adamax",
        **kwargs,
    ) -> None:
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("beta_1", beta_1)
        self._set_hyper("beta_2", beta_2)
        self.epsilon = epsilon or 1e-7

    def _create_slots(self, var_list) -> None:
        for slot_name in ("m", "v"):
            for var in var_list:
                self.add_slot(var, slot_name)

    def _prepare_local(self, var_device, var_dtype, apply_state) -> None:
        super()._prepare_local(var_device, var_dtype, apply_state)
        now = apply_state[var_device, var_dtype]
        step = tf.cast(self.iterations + 1, var_dtype)
        beta_1 = tf.identity(self._get_hyper("beta_1", var_dtype))
        now["beta_1_t"], now["beta_1_power"] = beta_1, beta_1**step
        now["one_minus_beta_1_t"] = 1 - beta_1
        now["beta_2_t"] = tf.identity(self._get_hyper("beta_2", var_dtype))
        now["neg_scaled_lr"] = -now["lr_t"] / (1 - now["beta_1_power"])
        now["epsilon"] = tf.convert_to_tensor(self.epsilon, var_dtype)

    def _resource_apply_dense(self, grad, var, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        return tf.raw_ops.ResourceApplyAdaMax(
            var=var.handle,
            m=self.get_slot(var, "m").handle,
            v=self.get_slot(var, "v").handle,
            beta1_power=now["beta_1_power"],
            lr=now["lr_t"],
            beta1=now["beta_1_t"],
            beta2=now["beta_2_t"],
            epsilon=now["epsilon"],
            grad=grad,
        )

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        new_m = tf.gather(m, indices) * now["beta_1_t"]
        new_m += grad * now["one_minus_beta_1_t"]
        new_v = tf.gather(v, indices) * now["beta_2_t"]
        new_v = tf.maximum(new_v, tf.abs(grad))
        self._resource_scatter_update(m, indices, new_m)
        self._resource_scatter_update(v, indices, new_v)
        step = now["neg_scaled_lr"] * new_m / (new_v + now["epsilon"])
        return tf.raw_ops.ResourceScatterAdd(
            resource=var.handle, indices=indices, updates=step
        )

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        return {
            **super().get_config(),
            "learning_rate": self._serialize_hyperparameter("learning_rate"),
            "decay": self._initial_decay,
            "beta_1": self._serialize_hyperparameter("beta_1"),
            "beta_2": self._serialize_hyperparameter("beta_2"),
            "epsilon": self.epsilon,
        }
