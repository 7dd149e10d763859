"""Names by which optimizers that were written for Keras 3 work.

Methods of `Optimizer`, which binds them under these names.
"""

import contextvars
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.optimizers import rates, step


def apply(
    optimizer: Any,
    grads: Sequence,
    trainable_variables: Sequence[tf.Variable] | None = None,
) -> tf.Variable:
    """Takes a step: Keras 3's form of `apply_gradients`.

    Args:
        grads: Gradients.
        trainable_variables: Their variables. Default None: those that
            `build` was given.
    Returns:
        The step counter.
    Raises:
        ValueError: If there is no variable for a gradient.
    """
    if trainable_variables is None:
        trainable_variables = optimizer._keras_of_variables()
    if len(grads) != len(trainable_variables):
        raise ValueError(
            "apply: gradients and variables are pairs. Expected "
            f"{len(trainable_variables)} gradients, one a variable. "
            f"Received: {len(grads)}."
        )
    pairs = zip(grads, trainable_variables)
    if type(optimizer).apply is apply:  # `apply_gradients` may be the user's
        return optimizer.apply_gradients(pairs)
    return optimizer._keras_apply(*step.split(pairs), _adds_up.get())


# Whether a step adds gradients over the replicas. `apply` has no argument for
# it, and each replica runs in a thread of its own.
_adds_up = contextvars.ContextVar("adds_up", default=True)


def hand_to_apply(
    optimizer, grads: Sequence, variables: Sequence, adds_up: bool
) -> None:
    """Takes a step by a user's `apply`, which Keras 3 steps by.

    Args:
        grads: Gradients.
        variables: Their variables.
        adds_up: Whether gradients are yet to be added over the replicas.
    """
    token = _adds_up.set(adds_up)
    try:
        optimizer.apply(grads, variables)
    finally:
        _adds_up.reset(token)


def assign(optimizer: Any, variable: tf.Variable, value: kinds.Tensors) -> None:
    """Sets a variable to a value.

    Args:
        variable: A variable of the model or the optimizer.
        value: A tensor; it's cast to the variable's type.
    """
    variable.assign(tf.cast(value, variable.dtype))


def assign_add(
    optimizer: Any, variable: tf.Variable, value: kinds.Tensors
) -> None:
    """Adds a value to a variable.

    Args:
        variable: A variable of the model or the optimizer.
        value: A tensor; it's cast to the variable's type.
    """
    variable.assign_add(tf.cast(value, variable.dtype))


def assign_sub(
    optimizer: Any, variable: tf.Variable, value: kinds.Tensors
) -> None:
    """Takes a value off a variable.

    Args:
        variable: A variable of the model or the optimizer.
        value: A tensor; it's cast to the variable's type.
    """
    variable.assign_sub(tf.cast(value, variable.dtype))


def scale_loss(optimizer: Any, loss: Any) -> Any:
    """Returns the loss times `loss_scale_factor`, if there is one.

    A step divides the gradients by it.

    Args:
        loss: A tensor, computed under the tape.
    """
    factor = optimizer.loss_scale_factor
    return loss if factor is None else loss * factor


def add_optimizer_variables(
    optimizer: Any,
    trainable_variables: Sequence[tf.Variable],
    name: str | Sequence[str],
    initializer: str | Callable | Sequence = "zeros",
) -> list | tuple:
    """Makes slots: one for each variable, or several.

    Args:
        trainable_variables: The variables.
        name: What the slots hold; or a list of names, of several slots each.
        initializer: An initializer, or one a name. Default: zeros.
    Returns:
        A list of slots; with several names, a tuple of such lists.
    """
    if isinstance(name, str):
        return [
            optimizer.add_variable_from_reference(
                variable, name, initializer=initializer
            )
            for variable in trainable_variables
        ]
    makers = initializer
    if isinstance(makers, str) or callable(makers):
        makers = [makers] * len(name)
    # By variables, not by names: the order of files, as in Keras 3.
    by_variables = [
        [
            add_optimizer_variables(optimizer, [variable], one, maker)[0]
            for one, maker in zip(name, makers, strict=True)
        ]
        for variable in trainable_variables
    ]
    return tuple(
        [own[number] for own in by_variables] for number in range(len(makers))
    )


def get_variable_index(optimizer, variable: tf.Variable) -> int:
    """Returns the place of a variable among those of `build`."""
    return optimizer._keras_index(variable)


def get_current_learning_rate(optimizer):
    """Returns the learning rate of this step, or of the next."""
    return rates.of_next_step(optimizer)
