"""A step, from a loss to gradients, and from these to changed variables."""

import functools
import operator
import warnings
from collections.abc import Callable, Iterable, Sequence

import tensorflow as tf

from keras.distribute import variable_update
from keras.optimizers import gradients as gradients_module
from keras.optimizers import hooks, known_variables

_ref = operator.methodcaller("ref")


def compute(
    owner: str,
    loss,
    var_list,
    tape: tf.GradientTape | None,
    scale: Callable | None = None,
) -> list[tuple]:
    """Returns pairs of a gradient and its variable.

    Args:
        owner: The optimizer's name.
        loss: A function that returns the loss; or a tensor, with its tape.
        var_list: Variables, or a function that returns them.
        tape: The tape that `loss` was computed under, or None.
        scale: What is done to the loss before its gradients are computed.
    Raises:
        ValueError: If the loss is a tensor and there is no tape.
    """
    if not callable(loss) and tape is None:
        raise ValueError(
            f"{owner}: a tensor has lost how it came about. Expected a "
            "function that computes the loss, or the tape that did. "
            f"Received: loss={loss!r} and tape=None."
        )
    tape = tf.GradientTape() if tape is None else tape
    if callable(loss) or scale is not None:
        with tape:
            loss = loss() if callable(loss) else loss
            loss = loss if scale is None else scale(loss)
    variables = list(var_list() if callable(var_list) else var_list)
    return list(zip(tape.gradient(loss, variables), variables, strict=True))


def split(grads_and_vars: Iterable) -> tuple[list, list]:
    """Returns gradients and variables, without the pairs that have no gradient.

    Args:
        grads_and_vars: Pairs of a tensor, `tf.IndexedSlices` or None, and a
            variable.
    Raises:
        TypeError: If one is no such pair.
        ValueError: If there are pairs, and none has a gradient.
    """
    gradients, variables, lacking = [], [], []
    for pair in grads_and_vars:
        is_two = isinstance(pair, (tuple, list)) and len(pair) == 2
        # A variable may be of a class that nobody here knows.
        if not is_two or isinstance(pair[1], _NO_VARIABLES):
            raise TypeError(_no_pair(pair))
        gradient, variable = pair
        if gradient is None:
            lacking.append(variable.name)
        else:
            gradients.append(gradient)
            variables.append(variable)
    if lacking:
        if not gradients:
            raise ValueError(_no_gradient(lacking))
        warnings.warn(
            f"No gradient for {lacking}; they stay as they are. Expected a "
            "loss that depends on every variable. Leave them out where that's "
            "meant.",
            stacklevel=3,
        )
    return gradients, variables


_NO_VARIABLES = (tf.Tensor, tf.IndexedSlices, float, type(None))


def _no_pair(pair) -> str:
    return (
        "apply_gradients: what changes isn't said. Expected pairs of a "
        "gradient and its variable, `zip(gradients, variables)`. Received: "
        f"{str(pair)[:200]}."
    )


def _no_gradient(names: list[str]) -> str:
    return (
        "apply_gradients: no variable has a gradient. Expected at least one "
        f"that the loss depends on. Received: {names}. "
        "Compute the loss under the tape, by operations that have gradients."
    )


def take(
    optimizer, gradients: Sequence, variables: Sequence, adds_up: bool
) -> tf.Variable:
    """Takes a step, and returns the step counter; none without variables.

    Args:
        optimizer: The optimizer.
        gradients: Gradients.
        variables: Their variables.
        adds_up: Whether gradients are yet to be added over the replicas.
    Raises:
        ValueError: If the slots were not built for a variable, or a gradient
            hasn't its variable's type and shape.
    """
    if not variables:
        return optimizer._iterations
    optimizer._keras_ensure_built(variables)
    # Looked at here: two calls fewer in every step.
    if not optimizer._index_dict.keys() >= set(map(_ref, variables)):
        known_variables.check(optimizer, variables)
    if adds_up:
        gradients = variable_update.summed(gradients)
    if type(optimizer)._clip_gradients is not hooks.clip_gradients:
        gradients = hooks.clip_as_users(optimizer, gradients)
    step = functools.partial(optimizer._keras_step, variables)
    if not tf.executing_eagerly():
        # Kernels look at shapes when they run; eagerly that is now.
        gradients_module.tell_misfit(optimizer, gradients, variables)
    try:
        variable_update.run(step, gradients)
    except (tf.errors.InvalidArgumentError, TypeError, ValueError) as error:
        gradients_module.tell_misfit(optimizer, gradients, variables, error)
        raise
    return optimizer._iterations


def leave_out(optimizer) -> None:
    """Counts a step whose gradients aren't finite, so that schedules go on.

    Where gradients are added up it counts for nothing: an update has the mean
    of as many good ones.

    Args:
        optimizer: One that has slots.
    """
    if optimizer.gradient_accumulation_steps:
        return
    for policy in optimizer._keras_asked(optimizer._keras_state.policies):
        policy.begin(optimizer)
    optimizer._iterations.assign_add(1, read_value=False)
