"""`keras.utils.losses_utils`: what losses of other libraries stand on."""

import tensorflow as tf

from keras.losses import reduction as reduction_module


def compute_weighted_loss(
    losses,
    sample_weight=None,
    reduction: str = reduction_module.Reduction.SUM_OVER_BATCH_SIZE,
    name: str | None = None,
) -> tf.Tensor:
    """Weighs losses, and makes them one number.

    Args:
        losses: Float tensor of any shape.
        sample_weight: Factors that broadcast to it from the left.
        reduction: Of `keras.losses.Reduction`.
        name: Has no effect.
    """
    return reduction_module.reduce_losses(
        losses, sample_weight, reduction=reduction
    )


def cast_losses_to_common_dtype(losses) -> list:
    """Returns losses in the widest of their float types.

    Args:
        losses: Tensors of floats.
    """
    types = {loss.dtype for loss in losses if loss.dtype.is_floating}
    widest = max(types, key=lambda one: one.size, default=None)
    return [tf.cast(loss, widest) if widest else loss for loss in losses]
