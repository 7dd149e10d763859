"""Which optimizers have their loss scaled, in models of halves."""

import warnings

from keras.backend import user_code
from keras.mixed_precision import loss_scale_optimizer
from keras.optimizers import optimizer


def around(found, policy):
    """Returns the optimizer for a model of a policy: scaled where it needs it.

    Those of `keras.optimizers.legacy` can't be scaled; that is warned of.

    Args:
        found: What `compile` was given.
        policy: The model's dtype policy.
    """
    if policy.name != "mixed_float16":
        return found
    if isinstance(found, loss_scale_optimizer.LossScaleOptimizer):
        return found
    if isinstance(found, optimizer.Optimizer):
        return loss_scale_optimizer.LossScaleOptimizer(found)
    if _is_of_keras_2(type(found)):
        name = type(found).__name__
        warnings.warn(
            f"mixed_float16 with {name} of keras.optimizers.legacy: the loss "
            "isn't scaled, so small gradients become 0. Expected a newer "
            f"optimizer, such as keras.optimizers.{name}, or the policy "
            "'mixed_bfloat16'.",
            stacklevel=4,
        )
    return found


def _is_of_keras_2(cls: type) -> bool:
    # Told by name, so that what isn't used isn't read.
    return any(
        user_code.is_of(base, "keras.optimizers.legacy") for base in cls.__mro__
    )
