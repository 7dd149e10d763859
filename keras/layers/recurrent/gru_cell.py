"""A step of the GRU layer."""

from typing import Any

import tensorflow as tf

from keras import activations
from keras.engine import kinds
from keras.layers import features, weight_options
from keras.layers.recurrent import recurrent_cell, step_rules


class GRUCell(recurrent_cell.RecurrentCell):
    """One step of a gated recurrent unit.

    z, r = recurrent_activation(x kernel + b + h recurrent_kernel + b')
    n = activation(x kernel + b + r * (h recurrent_kernel + b'))
    h' = z * h + (1 - z) * n

    each with columns of its own of the variables, in the order z, r, n. Without
    `reset_after` n has (r * h) recurrent_kernel instead, and there is no b'.
    `keras.layers.RNN` carries it through sequences.

    Args:
        units: Size of h; 1 or more.
        activation: Name or function for the new content. Default 'tanh'.
        recurrent_activation: Name or function for the gates, with values in
            [0, 1]. Default 'sigmoid'.
        use_bias: False leaves the biases out.
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
        reset_after: False resets h before it is multiplied. Default True, as
            cuDNN does.
        seed: Int that makes the dropping reproducible.
        implementation: 1 drops for each gate apart, as Keras 2 does with
            `recurrent_dropout`; 2 drops for all gates alike. Default 2.
    Call arguments:
        inputs: Tensor `(batch, features)`.
        states: List of h `(batch, units)`, or h.
        training: True drops.
    Output shape: `(batch, units)`, and the new states, a list if they were one.
    Variables: kernel `(features, 3 units)`, recurrent_kernel
        `(units, 3 units)`, bias `(2, 3 units)`, `(3 units,)` without
        `reset_after`.
    Raises:
        ValueError: If an argument is out of range.
    Source: Cho et al. 2014, arXiv:1406.1078v3; without `reset_after` its v1.
    Example:
        >>> cell = keras.layers.GRUCell(4)
        >>> h, _ = cell(tf.ones((2, 3)), [tf.zeros((2, 4))])
        >>> h.shape
        TensorShape([2, 4])
    """

    num_gates = 3
    _rule_class = step_rules.GRURule

    def __init__(
        self,
        units: int,
        activation: kinds.Named = "tanh",
        recurrent_activation: kinds.Named = "sigmoid",
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
        reset_after: bool = True,
        *,
        seed: int | None = None,
        implementation: int = 2,
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
        self.recurrent_activation = weight_options.named(
            self,
            "recurrent_activation",
            activations,
            recurrent_activation,
        )
        self.reset_after = reset_after
        self._take_implementation(implementation)
        self.state_size = self.units

    def _add_bias(self):
        if not self.reset_after:
            return super()._add_bias()
        return weight_options.add(self, "bias", (2, 3 * self.units))

    def _input_bias(self):
        if self.use_bias and self.reset_after:
            return self.bias[0]
        return self.bias

    def recurrent_bias(self) -> Any:
        """Returns b', or None."""
        return self.bias[1] if self.use_bias and self.reset_after else None

    def rule(self) -> Any:
        """Returns how its gradient is computed for a loop, or None."""
        return super().rule() if self.reset_after else None

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
        h = states[0]
        seen = self.masked_state(h, training)
        if self.reset_after:
            z, r, n = self._reset_after(sums, seen)
        else:
            z, r, n = self._reset_before(sums, seen)
        h = z * h + (1 - z) * self.activation(n)
        return h, [h]

    def _reset_after(self, sums, seen: list) -> tuple:
        of_state = self.sum_states(seen, 0, 3)
        bias = self.recurrent_bias()
        if bias is not None:
            of_state = features.add_bias(of_state, bias)
        x_z, x_r, x_n = tf.split(sums, 3, -1)
        h_z, h_r, h_n = tf.split(of_state, 3, -1)
        r = self.recurrent_activation(x_r + h_r)
        return self.recurrent_activation(x_z + h_z), r, x_n + r * h_n

    def _reset_before(self, sums, seen: list) -> tuple:
        gates = sums[..., : 2 * self.units] + self.sum_states(seen, 0, 2)
        z, r = tf.split(self.recurrent_activation(gates), 2, -1)
        reset = [r * h for h in seen]
        return z, r, sums[..., 2 * self.units :] + self.sum_states(reset, 2, 3)
