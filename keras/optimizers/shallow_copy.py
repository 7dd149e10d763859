"""`copy.copy` of an optimizer: the same variables, in lists of its own."""

import copy

from keras.tf_internals import module_parts


def of_optimizer(optimizer):
    """Returns an optimizer with the same variables, which both may add to.

    Args:
        optimizer: The optimizer.
    """
    made = type(optimizer).__new__(type(optimizer))
    for name, value in vars(optimizer).items():
        # TensorFlow's notes of what a module holds are of one module.
        is_note = name in module_parts.NOTES
        own = is_note and isinstance(value, (list, dict, set))
        vars(made)[name] = copy.copy(value) if own else value
    vars(made)["_keras_state"] = optimizer._keras_state.of_copy()
    made._keras_part()
    return made
