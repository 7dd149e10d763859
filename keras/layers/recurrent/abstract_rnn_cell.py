"""The base of cells that users write."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer
from keras.layers.recurrent import cell_states


class AbstractRNNCell(layer.Layer):
    """One step of a recurrent layer; what computes it is a subclass's.

    y_t, s_t = call(x_t, s_(t - 1))

    A subclass has a `call` and a `state_size`, and an `output_size` where that
    isn't the first state's. `keras.layers.RNN` carries it through sequences.

    Call arguments:
        inputs: Tensor `(batch, ...)`: one step of a sequence.
        states: List of the states before it, `(batch, ...)` each.
    Example:
        >>> class Sum(keras.layers.AbstractRNNCell):
        ...     state_size = output_size = 3
        ...     def call(self, inputs, states):
        ...         total = states[0] + inputs
        ...         return total, [total]
        >>> keras.layers.RNN(Sum())(tf.ones((1, 4, 3))).numpy()
        array([[4., 4., 4.]], dtype=float32)
    """

    def call(
        self, inputs: kinds.Tensors, states: kinds.Tensors
    ) -> kinds.Tensors:
        """Computes a step. To be overridden.

        Args:
            inputs: The step's input.
            states: List of the states.
        Returns:
            The output, and the new states.
        """
        raise NotImplementedError(
            f"{self._keras_who}: nothing says what a step computes. Expected a "
            "method `call(inputs, states)`. Received: none. Write it."
        )

    @property
    def state_size(self) -> Any:
        """Size of the state: an int or a shape, or a list of these."""
        raise self._missing("state_size")

    @property
    def output_size(self) -> Any:
        """Size of the output: an int or a shape."""
        raise self._missing("output_size")

    def _missing(self, name: str) -> NotImplementedError:
        return NotImplementedError(
            f"{self._keras_who}: nothing says its {name}. Expected a property "
            f"`{name}`. Received: none. Write it."
        )

    def get_initial_state(
        self,
        inputs: kinds.Tensors = None,
        batch_size: Any = None,
        dtype: kinds.DType = None,
    ) -> Any:
        """Returns the states that a sequence starts from: zeros.

        Args:
            inputs: Tensor `(batch, ...)` that tells batch size and type.
            batch_size: The batch size, if there are no inputs.
            dtype: The type, likewise.
        """
        if inputs is not None:
            batch_size, dtype = tf.shape(inputs)[0], inputs.dtype
        return cell_states.zeros(self, batch_size, dtype or self.compute_dtype)
