"""What long short-term memory over one, two and three axes shares."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import building
from keras.layers.convolutional_recurrent import conv_lstm_cell
from keras.layers.recurrent import cell_rnn, rnn, sequence_call


class ConvLSTM(rnn.RNN):
    """Carries a convolutional memory through sequences of images.

    i, f, o = recurrent_activation(x_t * kernel + h * recurrent_kernel + bias)
    c <- f c + i activation(x_t * kernel + h * recurrent_kernel + bias)
    h <- o activation(c)

    The arguments are described at `ConvLSTM2D`.
    """

    spatial_ndim: int
    _keras_not_in_config = ("cell",)
    _keras_inner_self = "cell"
    _keras_since_3 = ("zero_output_for_mask", "seed", "num_constants")

    def __init__(
        self,
        filters: int,
        kernel_size: kinds.Sizes,
        strides: kinds.Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: kinds.Sizes = 1,
        activation: kinds.Named = "tanh",
        recurrent_activation: kinds.Named = "hard_sigmoid",
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "glorot_uniform",
        recurrent_initializer: kinds.Named = "orthogonal",
        bias_initializer: kinds.Named = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer: kinds.Named = None,
        recurrent_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        recurrent_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        *,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        cell = cell_rnn.made_cell(
            self,
            kwargs,
            conv_lstm_cell.ConvLSTMCell,
            self.spatial_ndim,
            filters,
            kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            activation=activation,
            recurrent_activation=recurrent_activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            unit_forget_bias=unit_forget_bias,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            name="conv_lstm_cell",
        )
        super().__init__(
            cell,
            return_sequences,
            return_state,
            go_backwards,
            stateful,
            activity_regularizer=activity_regularizer,
            **kwargs,
        )

    @property
    def rank(self) -> int:
        """How many axes the filters slide over."""
        return self.spatial_ndim

    def build(self, input_shape: kinds.Shapes) -> None:
        first = input_shape[0] if isinstance(input_shape, list) else input_shape
        shape = building.with_tensor_shapes(first)
        if shape.rank != self.spatial_ndim + 3:
            raise ValueError(
                f"{self._keras_who}: these aren't sequences of images of "
                f"{self.spatial_ndim} axes. Expected (batch, time, …, "
                f"channels) of {self.spatial_ndim + 3} axes. Received: "
                f"shape={shape}."
            )
        # Keras 2's variables don't bear the cell's name.
        building.build_inner(self.cell, self._step_shape(shape))
        super().build(input_shape)

    def get_initial_state(
        self, inputs: kinds.Tensors = None, batch_size: Any = None
    ) -> list:
        """Returns the states before the first step: zeros.

        Args:
            inputs: The sequences.
            batch_size: The batch size, if there are no inputs.
        """
        if inputs is None:
            return super().get_initial_state(batch_size=batch_size)
        first = sequence_call.first_tensor(inputs)
        # A step of zeros, as there may be no step.
        step = tf.reduce_sum(tf.zeros_like(first), self._axes[1])
        return self.cell.get_initial_state(step)

    def _shapes_of_states(self, shape: tf.TensorShape) -> list[tf.TensorShape]:
        return self.cell.compute_output_shape(self._step_shape(shape))[1]

    def call(
        self,
        inputs: kinds.Tensors,
        mask: kinds.Tensors = None,
        training: bool | None = None,
        initial_state: kinds.Tensors = None,
    ) -> kinds.Tensors:
        return super().call(inputs, mask, training, initial_state)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> kinds.Shapes:
        shapes = building.with_tensor_shapes(input_shape)
        shape = tf.nest.flatten(shapes)[0]
        image, states = self.cell.compute_output_shape(self._step_shape(shape))
        outputs = image
        if self.return_sequences:
            leading = [shape[0], shape[1]]
            outputs = tf.TensorShape(leading).concatenate(image[1:])
        return [outputs, *states] if self.return_state else outputs


for _name in (
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "data_format",
    "dilation_rate",
    "activation",
    "recurrent_activation",
    "use_bias",
    "kernel_initializer",
    "recurrent_initializer",
    "bias_initializer",
    "unit_forget_bias",
    "kernel_regularizer",
    "recurrent_regularizer",
    "bias_regularizer",
    "kernel_constraint",
    "recurrent_constraint",
    "bias_constraint",
    "dropout",
    "recurrent_dropout",
    "seed",
):
    setattr(ConvLSTM, _name, cell_rnn.of_cell(_name))
