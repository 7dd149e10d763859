"""RMSprop, as before Keras 2.11."""

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks
from keras.optimizers.legacy import optimizer, sgd


class RMSprop(optimizer.Optimizer):
    """Divides each step by a running root mean square of the gradient.

    v <- rho * v + (1 - rho) * g^2
    a <- rho * a + (1 - rho) * g, if centered, else a = 0
    w <- w - learning_rate * g / (sqrt(v - a^2) + epsilon); with momentum
    m <- momentum * m + learning_rate * g / sqrt(v - a^2 + epsilon)
    w <- w - m

    Args:
        learning_rate: A number, schedule, tensor or function. Default 0.001.
        rho: Weight of the old mean square a step. Default 0.9.
        momentum: In [0, 1]. Default 0.
        epsilon: Keeps the division finite. Default 1e-7; 0 and None likewise.
        centered: True divides by the standard deviation. Default False.
        name: Name in files. Default 'RMSprop'.
        **kwargs: `decay`, `clipnorm`, …: see `legacy.Optimizer`.
    Variables: iter; rms for each variable; with momentum momentum for each; if
        centered mg for each.
    Raises:
        ValueError: If the momentum isn't in [0, 1].
    Source: Hinton 2012, Neural Networks for Machine Learning, lecture 6e.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.legacy.RMSprop(0.5, rho=0.0)
        >>> step = optimizer.apply_gradients([(tf.constant(2.0), w)])
        >>> round(float(w), 3)
        0.5
    """

    _HAS_AGGREGATE_GRAD = True

    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        name: str = "RMSprop",
        **kwargs,
    ) -> None:
        super().__init__(name, **kwargs)
        checks.unit(self, momentum=momentum)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("rho", rho)
        self._momentum = sgd.is_on(momentum)
        self._set_hyper("momentum", momentum)
        self.epsilon = epsilon or 1e-7
        self.centered = centered

    def _create_slots(self, var_list) -> None:
        asked = {"rms": True, "momentum": self._momentum, "mg": self.centered}
        for slot_name, is_asked in asked.items():
            for var in var_list if is_asked else ():
                self.add_slot(var, slot_name)

    def _prepare_local(self, var_device, var_dtype, apply_state) -> None:
        super()._prepare_local(var_device, var_dtype, apply_state)
        now, rho = apply_state[var_device, var_dtype], self._get_hyper("rho")
        now["neg_lr_t"] = -now["lr_t"]
        now["epsilon"] = tf.convert_to_tensor(self.epsilon, var_dtype)
        now["rho"] = tf.identity(tf.cast(rho, var_dtype))
        now["momentum"] = tf.identity(self._get_hyper("momentum", var_dtype))
        now["one_minus_rho"] = 1 - now["rho"]

    def _keras_by_kernel(self, grad, var, now: dict, **rows):
        """Changes a variable, or rows of it, by TensorFlow's kernels."""
        apply = tf.raw_ops.ResourceApplyRMSProp
        if rows:
            apply = tf.raw_ops.ResourceSparseApplyRMSProp
        return apply(
            var=var.handle,
            ms=self.get_slot(var, "rms").handle,
            mom=self.get_slot(var, "momentum").handle,
            lr=now["lr_t"],
            rho=now["rho"],
            momentum=now["momentum"],
            epsilon=now["epsilon"],
            grad=grad,
            **rows,
        )

    def _keras_centered(self, grad, var, now: dict, *rows):
        """Changes a variable, or rows of it, by a momentum, centered.

        TensorFlow's kernel takes the root of numbers below 0, where rounding
        makes them.
        """
        slots = [self.get_slot(var, name) for name in ("rms", "mg", "momentum")]
        rms, mean, speed = (
            tf.gather(slot, *rows) if rows else slot.read_value()
            for slot in slots
        )
        rms += (tf.square(grad) - rms) * now["one_minus_rho"]
        mean += (grad - mean) * now["one_minus_rho"]
        variance = tf.maximum(rms - tf.square(mean), 0) + now["epsilon"]
        step = now["lr_t"] * grad * tf.math.rsqrt(variance)
        speed = now["momentum"] * speed + step
        for slot, value in zip(slots, (rms, mean, speed), strict=True):
            if rows:
                self._resource_scatter_update(slot, *rows, value)
            else:
                slot.assign(value, read_value=False)
        if rows:
            return self._resource_scatter_add(var, *rows, -speed)
        return var.assign_sub(speed)

    def _resource_apply_dense(self, grad, var, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        if self._momentum and self.centered:
            return self._keras_centered(grad, var, now)
        if self._momentum:
            return self._keras_by_kernel(grad, var, now)
        rms = self.get_slot(var, "rms")
        rms.assign(now["rho"] * rms + now["one_minus_rho"] * tf.square(grad))
        variance = rms.read_value()
        if self.centered:
            mean = self.get_slot(var, "mg")
            mean.assign(now["rho"] * mean + now["one_minus_rho"] * grad)
            variance = _centered(variance, mean)
        step = grad / (tf.sqrt(variance) + now["epsilon"])
        return var.assign_sub(now["lr_t"] * step)

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        if self._momentum and self.centered:
            return self._keras_centered(grad, var, now, indices)
        if self._momentum:
            return self._keras_by_kernel(grad, var, now, indices=indices)
        part, rms = now["one_minus_rho"], self.get_slot(var, "rms")
        rms.assign(rms * now["rho"])
        self._resource_scatter_add(rms, indices, part * grad * grad)
        variance = tf.gather(rms, indices)
        if self.centered:
            mean = self.get_slot(var, "mg")
            mean.assign(mean * now["rho"])
            self._resource_scatter_add(mean, indices, part * grad)
            variance = _centered(variance, tf.gather(mean, indices))
        step = grad / (tf.sqrt(variance) + now["epsilon"])
        return tf.raw_ops.ResourceScatterAdd(
            resource=var.handle, indices=indices, updates=now["neg_lr_t"] * step
        )

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        return {
            **super().get_config(),
            "learning_rate": self._serialize_hyperparameter("learning_rate"),
            "decay": self._initial_decay,
            "rho": self._serialize_hyperparameter("rho"),
            "momentum": self._serialize_hyperparameter("momentum"),
            "epsilon": self.epsilon,
            "centered": self.centered,
        }


def _centered(mean_square, mean):
    """Returns a variance: below 0 by rounding, where a gradient stays."""
    return tf.maximum(mean_square - tf.square(mean), 0)
