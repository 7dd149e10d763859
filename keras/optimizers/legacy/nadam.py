"""Nadam, as before Keras 2.11."""

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers.legacy import optimizer
from keras.optimizers.schedules import learning_rate_schedule


class Nadam(optimizer.Optimizer):
    """Adam with Nesterov's momentum.

    u(t) = beta_1 * (1 - 0.96^(schedule_decay * t) / 2)
    U(t) = u(1) * ... * u(t)
    m <- beta_1 * m + (1 - beta_1) * g
    v <- beta_2 * v + (1 - beta_2) * g^2
    x = u(t + 1) * m / (1 - U(t + 1)) + (1 - u(t)) * g / (1 - U(t))
    w <- w - learning_rate * x / (sqrt(v / (1 - beta_2^t)) + epsilon)

    Args:
        learning_rate: A number, tensor or function. Default 0.001.
        beta_1: Weight of the old first moment a step. Default 0.9.
        beta_2: Weight of the old second moment. Default 0.999.
        epsilon: Keeps the division finite. Default 1e-7; 0 and None likewise.
        name: Name in files. Default 'Nadam'.
        **kwargs: `schedule_decay`, or `decay` in files, default 0.004;
            `clipnorm`, …: see `legacy.Optimizer`.
    Variables: iter, momentum_cache (U); m for each variable, then v for each.
    Raises:
        ValueError: If the learning rate is a schedule.
    Source: Dozat 2016, Incorporating Nesterov Momentum into Adam, algorithm 2.
        Keras 2 puts 0.004 in place of a given `decay`, also one that its own
        config says; it counts here.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.legacy.Nadam(0.5, beta_1=0.0)
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
        name: str = "Nadam",
        **kwargs,
    ) -> None:
        kwargs["decay"] = kwargs.pop(
            "schedule_decay", kwargs.get("decay") or 0.004
        )
        rate = kwargs.get("lr", learning_rate)
        if isinstance(rate, learning_rate_schedule.LearningRateSchedule):
            raise ValueError(
                "Nadam: it has a schedule of its own. Expected a number, "
                f"tensor or function. Received: learning_rate={rate!r}."
            )
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", rate)
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("beta_1", beta_1)
        self._set_hyper("beta_2", beta_2)
        self.epsilon = epsilon or 1e-7
        self._m_cache: tf.Variable | None = None

    def _create_slots(self, var_list) -> None:
        if self._m_cache is None and var_list:
            cache = self.add_weight(
                "momentum_cache",
                shape=[],
                dtype=var_list[0].dtype.base_dtype,
                initializer="ones",
                trainable=False,
                aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
            )
            object.__setattr__(self, "_m_cache", cache)
            self.momentum_cache = cache  # its name in checkpoints
            self._weights.append(cache)
        for slot_name in ("m", "v"):
            for var in var_list:
                self.add_slot(var, slot_name)

    def _prepare_local(self, var_device, var_dtype, apply_state) -> None:
        super()._prepare_local(var_device, var_dtype, apply_state)
        now = apply_state[var_device, var_dtype]
        now["lr_t"] = tf.identity(self._get_hyper("learning_rate", var_dtype))
        step = tf.cast(self.iterations + 1, var_dtype)
        beta_1 = tf.identity(self._get_hyper("beta_1", var_dtype))
        beta_2 = tf.identity(self._get_hyper("beta_2", var_dtype))
        base, decay = tf.cast(0.96, var_dtype), self._initial_decay
        now["m_t"] = beta_1 * (1 - 0.5 * base ** (decay * step))
        now["m_t_1"] = beta_1 * (1 - 0.5 * base ** (decay * (step + 1)))
        product = tf.cast(self._m_cache, var_dtype) * now["m_t"]
        now["m_schedule_new"] = product
        now["one_minus_m_t"] = 1 - now["m_t"]
        now["one_minus_m_schedule_new"] = 1 - product
        now["one_minus_m_schedule_next"] = 1 - product * now["m_t_1"]
        now["beta_1_t"], now["one_minus_beta_1_t"] = beta_1, 1 - beta_1
        now["beta_2_t"], now["one_minus_beta_2_t"] = beta_2, 1 - beta_2
        now["v_t_prime_denominator"] = 1 - beta_2**step
        now["epsilon"] = tf.convert_to_tensor(self.epsilon, var_dtype)

    def _keras_step(self, variables, apply_state: dict, given) -> None:
        dtype = self._m_cache.dtype
        now = next(
            own for (_, kind), own in apply_state.items() if kind == dtype
        )
        self._m_cache.assign(now["m_schedule_new"], read_value=False)
        super()._keras_step(variables, apply_state, given)

    def _keras_move(self, grad, m, v, now: dict) -> tf.Tensor:
        """Returns by how much a variable, or rows of it, get smaller."""
        ahead = now["m_t_1"] * m / now["one_minus_m_schedule_next"]
        ahead += now["one_minus_m_t"] * grad / now["one_minus_m_schedule_new"]
        size = tf.sqrt(v / now["v_t_prime_denominator"]) + now["epsilon"]
        return now["lr_t"] * ahead / size

    def _resource_apply_dense(self, grad, var, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        m.assign(now["beta_1_t"] * m + now["one_minus_beta_1_t"] * grad)
        v.assign(
            now["beta_2_t"] * v + now["one_minus_beta_2_t"] * tf.square(grad)
        )
        return var.assign_sub(self._keras_move(grad, m, v, now))

    def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
        now = self._keras_coefficients(var, apply_state)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        m.assign(m * now["beta_1_t"])
        v.assign(v * now["beta_2_t"])
        new_m = self._resource_scatter_add(
            m, indices, grad * now["one_minus_beta_1_t"]
        )
        new_v = self._resource_scatter_add(
            v, indices, grad * grad * now["one_minus_beta_2_t"]
        )
        move = self._keras_move(
            grad, tf.gather(new_m, indices), tf.gather(new_v, indices), now
        )
        return tf.raw_ops.ResourceScatterSub(
            resource=var.handle, indices=indices, updates=move
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
