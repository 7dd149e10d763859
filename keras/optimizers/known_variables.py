"""Which variables the slots of an optimizer are of."""

from collections.abc import Sequence

import tensorflow as tf


def check(optimizer, variables: Sequence[tf.Variable]) -> None:
    """Checks that an optimizer has slots for variables.

    Raises:
        ValueError: If it wasn't built for some.
    """
    known = optimizer._index_dict.keys()
    if known >= {variable.ref() for variable in variables}:
        return
    unknown = [v.name for v in variables if v.ref() not in known]
    raise ValueError(
        f"{optimizer.name}: variables that the optimizer was not built for. "
        "Expected those of its first step, or of `build`. Received: "
        f"{unknown}. Call `optimizer.build(all_variables)` before the first "
        "step; or make another optimizer for them, "
        "`type(optimizer).from_config(optimizer.get_config())`."
    )


def settle(optimizer, variables: Sequence[tf.Variable]) -> None:
    """Ties a copy that was made alone to the variables of its first step.

    A copy of a whole model has the copies of the model's variables, and keeps
    them. Else the slots go on for other variables, one by one.

    Args:
        optimizer: One that has slots; nothing is done if it isn't such a copy.
        variables: All that it's to change.
    Raises:
        ValueError: If the slots aren't of variables like these.
    """
    if not variables or not optimizer._keras_state.is_untied:
        return
    known = optimizer._keras_of_variables()
    if not any(v.ref() in optimizer._index_dict for v in variables):
        if list(map(_kind, known)) != list(map(_kind, variables)):
            raise _misfit(optimizer, known, variables)
        kept = optimizer._keras_state
        kept.undecayed = kept.undecayed.moved(known, variables)
        optimizer._index_dict.clear()
        optimizer._build_index_dict(variables)
    optimizer._keras_state.is_untied = False


def _kind(variable: tf.Variable) -> tuple:
    return tuple(variable.shape), variable.dtype.name


def _misfit(optimizer, known, variables) -> ValueError:
    return ValueError(
        f"{optimizer.name}: a copy of an optimizer that took steps has the "
        f"slots of these. Expected variables of {list(map(_kind, known))}. "
        f"Received: {list(map(_kind, variables))}. Call "
        "`optimizer.build(all_variables)` with as many as the original had; "
        "or begin anew with `type(optimizer).from_config("
        "optimizer.get_config())`."
    )
