"""AdamW: Adam whose weight decay is apart from the gradient."""

from keras.engine import kinds
from keras.optimizers import adam, rule


class AdamW(adam.Adam):
    """Adam with a decay of weights that the gradient's moments don't scale.

    w <- w - learning_rate * weight_decay * w, then Adam's update

    Regularization that doesn't depend on how large a weight's gradients are;
    the usual optimizer of transformers. Biases and scales of normalizations
    are mostly left out: `exclude_from_weight_decay`.

    Args:
        learning_rate: A number, schedule, variable or function. Default 0.001.
        weight_decay: Part of a weight that a step takes off, times the learning
            rate. Default 0.004.
        beta_1: Weight of the old first moment a step, in [0, 1). Default 0.9.
        beta_2: Weight of the old second moment, in [0, 1). Default 0.999.
        epsilon: Keeps the division finite; the paper's epsilon-hat. Default
            1e-7.
        amsgrad: True divides by the largest v so far. Default False.
        **options: `clipnorm`, …, `name`: see `Optimizer`.
    Variables: Adam's.
    Raises:
        ValueError: If there is no weight decay.
    Source: Loshchilov and Hutter 2019, arXiv:1711.05101, Algorithm 2, with a
        schedule multiplier of the learning rate.
    Example:
        >>> w = tf.Variable(1.0)
        >>> optimizer = keras.optimizers.AdamW(0.5, weight_decay=0.5)
        >>> step = optimizer.apply_gradients([(0.0, w)])
        >>> float(w)
        0.75
    """

    @rule.completed(name="AdamW")
    def __init__(
        self,
        learning_rate: kinds.Rate = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **options,
    ) -> None:
        if weight_decay is None:
            raise ValueError(
                "AdamW: nothing decays. Expected a number. Received: "
                "weight_decay=None. Without decay, use Adam."
            )
        super().__init__(
            learning_rate,
            beta_1,
            beta_2,
            epsilon,
            amsgrad=amsgrad,
            weight_decay=weight_decay,
            **options,
        )
