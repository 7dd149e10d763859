"""TensorFlow's own optimizers, as `compile` takes them."""

from collections.abc import Iterable

import tensorflow as tf

from keras.optimizers import step
from keras.tf_internals import v1_optimizer


class TFOptimizer(tf.Module):
    """Steps by an optimizer of `tf.compat.v1.train`.

    Args:
        optimizer: The optimizer.
        iterations: A step counter. Default None: a new one.
    Variables: those of the optimizer, by its own `variables()`.
    Example:
        >>> descent = tf.compat.v1.train.GradientDescentOptimizer(0.5)
        >>> optimizer = keras.optimizers.get(descent)
        >>> w = tf.Variable(1.0)
        >>> step = optimizer.apply_gradients([(tf.constant(2.0), w)])
        >>> float(w), int(optimizer.iterations)
        (0.0, 1)
    """

    def __init__(
        self,
        optimizer: v1_optimizer.Optimizer,
        iterations: tf.Variable | None = None,
    ) -> None:
        super().__init__()
        self.optimizer = optimizer
        if iterations is None:
            with tf.init_scope():
                iterations = tf.Variable(
                    0,
                    dtype=tf.int64,
                    name="iterations",
                    trainable=False,
                    aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
                )
        self.global_step = iterations  # its name in checkpoints

    @property
    def iterations(self) -> tf.Variable:
        """The number of steps done."""
        return self.global_step

    def minimize(
        self,
        loss,
        var_list,
        grad_loss=None,
        tape: tf.GradientTape | None = None,
    ) -> None:
        """Computes gradients of a loss, and takes a step.

        Args:
            loss: A function that returns the loss; or a tensor, with its tape.
            var_list: Variables to change, or a function that returns them.
            grad_loss: Gradient of what is minimized by the loss. Default None:
                ones.
            tape: The tape that `loss` was computed under. Default None.
        Raises:
            ValueError: If the loss is a tensor and there is no tape.
        """
        if grad_loss is not None and tape is not None and not callable(loss):
            with tape:
                loss = tf.reduce_sum(loss * grad_loss)
        name = type(self.optimizer).__name__
        self.apply_gradients(step.compute(name, loss, var_list, tape))

    def apply_gradients(self, grads_and_vars: Iterable) -> None:
        """Takes a step.

        Args:
            grads_and_vars: Pairs of a gradient and its variable.
        """
        self.optimizer.apply_gradients(
            list(grads_and_vars), global_step=self.global_step
        )

    def get_config(self) -> dict:
        """Raises: TensorFlow's optimizers don't say what they were made with.

        Raises:
            NotImplementedError: In any case.
        """
        raise NotImplementedError(
            f"{type(self.optimizer).__name__}: TensorFlow's optimizers have no "
            "configuration. Expected one of `keras.optimizers` where a "
            "model is saved with it. Received: one of `tf.compat.v1.train`. "
            "Use `save_weights`, or compile with another one before saving."
        )
