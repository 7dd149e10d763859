"""Kinds of optimizers, told by name: what isn't used isn't read."""

from keras.backend import user_code


def is_of_keras_2(optimizer: object) -> bool:
    """Tells whether an optimizer is one of `keras.optimizers.legacy`.

    Args:
        optimizer: The optimizer, or anything else.
    """
    return any(
        user_code.is_of(base, "keras.optimizers.legacy")
        for base in type(optimizer).__mro__
    )
