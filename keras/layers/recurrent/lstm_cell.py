"""A step of the LSTM layer."""

from typing import Any

import tensorflow as tf

from keras import activations, initializers
from keras.engine import kinds
from keras.layers import weight_options
from keras.layers.recurrent import recurrent_cell, step_rules


class LSTMCell(recurrent_cell.RecurrentCell):
    """One step of long short-term memory.

    i, f, o = recurrent_activation(x kernel + h recurrent_kernel + bias)
    c' = f * c + i * activation(x kernel + h recurrent_kernel + bias)
    h' = o * activation(c')

    each with columns of its own of kernel, recurrent_kernel and bias, in the
    order i, f, c, o. `keras.layers.RNN` carries it through sequences.

    Args:
        units: Size of h and c; 1 or more.
        activation: Name or function for the new content. Default 'tanh'.
        recurrent_activation: Name or function for the gates, with values in
            [0, 1]. Default 'sigmoid'.
        use_bias: False leaves the bias out.
        kernel_initializer: Default 'glorot_uniform'.
        recurrent_initializer: Default 'orthogonal', which keeps the length of
            what goes through many steps.
        bias_initializer: Default 'zeros'.
        unit_forget_bias: True starts the bias of f at 1, so that what is there
            is kept at first.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: Penalties
            on the variables.
        kernel_constraint, recurrent_constraint, bias_constraint: Projections
            of the variables after each training step.
        dropout: Fraction of the inputs to drop in training, 0 to 1, the same
            ones at all steps.
        recurrent_dropout: Fraction of h to drop, likewise.
        seed: Int that makes the dropping reproducible.
        implementation: 1 drops for each gate apart, as Keras 2 does with
            `recurrent_dropout`; 2 drops for all gates alike. Default 2.
    Call arguments:
        inputs: Tensor `(batch, features)`.
        states: List of h and c, `(batch, units)` each.
        training: True drops.
    Output shape: `(batch, units)`, and the list of the new states.
    Variables: kernel `(features, 4 units)`, recurrent_kernel
        `(units, 4 units)`, bias `(4 units,)`.
    Raises:
        ValueError: If an argument is out of range.
    Source: Hochreiter and Schmidhuber 1997, Neural Computation 9(8); f after
        Gers et al. 2000.
    Example:
        >>> cell = keras.layers.LSTMCell(4)
        >>> h, (_, c) = cell(tf.ones((2, 3)), [tf.zeros((2, 4))] * 2)
        >>> h.shape, c.shape
        (TensorShape([2, 4]), TensorShape([2, 4]))
    """

    num_gates = 4
    _rule_class = step_rules.LSTMRule

    def __init__(
        self,
        units: int,
        activation: kinds.Named = "tanh",
        recurrent_activation: kinds.Named = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "glorot_uniform",
        recurrent_initializer: kinds.Named = "orthogonal",
        bias_initializer: kinds.Named = "zeros",
        unit_forget_bias: bool = True,
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
        self.unit_forget_bias = unit_forget_bias
        self._take_implementation(implementation)
        self.state_size = [self.units, self.units]

    def _add_bias(self):
        if not self.unit_forget_bias:
            return super()._add_bias()
        return self.add_weight(
            "bias",
            shape=(4 * self.units,),
            initializer=self._initial_bias,
            regularizer=self.bias_regularizer,
            constraint=self.bias_constraint,
        )

    def _initial_bias(self, shape, dtype=None, **options):
        units, ones = self.units, initializers.get("ones")
        made = self.bias_initializer
        return tf.concat(
            [
                made((units,), dtype=dtype, **options),
                ones((units,), dtype=dtype),
                made((2 * units,), dtype=dtype, **options),
            ],
            0,
        )

    def call(
        self,
        inputs: kinds.Tensors,
        states: kinds.Tensors,
        training: bool | None = None,
    ) -> kinds.Tensors:
        sums = self.sum_inputs(inputs, training)
        return self.step(sums, self.typed(states, inputs), training)

    def step(
        self, sums: Any, states: kinds.Tensors, training: bool | None = None
    ) -> tuple:
        """Computes a step whose inputs are summed already.

        Args:
            sums: What `sum_inputs` returned of the step's inputs.
            states: List of h and c.
            training: True drops.
        """
        h, c = states[0], states[1]
        seen = self.masked_state(h, training)
        if self.implementation == 1:
            h_by_gate = seen * 4 if len(seen) == 1 else seen
            c, o = self._compute_carry_and_output(
                tf.split(sums, 4, -1), h_by_gate, c
            )
        else:
            z = sums + self.sum_states(seen, 0, 4)
            c, o = self._compute_carry_and_output_fused(tf.split(z, 4, -1), c)
        h = o * self.activation(c)
        return h, [h, c]

    # Keras 2's names, which subclasses override.

    def _compute_carry_and_output(self, x, h_tm1, c_tm1) -> tuple:
        """Returns c' and o.

        Args:
            x: Four tensors `(batch, units)`, the inputs' part of each gate.
            h_tm1: Four, h as each gate sees it.
            c_tm1: c.
        """
        parts = zip(x, h_tm1, tf.split(self.recurrent_kernel, 4, 1))
        z = [part + tf.matmul(h, kernel) for part, h, kernel in parts]
        return LSTMCell._compute_carry_and_output_fused(self, z, c_tm1)

    def _compute_carry_and_output_fused(self, z, c_tm1) -> tuple:
        """Returns c' and o.

        Args:
            z: Four tensors `(batch, units)`, the sum of each gate.
            c_tm1: c.
        """
        i = self.recurrent_activation(z[0])
        f = self.recurrent_activation(z[1])
        c = f * c_tm1 + i * self.activation(z[2])
        return c, self.recurrent_activation(z[3])
