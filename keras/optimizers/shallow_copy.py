"""`copy.copy` of an optimizer: the same variables, in lists of its own."""

import copy


def of_optimizer(optimizer):
    """Returns an optimizer with the same variables, which both may add to.

    Args:
        optimizer: The optimizer.
    """
    made = type(optimizer).__new__(type(optimizer))
    for name, value in vars(optimizer).items():
        # TensorFlow's notes of what a module holds are of one module.
        own = isinstance(value, (list, dict, set)) and name.startswith("_self_")
        vars(made)[name] = copy.copy(value) if own else value
    vars(made)["_keras_state"] = optimizer._keras_state.of_copy()
    made._keras_part()
    return made
