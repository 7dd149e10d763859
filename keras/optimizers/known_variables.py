"""Which variables the slots of an optimizer are of."""

from collections.abc import Sequence

import tensorflow as tf

# Methods of `Optimizer`, which binds them.


def check(optimizer, variables: Sequence[tf.Variable]) -> None:
    """Raises `ValueError` if there are no slots for a variable."""
    known = optimizer._index_dict
    unknown = [v.name for v in variables if v.ref() not in known]
    if unknown:
        raise ValueError(
            f"{optimizer.name}: variables that the optimizer was not built "
            "for. Expected those of its first step, or of `build`. Received: "
            f"{unknown}. Call `optimizer.build(all_variables)` before the "
            "first step."
        )
