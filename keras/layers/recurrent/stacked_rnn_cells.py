"""Several cells, one upon the other, as one."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import building, layer
from keras.layers.recurrent import any_cell, cell_states
from keras.saving.config import registry


class StackedRNNCells(layer.Layer):
    """Makes one cell of several: each gets the output of the one before.

    y_0 = x_t;  y_k, s_k' = cell_k(y_(k - 1), s_k)

    Args:
        cells: List of cells, or their configs.
        reverse_state_order: True has the states of the last cell first, as
            Keras before 2.2.
    Call arguments:
        inputs: Tensor `(batch, features)`.
        states: Tuple of the states of each cell.
        constants: Handed on to the cells that take them.
        training: Likewise.
    Output shape: the last cell's, and the tuple of the new states.
    Variables: those of the cells.
    Raises:
        ValueError: If there is no cell, or one without `call` or `state_size`.
    Example:
        >>> cells = [keras.layers.GRUCell(4), keras.layers.LSTMCell(3)]
        >>> stacked = keras.layers.StackedRNNCells(cells)
        >>> keras.layers.RNN(stacked)(tf.ones((2, 5, 6))).shape
        TensorShape([2, 3])
    """

    _keras_since_3 = ("reverse_state_order",)

    def __init__(
        self,
        cells: Any,
        *,
        reverse_state_order: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.cells = [
            any_cell.made(self._keras_who, cell, "cells") for cell in cells
        ]
        if not self.cells:
            raise ValueError(
                f"{self._keras_who}: there is no cell. Expected a list of one "
                f"or more. Received: cells={cells!r}."
            )
        self.reverse_state_order = reverse_state_order

    @property
    def state_size(self) -> tuple:
        """The sizes of each cell's states."""
        return tuple(self._in_order([cell.state_size for cell in self.cells]))

    @property
    def output_size(self) -> Any:
        """The last cell's."""
        return cell_states.output_sizes(self.cells[-1])

    def _in_order(self, parts: list) -> list:
        return parts[::-1] if self.reverse_state_order else parts

    def build(self, input_shape: kinds.Shapes) -> None:
        shape = input_shape
        first = tf.nest.flatten(building.with_tensor_shapes(shape))[0]
        batch = first[0] if first.rank else None
        for cell in self.cells:
            any_cell.build(cell, shape)
            shape = tf.nest.map_structure(
                lambda size: cell_states.with_batch(batch, size),
                cell_states.output_sizes(cell),
            )

    def get_initial_state(
        self,
        inputs: kinds.Tensors = None,
        batch_size: Any = None,
        dtype: kinds.DType = None,
    ) -> Any:
        """Returns the states that a sequence starts from, cell by cell.

        Args:
            inputs: Tensor `(batch, features)` that tells batch size and type.
            batch_size: The batch size, if there are no inputs.
            dtype: The type, likewise. Default: the compute type.
        """
        if inputs is not None:
            batch_size, dtype = tf.shape(inputs)[0], inputs.dtype
        dtype = dtype or self.compute_dtype
        states = []
        for cell in self.cells:
            first = cell_states.initial(cell, batch_size, dtype)
            flat = tf.nest.flatten(first)
            states.append(tf.nest.pack_sequence_as(cell.state_size, flat))
        return tuple(self._in_order(states))

    def call(
        self,
        inputs: kinds.Tensors,
        states: kinds.Tensors,
        constants: kinds.Tensors = None,
        training: bool | None = None,
    ) -> kinds.Tensors:
        flat = tf.nest.flatten(states)
        count = len(tf.nest.flatten(self.state_size))
        if len(flat) != count:
            raise ValueError(
                f"{self._keras_who}: the states don't fit the cells. Expected "
                f"{count}, for state_size={self.state_size}. Received: "
                f"{len(flat)}, of shapes {[tuple(s.shape) for s in flat]}."
            )
        nested = tf.nest.pack_sequence_as(self.state_size, flat)
        new = []
        for cell, state in zip(self.cells, self._in_order(list(nested))):
            state = state if tf.nest.is_nested(state) else [state]
            options = any_cell.options_of(
                cell, training=training, constants=constants
            )
            inputs, state = any_cell.called(cell)(inputs, state, **options)
            new.append(tf.nest.flatten(state))
        flat = tf.nest.flatten(self._in_order(new))
        return inputs, tf.nest.pack_sequence_as(self.state_size, flat)

    def compute_output_shape(
        self, input_shape: kinds.Shapes, states_shape: Any = None
    ) -> kinds.Shapes:
        batch = tf.nest.flatten(building.with_tensor_shapes(input_shape))[0][0]

        def shape(size) -> tf.TensorShape:
            return cell_states.with_batch(batch, size)

        outputs = tf.nest.map_structure(shape, self.output_size)
        return outputs, tf.nest.map_structure(shape, self.state_size)

    @classmethod
    def from_config(
        cls, config: dict, custom_objects: dict | None = None
    ) -> Any:
        """Makes the cells of what `get_config` returned.

        Args:
            config: Of this Keras, or of Keras 2 or 3.
            custom_objects: Names of the caller's own classes and functions.
        """
        with registry.CustomObjectScope(custom_objects or {}):
            return super().from_config(config)
