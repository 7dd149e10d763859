"""`copy.copy` of an optimizer: the same variables, in lists of its own."""

from keras.tf_internals import module_parts


def of_optimizer(optimizer):
    """Returns an optimizer with the same variables, which both may add to.

    Args:
        optimizer: The optimizer.
    """
    made = module_parts.shallow_copy(optimizer)
    vars(made)["_keras_state"] = optimizer._keras_state.of_copy()
    made._keras_part()
    return made
