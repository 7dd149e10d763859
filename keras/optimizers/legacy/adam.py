"""Adam, as before Keras 2.11."""

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers.legacy import optimizer


class Adam(optimizer.Optimizer):
    """Adaptive moment estimation.

    m <- beta_1 * m + (1 - beta_1) * g
    v <- beta_2 * v + (1 - beta_2) * g^2
    w <- w - learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t)
             * m / (sqrt(v) + epsilon)

    Args:
        learning_rate: A number, schedule, tensor or function. Default 0.001.
        beta_1: Weight of the old first moment a step. Default 0.9.
        beta_2: Weight of the old second moment. Default 0.999.
        epsilon: Keeps the division finite. Default 1e-7; 0 and None likewise.
        amsgrad: True divides by the largest v so far. Default False.
        name: Name in files. Default 'Adam'.
        **kwargs: `decay`, `clipnorm`, …: see `legacy.Optimizer`.
    Variables: iter; m for each variable, then v for each; with amsgrad vhat for
        each.
    Source: Kingma and Ba 2015, arXiv:1412.6980, the form before section 2.1.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.legacy.Adam(0.5)
        >>> step = optimizer.apply_gradients([(tf.constant(2.0), w)])
        >>> round(float(w), 3)
        0.5
        >>> optimizer.get_slot(w, "m").shape
        TensorShape([])
    """

    _HAS_AGGREGATE_GRAD = True

    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        name: str = "Adam",
        **kwargs,
    ) -> None:
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("beta_1", beta_1)
        self._set_hyper("beta_2", beta_2)
        self.epsilon = epsilon or 1e-7
        self.amsgrad = amsgrad

    def _create_slots(self, var_list) -> None:
        for slot_name in ("m", "v", "vhat") if self.amsgrad else ("m", "v"):
            for var in var_list:
                self.add_slot(var, slot_name)

    def _prepare_local(self, var_device, var_dtype, apply_state) -> None:
        super()._prepare_local(var_device, var_dtype, apply_state)
        now = apply_state[var_device, var_dtype]
        step = tf.cast(self.iterations + 1, var_dtype)
        for beta in ("beta_1", "beta_2"):
            value = tf.identity(self._get_hyper(beta, var_dtype))
            now[f"{beta}_t"], now[f"{beta}_power"] = value, value**step
            now[f"one_minus_{beta}_t"] = 1 - value
        correction = tf.sqrt(1 - now["beta_2_power"])
        now["lr"] = now["lr_t"] * correction / (1 - now["beta_1_power"])
        now["epsilon"] = tf.convert_to_tensor(self.epsilon, var_dtype)

    def _resource_apply_dense(self, grad, var, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        settings = {
            "var": var.handle,
            "m": self.get_slot(var, "m").handle,
            "v": self.get_slot(var, "v").handle,
            "beta1_power": now["beta_1_power"],
            "beta2_power": now["beta_2_power"],
            "lr": now["lr_t"],
            "beta1": now["beta_1_t"],
            "beta2": now["beta_2_t"],
            "epsilon": now["epsilon"],
            "grad": grad,
        }
        if not self.amsgrad:
            return tf.raw_ops.ResourceApplyAdam(**settings)
        return tf.raw_ops.ResourceApplyAdamWithAmsgrad(
            vhat=self.get_slot(var, "vhat").handle, **settings
        )

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        m.assign(m * now["beta_1_t"], read_value=False)
        v.assign(v * now["beta_2_t"], read_value=False)
        new_m = self._resource_scatter_add(
            m, indices, grad * now["one_minus_beta_1_t"]
        )
        largest = self._resource_scatter_add(
            v, indices, grad * grad * now["one_minus_beta_2_t"]
        )
        if self.amsgrad:
            top = self.get_slot(var, "vhat")
            largest = tf.maximum(top, largest)
            top.assign(largest, read_value=False)
        step = new_m / (tf.sqrt(largest) + now["epsilon"])
        return var.assign_sub(now["lr"] * step, read_value=False)

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        return {
            **super().get_config(),
            "learning_rate": self._serialize_hyperparameter("learning_rate"),
            "decay": self._initial_decay,
            "beta_1": self._serialize_hyperparameter("beta_1"),
            "beta_2": self._serialize_hyperparameter("beta_2"),
            "epsilon": self.epsilon,
            "amsgrad": self.amsgrad,
        }
