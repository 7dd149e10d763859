"""Gated recurrent units."""

from typing import Any

from keras.engine import kinds
from keras.layers.recurrent import cell_rnn, gru_cell


class GRU(cell_rnn.CellRNN):
    """Carries gated recurrent units through sequences.

    z, r = recurrent_activation(x_t kernel + b + h recurrent_kernel + b')
    n = activation(x_t kernel + b + r * (h recurrent_kernel + b'))
    h <- z * h + (1 - z) * n

    each with columns of its own of the variables, in the order z, r, n. Without
    `reset_after` n has (r * h) recurrent_kernel instead, and there is no b'.
    The output is h.

    Args:
        units: Size of the output; 1 or more.
        activation: Name or function for the new content. Default 'tanh'.
        recurrent_activation: Name or function for the gates, with values in
            [0, 1]. Default 'sigmoid'.
        use_bias: False leaves the bias out.
        kernel_initializer: Default 'glorot_uniform'.
        recurrent_initializer: Default 'orthogonal', which keeps the length of
            what goes through many steps.
        bias_initializer: Default 'zeros'.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: Penalties
            on the variables.
        activity_regularizer: Penalty on the output.
        kernel_constraint, recurrent_constraint, bias_constraint: Projections
            of the variables after each training step.
        dropout: Fraction of the inputs to drop in training, 0 to 1, the same
            ones at all steps.
        recurrent_dropout: Fraction of h to drop, likewise.
        return_sequences: True returns the outputs of all steps, not the last
            one's only.
        return_state: True returns the state after the last step, too.
        go_backwards: True begins with the last step; outputs come in the order
            of computation.
        stateful: True starts each batch with the state that the last one
            left, row by row, until `reset_states`. The batch size must be
            known.
        unroll: True builds all steps into the graph in place of a loop: faster
            for few steps.
        time_major: True has inputs and outputs as `(time, batch, ...)`.
        reset_after: False resets h before it is multiplied. Default True, as
            cuDNN does.
        zero_output_for_mask: True makes the outputs of masked steps zeros;
            else they repeat the one before.
        seed: Int that makes the dropping reproducible.
        implementation: 1 drops for each gate apart, as Keras 2 does with
            `recurrent_dropout`; 2 drops for all gates alike. Default 2.
        use_cudnn: False keeps to plain operations on a GPU, too. Default
            'auto': cuDNN where it computes the same.
    Call arguments:
        inputs: Tensor `(batch, time, features)`, dense or ragged.
        mask: Booleans `(batch, time)`. False steps leave the state alone.
        training: True drops.
        initial_state: List of h before the first step, `(batch, units)`
            each. Default: zeros.
    Output shape: `(batch, units)`, with `return_sequences`
        `(batch, time, units)`; with `return_state` a list of it and h.
    Variables: kernel `(features, 3 units)`, recurrent_kernel
        `(units, 3 units)`, bias `(2, 3 units)`, `(3 units,)` without
        `reset_after`; all of `cell`.
    Raises:
        ValueError: If an argument is out of range, or a shape is needed that
            isn't known.
    Source: Cho et al. 2014, arXiv:1406.1078v3; without `reset_after` its v1.
    Example:
        >>> keras.layers.GRU(4)(tf.ones((2, 5, 3))).shape
        TensorShape([2, 4])
    """

    _keras_since_3 = ("zero_output_for_mask", "seed", "use_cudnn")
    _cudnn_mode = "gru"

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
        activity_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        recurrent_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        time_major: bool = False,
        reset_after: bool = True,
        *,
        zero_output_for_mask: bool = False,
        seed: int | None = None,
        use_cudnn: Any = "auto",
        implementation: int = 2,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        cell = cell_rnn.made_cell(
            self,
            kwargs,
            gru_cell.GRUCell,
            units,
            activation=activation,
            recurrent_activation=recurrent_activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            reset_after=reset_after,
            seed=seed,
            implementation=implementation,
            name="gru_cell",
        )
        super().__init__(
            cell,
            activity_regularizer,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            unroll=unroll,
            time_major=time_major,
            zero_output_for_mask=zero_output_for_mask,
            **kwargs,
        )
        self.use_cudnn = cell_rnn.checked_use_of_cudnn(self, use_cudnn)

    def call(
        self,
        inputs: kinds.Tensors,
        mask: kinds.Tensors = None,
        training: bool | None = None,
        initial_state: kinds.Tensors = None,
    ) -> kinds.Tensors:
        return super().call(inputs, mask, training, initial_state)

    recurrent_activation = cell_rnn.of_cell("recurrent_activation")
    reset_after = cell_rnn.of_cell("reset_after")
