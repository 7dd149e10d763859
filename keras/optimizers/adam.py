"""Adam: steps scaled by the moments of the gradient."""

import functools

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import checks, gradients, in_place, optimizer, rule


def adam_update(w, g, m, v, *top, alpha, beta_1, beta_2, epsilon) -> tuple:
    """Returns the new variable and moments.

    m <- m + (1 - beta_1) * (g - m)
    v <- v + (1 - beta_2) * (g^2 - v)
    w <- w - alpha * m / (sqrt(v) + epsilon)
    With amsgrad there is a top, the largest v so far, that takes v's place:
    top <- max(top, v)
    """
    m = m + (g - m) * (1 - beta_1)
    v = v + (g * g - v) * (1 - beta_2)
    top = tuple(tf.maximum(one, v) for one in top)
    w = w - alpha * m / (tf.sqrt(top[0] if top else v) + epsilon)
    return w, m, v, *top


class AdamStep:
    """What the rule needs once a step, for variables of one type.

    Args:
        rate: The learning rate.
        beta_1, beta_2: Weights of the old moments.
        power_1, power_2: The betas to the power of the step's number.
        epsilon: Keeps the division finite.
    """

    def __init__(self, rate, beta_1, beta_2, power_1, power_2, epsilon) -> None:
        self.rate = rate
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.power_1, self.power_2 = power_1, power_2
        self.epsilon = epsilon

    @functools.cached_property
    def alpha(self) -> tf.Tensor:
        """The learning rate, with both moments' bias corrected."""
        return self.rate * tf.sqrt(1 - self.power_2) / (1 - self.power_1)


def _suits_kernel(variable: tf.Variable) -> bool:
    """Tells whether in a graph TensorFlow's one kernel beats operations.

    On the CPU it hands even small variables to other threads. Measured on two
    cores, in a graph: 640 numbers 36 us against 11, 4,096 numbers 57 against
    14, 100,000 numbers 155 against 497; 64 numbers 7 against 10.
    """
    size = variable.shape.num_elements()
    if size is None or not 128 < size < 2**15:
        return True
    return "GPU" in variable.device


class Adam(optimizer.Optimizer):
    """Adaptive moment estimation.

    m <- beta_1 * m + (1 - beta_1) * g
    v <- beta_2 * v + (1 - beta_2) * g^2
    w <- w - learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t)
             * m / (sqrt(v) + epsilon)

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.001.
        beta_1: Weight of the old first moment a step, in [0, 1). Default 0.9.
        beta_2: Weight of the old second moment, in [0, 1). Default 0.999.
        epsilon: Keeps the division finite; the paper's epsilon-hat. Default
            1e-7.
        adaptive_epsilon: True takes `epsilon` for the paper's epsilon, which
            counts beside the corrected moments. Default False.
        amsgrad: True divides by the largest v so far. Default False.
        **options: `weight_decay`, …, `name`: see `Optimizer`.
    Variables: iterations; m and v for each variable; with amsgrad vhat for
        each.
    Raises:
        ValueError: If an argument is out of range.
    Source: Kingma and Ba 2015, arXiv:1412.6980, the form before section 2.1;
        amsgrad: Reddi et al. 2018, arXiv:1904.09237.
    Example:
        >>> w = tf.Variable(1.0)
        >>> step = keras.optimizers.Adam(0.5).apply_gradients([(2.0, w)])
        >>> round(float(w), 3)
        0.5
    """

    _keras_makes_slots = (
        *optimizer.Optimizer._keras_makes_slots,
        "amsgrad",
    )

    @rule.completed(name="Adam", weight_decay=None)
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        adaptive_epsilon: bool = False,
        amsgrad: bool = False,
        **options,
    ) -> None:
        super().__init__(**options)
        checks.fractions(self, beta_1=beta_1, beta_2=beta_2)
        checks.not_negative(self, epsilon=epsilon)
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.epsilon = epsilon
        self.adaptive_epsilon = adaptive_epsilon
        self.amsgrad = amsgrad

    def _keras_build_slots(self, variables) -> None:
        """Creates the moments of each variable's gradient."""
        new = self.add_variable_from_reference
        moments = [(new(v, "m"), new(v, "v")) for v in variables]
        self._momentums = [m for m, _ in moments]
        self._velocities = [v for _, v in moments]
        if self.amsgrad:
            self._velocity_hats = [new(v, "vhat") for v in variables]

    def _keras_step_values(self, dtype: tf.DType) -> AdamStep:
        """Returns what the rule needs once a step."""
        # Not by `in_place`, which is three calls more in every eager step.
        dtype = dtype if dtype.size >= 4 else tf.float32
        number = dtype.as_numpy_dtype
        beta_1, beta_2 = float(number(self.beta_1)), float(number(self.beta_2))
        step = tf.cast(tf.add(self._iterations, 1), dtype)
        power_1, power_2 = beta_1**step, beta_2**step
        rate = self._keras_rate(dtype)
        epsilon = self.epsilon
        if self.adaptive_epsilon:
            epsilon *= tf.sqrt(1 - power_2)
        return AdamStep(rate, beta_1, beta_2, power_1, power_2, epsilon)

    def _keras_update_variable(
        self, values, variable: tf.Variable, gradient
    ) -> None:
        """Changes one variable by the rule."""
        index = self._index_dict[variable.ref()]
        m, v = self._momentums[index], self._velocities[index]
        if isinstance(gradient, tf.IndexedSlices):
            if self._keras_state.is_lazy:
                self._by_operations(values, variable, gradient)
                return
            gradient = gradients.dense(gradient)
        in_one = not self.amsgrad and (
            tf.executing_eagerly() or _suits_kernel(variable)
        )
        has_kernels = self._keras_state.has_kernels
        if not (in_one and has_kernels) or variable.dtype.size < 4:
            # A kernel takes 0.999 for 1 there.
            self._by_operations(values, variable, gradient)
            return
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=m.handle,
            v=v.handle,
            beta1_power=values.power_1,
            beta2_power=values.power_2,
            lr=values.rate,
            beta1=values.beta_1,
            beta2=values.beta_2,
            epsilon=values.epsilon,
            grad=gradient,
        )

    def _by_operations(self, values, variable, gradient) -> None:
        index = self._keras_index(variable)
        slots = [self._momentums[index], self._velocities[index]]
        if self.amsgrad:
            slots.append(self._velocity_hats[index])
        update = functools.partial(
            adam_update,
            alpha=values.alpha,
            beta_1=values.beta_1,
            beta_2=values.beta_2,
            epsilon=values.epsilon,
        )
        lazy = self._keras_state.is_lazy
        in_place.change(update, variable, slots, gradient, lazy)

    def get_config(self) -> dict:
        """Returns the arguments that make an equal optimizer."""
        config = super().get_config()
        if not self.adaptive_epsilon:  # Keras 2's files have no room for False
            del config["adaptive_epsilon"]
        return config
