"""Which optimizers have their loss scaled, in models of halves."""

from keras.mixed_precision import kinds, loss_scale_optimizer
from keras.optimizers import optimizer, tf_optimizer


def around(found, policy):
    """Returns the optimizer for a model of a policy: scaled where it needs it.

    Args:
        found: What `compile` was given.
        policy: The model's dtype policy, or its layers' by path.
    Raises:
        TypeError: If it needs it, and can't be scaled.
    """
    if not policy.scales_loss:
        return found
    if isinstance(found, loss_scale_optimizer.LossScaleOptimizer):
        return found
    if isinstance(found, tf_optimizer.TFOptimizer):
        name = type(found.optimizer).__name__
        raise TypeError(
            "compile: under 'mixed_float16' the loss is scaled, so that small "
            "gradients don't become 0. Expected an optimizer of "
            "`keras.optimizers`, or the policy 'mixed_bfloat16'. Received: "
            f"{name} of `tf.compat.v1.train`, which can't be scaled."
        )
    if isinstance(found, optimizer.Optimizer) or kinds.is_of_keras_2(found):
        return loss_scale_optimizer.LossScaleOptimizer(found)
    return found
