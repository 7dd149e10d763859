"""What is asked of an older optimizer as of a newer one.

Its limits of gradients; and what a `LossScaleOptimizer` asks of the optimizer
that it's put around.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import tensorflow as tf

from keras.optimizers.legacy import limits, slots


class Inner(slots.Slots):
    """An optimizer with slots, by the names that newer ones go by.

    Args:
        name: Name of the optimizer.
    """

    clipnorm = limits.limit("clipnorm")
    clipvalue = limits.limit("clipvalue")
    global_clipnorm = limits.limit("global_clipnorm")

    # Newer ones' settings, which are off here.
    use_ema = False
    loss_scale_factor = None
    _keras_changes = 0

    @property
    def _learning_rate(self):
        return self._hyper["learning_rate"]

    @property
    def _variables(self) -> list[tf.Variable]:
        _ = self.iterations  # There is one, before the first step too.
        return self._weights

    def compute_gradients(
        self, loss: Any, var_list: Any, tape: tf.GradientTape | None = None
    ) -> list[tuple]:
        """Returns pairs of a gradient and its variable, as newer ones do.

        Args:
            loss: A function that returns the loss; or a tensor, with its tape.
            var_list: Variables, or a function that returns them.
            tape: The tape that `loss` was computed under. Default None.
        """
        return self._compute_gradients(loss, var_list, tape=tape)

    def _keras_ensure_built(self, var_list: Iterable[tf.Variable]) -> None:
        self.build(var_list)

    def _keras_parts(self) -> dict:
        """Returns what checkpoints find, by name."""
        numbers = {
            name: value
            for name, value in self._hyper.items()
            if isinstance(value, tf.Variable)
        }
        return {"iter": self.iterations, **numbers}

    def _keras_reads(self, arrays: Mapping) -> bool:
        """Tells whether a file's arrays are another package's: none wrote it.

        Args:
            arrays: Arrays by '0', '1', ….
        """
        return False

    def _keras_3_places(self, has_rate: bool, has_slots: bool) -> list:
        return []
