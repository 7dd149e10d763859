"""Which variables the slots of an optimizer are of."""

from collections.abc import Sequence

import tensorflow as tf


def error(optimizer, unknown: Sequence[tf.Variable]) -> ValueError:
    """Returns what to raise where there are no slots for some variables."""
    return ValueError(
        f"{optimizer.name}: variables that the optimizer was not built for. "
        "Expected those of its first step, or of `build`. Received: "
        f"{[variable.name for variable in unknown]}. Call "
        "`optimizer.build(all_variables)` before the first step; or make "
        "another optimizer for them, `type(optimizer).from_config("
        "optimizer.get_config())`."
    )
