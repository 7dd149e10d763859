"""Gradient descent with momentum, as before Keras 2.11."""

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks
from keras.optimizers.legacy import optimizer


class SGD(optimizer.Optimizer):
    """Stochastic gradient descent, with or without momentum.

    m <- momentum * m - learning_rate * g
    w <- w + m; with nesterov, w <- w + momentum * m - learning_rate * g

    A gradient of some rows changes these rows and their momentum only.

    Args:
        learning_rate: A number, schedule, tensor or function. Default 0.01.
        momentum: In [0, 1]. Default 0.
        nesterov: True looks ahead along the momentum. Default False.
        name: Name in files. Default 'SGD'.
        **kwargs: `decay`, `clipnorm`, …: see `legacy.Optimizer`.
    Variables: iter; with momentum, momentum for each variable.
    Raises:
        ValueError: If the momentum isn't in [0, 1].
    Source: Sutskever et al. 2013, section 2.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.legacy.SGD(0.5, decay=1.0)
        >>> for _ in range(2):
        ...     step = optimizer.apply_gradients([(tf.constant(1.0), w)])
        >>> float(w)
        0.25
    """

    _HAS_AGGREGATE_GRAD = True

    def __init__(
        self,
        learning_rate: kinds.Rate = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        name: str = "SGD",
        **kwargs,
    ) -> None:
        super().__init__(name, **kwargs)
        checks.unit(self, momentum=momentum)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._momentum = is_on(momentum)
        self._set_hyper("momentum", momentum)
        self.nesterov = nesterov

    def _create_slots(self, var_list) -> None:
        if self._momentum:
            for var in var_list:
                self.add_slot(var, "momentum")

    def _prepare_local(self, var_device, var_dtype, apply_state) -> None:
        super()._prepare_local(var_device, var_dtype, apply_state)
        momentum = tf.identity(self._get_hyper("momentum", var_dtype))
        apply_state[var_device, var_dtype]["momentum"] = momentum

    def _resource_apply_dense(self, grad, var, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        if not self._momentum:
            return tf.raw_ops.ResourceApplyGradientDescent(
                var=var.handle, alpha=now["lr_t"], delta=grad
            )
        return tf.raw_ops.ResourceApplyKerasMomentum(
            var=var.handle,
            accum=self.get_slot(var, "momentum").handle,
            lr=now["lr_t"],
            grad=grad,
            momentum=now["momentum"],
            use_nesterov=self.nesterov,
        )

    def _resource_apply_sparse_duplicate_indices(
        self, grad, var, indices, **kwargs
    ):
        if self._momentum:
            return super()._resource_apply_sparse_duplicate_indices(
                grad, var, indices, **kwargs
            )
        now = self._keras_coefficients(var, kwargs.get("apply_state"))
        return tf.raw_ops.ResourceScatterSub(
            resource=var.handle, indices=indices, updates=grad * now["lr_t"]
        )

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        return tf.raw_ops.ResourceSparseApplyKerasMomentum(
            var=var.handle,
            accum=self.get_slot(var, "momentum").handle,
            lr=now["lr_t"],
            grad=grad,
            indices=indices,
            momentum=now["momentum"],
            use_nesterov=self.nesterov,
        )

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        return {
            **super().get_config(),
            "learning_rate": self._serialize_hyperparameter("learning_rate"),
            "decay": self._initial_decay,
            "momentum": self._serialize_hyperparameter("momentum"),
            "nesterov": self.nesterov,
        }


def is_on(momentum) -> bool:
    """Tells whether there is momentum: a number above 0, or what isn't one."""
    return callable(momentum) or tf.is_tensor(momentum) or momentum > 0
