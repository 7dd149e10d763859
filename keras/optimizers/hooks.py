"""What users override between the gradients and the update.

Methods of `Optimizer`, which binds them; a step calls those that a subclass
overrides, and does the same without them.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from keras.distribute import variable_update
from keras.engine import kinds
from keras.optimizers import step_policies


def clip_gradients(optimizer, grads: Sequence) -> list:
    """Returns gradients, limited as the settings say.

    Args:
        grads: Gradients, added over the replicas; None where there is none.
    """
    given = [g for g in grads if g is not None]
    clipped = iter(step_policies.clipped(optimizer, given))
    return [None if g is None else next(clipped) for g in grads]


def apply_weight_decay(optimizer, variables: Sequence[tf.Variable]) -> None:
    """Takes a part, times the learning rate, off each variable.

    Args:
        variables: The model's; some may be excluded.
    """
    gradients = [None] * len(variables)
    step_policies.decay(optimizer, variables, gradients)


def backend_update_step(
    optimizer,
    grads: Sequence,
    trainable_variables: Sequence[tf.Variable],
    learning_rate,
) -> None:
    """Changes variables by the rule; Keras 3's hook.

    Args:
        grads: Gradients, one a variable.
        trainable_variables: What to change.
        learning_rate: A scalar.
    """

    def update(given) -> None:
        *gradients, rate = given
        rate = variable_update.of_each_replica(rate)[0]
        with optimizer._keras_state.at_rate(rate):
            optimizer._keras_change_all(trainable_variables, gradients)

    variable_update.run(update, [*grads, tf.convert_to_tensor(learning_rate)])


def update_step(
    self,
    gradient: Any,
    variable: tf.Variable,
    learning_rate: kinds.Rate | None = None,
) -> None:
    """Changes one variable by the rule.

    A subclass overrides it, with `learning_rate` or without.

    Args:
        gradient: A tensor, or `tf.IndexedSlices` of some rows.
        variable: What to change.
        learning_rate: A scalar. Default None: the optimizer's.
    """
    kept = self._keras_state
    rate = kept.rate_now if learning_rate is None else learning_rate
    with kept.at_rate(rate):
        values = self._keras_step_values(variable.dtype)
    self._keras_update_variable(values, variable, gradient)


def update_step_by_grad(
    self,
    grad: Any,
    variable: tf.Variable,
    learning_rate: kinds.Rate | None = None,
) -> None:
    """Changes one variable by the rule; the name is Keras 2's.

    Args:
        grad: A tensor, or `tf.IndexedSlices` of some rows.
        variable: What to change.
        learning_rate: A scalar. Default None: the optimizer's.
    """
    update_step(self, grad, variable, learning_rate)


# Of these there is no user's `update_step`: the rule is ours.
OWN_RULES = (update_step, update_step_by_grad)


def clip_as_users(optimizer, gradients: Sequence) -> list:
    """Returns gradients as a user's `_clip_gradients` has them."""
    return list(optimizer._clip_gradients(list(gradients)))


def decay_of(optimizer, variable: tf.Variable):
    """Returns the part that weight decay takes off a variable."""
    return optimizer.weight_decay


def update_as_users(optimizer, gradients, variables) -> None:
    """Changes variables by a user's `_backend_update_step`."""
    rate = optimizer._get_current_learning_rate()

    def step(given) -> None:
        optimizer._backend_update_step(list(given), list(variables), rate)

    variable_update.in_replicas(step, gradients)
