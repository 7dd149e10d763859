"""What the layers over one of Keras's own cells share."""

from typing import Any

import tensorflow as tf

from keras.backend import user_code
from keras.engine import kinds
from keras.layers import features, inner_layer
from keras.layers.recurrent import (
    cudnn,
    named_call,
    node_steps,
    rnn,
    row_parts,
    time_loop,
    whole_loop,
)


class CellRNN(rnn.RNN):
    """A layer that makes its cell, and takes the cell's arguments as its own.

    The inputs' part of all steps is one matrix product before the loop, unless
    the cell is somebody else's, put in the place of the layer's own.
    """

    _keras_not_in_config = ("cell",)
    _keras_inner_self = "cell"
    # What cuDNN calls it, where cuDNN has it.
    _cudnn_mode: str | None = None
    use_cudnn = False

    @property
    def _takes_vectors(self) -> bool:
        return not user_code.is_users(type(self.cell))

    def __init__(
        self,
        cell: Any,
        activity_regularizer: kinds.Named = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(
            cell, activity_regularizer=activity_regularizer, **kwargs
        )

    def _run(self, inputs, states: list, constants, mask, training) -> tuple:
        if user_code.is_users(type(self.cell)):
            return super()._run(inputs, states, constants, mask, training)
        self._maybe_reset_cell_dropout_mask(self.cell)
        if not self.time_major:
            inputs = time_loop.swapped(inputs)
            mask = None if mask is None else time_loop.swapped(mask)
        if self.go_backwards:
            inputs = tf.reverse(inputs, [0])
            mask = None if mask is None else tf.reverse(mask, [0])
        if mask is None and node_steps.are_asked_for(self, states):
            run = node_steps.carry
            last, outputs, states = run(self.cell, inputs, states)
        elif mask is None and self._is_named(states, training):
            use_cudnn = self.use_cudnn is not False
            run = named_call.carry
            last, outputs, states = run(self.cell, inputs, states, use_cudnn)
        else:
            seen = self.cell.masked_inputs(inputs, training)
            run = self._step_by_step if self._is_special() else self._at_once
            last, outputs, states = run(seen, states, mask, training)
        self._maybe_reset_cell_dropout_mask(self.cell)
        if outputs is not None and not self.time_major:
            outputs = time_loop.swapped(outputs)
        return last, outputs, states

    def _is_named(self, states: list, training) -> bool:
        return not self._is_special() and named_call.serves(
            self, states, training
        )

    def _is_special(self) -> bool:
        return self.unroll or self.cell.rule() is None

    def _step_by_step(self, seen: list, states, mask, training) -> tuple:
        return time_loop.rnn(
            lambda sums, states: self.cell.step(sums, states, training),
            self.cell.sum_masked(seen),
            states,
            mask=mask,
            unroll=self.unroll,
            time_major=True,
            zero_output_for_mask=self.zero_output_for_mask,
            return_all_outputs=self.return_sequences,
        )

    def _at_once(self, seen: list, states: list, mask, training) -> tuple:
        if mask is not None:
            mask = tf.cast(mask, tf.bool)
            mask = mask[..., tf.newaxis] if mask.shape.rank == 2 else mask

        def plain() -> tuple:
            return self._in_a_loop(seen, states, mask, training)

        if self._takes_cudnn(seen, mask):
            history, last = cudnn.chosen(
                plain, lambda: self._fused(seen[0], states, mask, plain)
            )
        else:
            history, last = plain()
        if not self.return_sequences:
            history = None
        output = last[0]
        if mask is not None:
            output, history = self._masked(output, history, mask)
        return output, history, last

    def _in_a_loop(self, seen: list, states: list, mask, training) -> tuple:
        """Returns the first state after each step, and the last states."""
        cell = self.cell
        dropped = cell.get_recurrent_dropout_mask_for_cell(
            states[0], training, count=cell.num_gates
        )
        if dropped is not None:
            dropped = tuple(tf.nest.flatten(dropped))
        return whole_loop.carry(
            cell.rule(),
            row_parts.Rows(seen, mask, states, dropped),
            cell.sum_masked,
            features.of_type(cell.recurrent_kernel, states[0].dtype),
            cell.recurrent_bias(),
            keeps_all=self.return_sequences,
            in_training=training is not None and training is not False,
        )

    def _takes_cudnn(self, seen: list, mask) -> bool:
        return (
            self._cudnn_mode is not None
            and self.use_cudnn is not False
            and len(seen) == 1
            and (mask is None or mask.shape[2:] == [1])
            and cudnn.computes(self.cell, self._cudnn_mode)
        )

    def _fused(self, inputs, states: list, mask, plain) -> tuple:
        history, last = cudnn.carry(
            self._cudnn_mode,
            inputs,
            mask,
            states,
            self.cell.fused_weights(inputs.dtype),
            plain,
        )
        return history if self.return_sequences else tf.zeros(()), last

    def _masked(self, output, history, mask) -> tuple:
        """Returns outputs, zeros where nothing counts (or counted so far)."""
        if history is None:
            counts = mask[-1:] if self.zero_output_for_mask else mask
            counts = tf.reduce_any(counts, 0)
            return tf.where(counts, output, tf.zeros_like(output)), None
        if not self.zero_output_for_mask:
            mask = tf.cumsum(tf.cast(mask, tf.int32)) > 0
        return output, tf.where(mask, history, tf.zeros_like(history))


def checked_use_of_cudnn(layer, value):
    """Returns an argument `use_cudnn`.

    Args:
        layer: Its layer.
        value: 'auto', True or False.
    Raises:
        ValueError: If it's something else, or asks for what cuDNN hasn't.
    """
    if value not in ("auto", True, False):
        raise ValueError(
            f"{layer._keras_who}: unknown value of an argument. Expected "
            f"'auto', True or False. Received: use_cudnn={value!r}."
        )
    fits = cudnn.computes(layer.cell, layer._cudnn_mode) and not layer.unroll
    if value is True and not fits:
        raise ValueError(
            f"{layer._keras_who}: cuDNN doesn't compute that. Expected the "
            "activations 'tanh' and 'sigmoid', neither recurrent_dropout nor "
            "unroll, and reset_after=True. Received: use_cudnn=True. Take "
            "'auto'."
        )
    return value


def made_cell(layer, options: dict, cell_class: type, *args, **kwargs):
    """Returns a layer's cell; what is wrong is told of the layer.

    Args:
        layer: The layer.
        options: What the layer is given of every layer's arguments.
        cell_class: The cell's class.
        *args, **kwargs: The cell's own arguments.
    """
    who = inner_layer.who(type(layer).__name__, options)
    with inner_layer.told_as(who):
        return cell_class(
            *args,
            dtype=options.get("dtype"),
            trainable=options.get("trainable", True),
            **kwargs,
        )


def of_cell(name: str) -> property:
    """Returns a property that tells an argument of the layer's cell.

    Args:
        name: The attribute's, of layer and cell.
    """
    return property(
        lambda layer: getattr(layer.cell, name), doc=f"The cell's {name}."
    )


for _name in (
    "units",
    "activation",
    "use_bias",
    "kernel_initializer",
    "recurrent_initializer",
    "bias_initializer",
    "kernel_regularizer",
    "recurrent_regularizer",
    "bias_regularizer",
    "kernel_constraint",
    "recurrent_constraint",
    "bias_constraint",
    "dropout",
    "recurrent_dropout",
    "seed",
    "implementation",
):
    setattr(CellRNN, _name, of_cell(_name))
