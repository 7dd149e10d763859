"""A step of the SimpleRNN layer."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers.recurrent import recurrent_cell, step_rules


class SimpleRNNCell(recurrent_cell.RecurrentCell):
    """One step of a fully connected recurrent layer.

    h' = activation(x kernel + bias + h recurrent_kernel)

    `keras.layers.RNN` carries it through sequences.

    Args:
        units: Size of h; 1 or more.
        activation: Name or function. Default 'tanh'.
        use_bias: False leaves the bias out.
        kernel_initializer: Default 'glorot_uniform'.
        recurrent_initializer: Default 'orthogonal', which keeps the length of
            what goes through many steps.
        bias_initializer: Default 'zeros'.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: Penalties
            on the variables.
        kernel_constraint, recurrent_constraint, bias_constraint: Projections
            of the variables after each training step.
        dropout: Fraction of the inputs to drop in training, 0 to 1, the same
            ones at all steps.
        recurrent_dropout: Fraction of h to drop, likewise.
        seed: Int that makes the dropping reproducible.
    Call arguments:
        inputs: Tensor `(batch, features)`.
        states: List of h `(batch, units)`, or h.
        training: True drops.
    Output shape: `(batch, units)`, and the new states, a list if they were one.
    Variables: kernel `(features, units)`, recurrent_kernel `(units, units)`,
        bias `(units,)`.
    Raises:
        ValueError: If an argument is out of range.
    Source: Elman 1990, Cognitive Science 14(2).
    Example:
        >>> cell = keras.layers.SimpleRNNCell(4)
        >>> h, _ = cell(tf.ones((2, 3)), [tf.zeros((2, 4))])
        >>> h.shape
        TensorShape([2, 4])
    """

    num_gates = 1
    _rule_class = step_rules.SimpleRNNRule

    def __init__(
        self,
        units: int,
        activation: kinds.Named = "tanh",
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "glorot_uniform",
        recurrent_initializer: kinds.Named = "orthogonal",
        bias_initializer: kinds.Named = "zeros",
        kernel_regularizer: kinds.Named = None,
        recurrent_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        recurrent_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        *,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(
            units,
            activation,
            use_bias,
            kernel_initializer,
            recurrent_initializer,
            bias_initializer,
            kernel_regularizer,
            recurrent_regularizer,
            bias_regularizer,
            kernel_constraint,
            recurrent_constraint,
            bias_constraint,
            dropout,
            recurrent_dropout,
            seed,
            **kwargs,
        )
        self.state_size = self.units

    def call(
        self,
        inputs: kinds.Tensors,
        states: kinds.Tensors,
        training: bool | None = None,
    ) -> kinds.Tensors:
        sums = self.sum_inputs(inputs, training)
        h, new = self.step(sums, self.typed(states, inputs), training)
        return h, new if tf.nest.is_nested(states) else h

    def step(
        self, sums: Any, states: kinds.Tensors, training: bool | None = None
    ) -> tuple:
        """Computes a step whose inputs are summed already.

        Args:
            sums: What `sum_inputs` returned of the step's inputs.
            states: List of h.
            training: True drops.
        """
        seen = self.masked_state(states[0], training)
        h = self.activation(sums + self.sum_states(seen, 0, 1))
        return h, [h]
