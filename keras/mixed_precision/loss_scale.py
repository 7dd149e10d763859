"""What a loss is multiplied with: it follows whether gradients are finite."""

import warnings

import tensorflow as tf

# A gradient of 1 times this is still a normal number of float16, and one of 1e9
# is finite. (Keras 2 stops at 1: models with gradients above 65504 didn't learn
# at all there. Keras 3 doesn't stop, and ends where all gradients are 0.)
_SMALLEST_SCALE = 2.0**-14


class Scaling(tf.Module):
    """A scale that follows whether gradients are finite.

    Args:
        initial: The first scale.
        growth_steps: Finite steps in a row until it doubles; None never.
    """

    def __init__(self, initial: float, growth_steps: int | None) -> None:
        super().__init__()
        self.initial = float(initial)
        self.growth_steps = growth_steps
        self.smallest = min(self.initial, _SMALLEST_SCALE)
        self._has_warned = False
        options = {
            "trainable": False,
            "aggregation": tf.VariableAggregation.ONLY_FIRST_REPLICA,
        }
        with tf.init_scope():
            self.current_loss_scale = tf.Variable(
                self.initial, name="current_loss_scale", **options
            )
            self.good_steps = tf.Variable(
                0, dtype=tf.int64, name="good_steps", **options
            )

    def update(self, finite: tf.Tensor) -> None:
        """Counts a step; doubles or halves the scale where that is due."""
        scale = self.current_loss_scale
        good = tf.where(finite, self.good_steps + 1, 0)
        grows = good >= self.growth_steps
        doubled = tf.where(tf.math.is_finite(scale * 2), scale * 2, scale)
        kept = tf.where(grows, doubled, scale)
        halved = tf.maximum(scale / 2, self.smallest)
        scale.assign(tf.where(finite, kept, halved))
        self.good_steps.assign(tf.where(grows, tf.zeros_like(good), good))

    def warn_if_stuck(self) -> None:
        """Warns once if a step was left out that no scale could have saved."""
        scale = float(tf.convert_to_tensor(self.current_loss_scale))
        good = int(tf.convert_to_tensor(self.good_steps))
        if self._has_warned or good or scale > self.smallest:
            return
        self._has_warned = True
        warnings.warn(
            "LossScaleOptimizer: steps are left out, since gradients aren't "
            "finite, and the scale is as small as it gets. Expected a finite "
            f"loss with gradients below 1e9. Received: loss_scale={scale:.3g}. "
            "Look for infinity and NaN in data and weights "
            "(`tf.debugging.enable_check_numerics()`), scale labels down, or "
            "give some layers dtype='float32'.",
            stacklevel=3,
        )
