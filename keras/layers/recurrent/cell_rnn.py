"""What the layers over one of Keras's own cells share."""

from keras.backend import user_code
from keras.layers.recurrent import rnn, time_loop


class CellRNN(rnn.RNN):
    """A layer that makes its cell, and takes the cell's arguments as its own.

    The inputs' part of all steps is one matrix product before the loop, unless
    the cell is somebody else's, put in the place of the layer's own.
    """

    _keras_not_in_config = ("cell",)

    def __init__(self, cell, activity_regularizer=None, **kwargs) -> None:
        super().__init__(
            cell, activity_regularizer=activity_regularizer, **kwargs
        )

    def _run(self, inputs, states: list, constants, mask, training) -> tuple:
        if user_code.is_users(type(self.cell)):
            return super()._run(inputs, states, constants, mask, training)
        self._maybe_reset_cell_dropout_mask(self.cell)
        steps = inputs if self.time_major else time_loop.swapped(inputs)
        sums = self.cell.sum_inputs(steps, training)
        if mask is not None and not self.time_major:
            mask = time_loop.swapped(mask)
        last, outputs, states = time_loop.rnn(
            lambda sums, states: self.cell.step(sums, states, training),
            sums,
            states,
            go_backwards=self.go_backwards,
            mask=mask,
            unroll=self.unroll,
            time_major=True,
            zero_output_for_mask=self.zero_output_for_mask,
            return_all_outputs=self.return_sequences,
        )
        self._maybe_reset_cell_dropout_mask(self.cell)
        outputs = outputs if self.time_major else time_loop.swapped(outputs)
        return last, outputs, states


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
