"""What the cells of Keras share: weights, dropout, and the inputs' part."""

from typing import Any

import tensorflow as tf

from keras import activations
from keras.engine import kinds
from keras.engine.layer import layer
from keras.layers import arguments, features, noise, weight_options
from keras.layers.recurrent import (
    cell_states,
    dropout_rnn_cell_mixin,
    step_rules,
)
from keras.random import seed_generator


class RecurrentCell(dropout_rnn_cell_mixin.DropoutRNNCellMixin, layer.Layer):
    """A step of `num_gates` sums, each of an input's part and a state's.

    z_g = (x_t * m_g) kernel_g + bias_g + ... recurrent_kernel_g ...

    The arguments are described at `LSTMCell`. A sequence's inputs may be summed
    at once (`sum_inputs`), as no step's depends on another's.
    """

    num_gates: int
    _rule_class: type
    # Where 1, each gate has a mask of dropout for itself.
    implementation = 1
    _keras_since_3 = ("seed",)

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
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        self.units = arguments.whole_number(where, "units", units)
        self.activation = weight_options.named(
            self, "activation", activations, activation
        )
        self.use_bias = use_bias
        weight_options.take(
            self,
            "kernel",
            kernel_initializer,
            kernel_regularizer,
            kernel_constraint,
        )
        weight_options.take(
            self,
            "recurrent",
            recurrent_initializer,
            recurrent_regularizer,
            recurrent_constraint,
        )
        weight_options.take(
            self, "bias", bias_initializer, bias_regularizer, bias_constraint
        )
        self.dropout = arguments.number_from(where, "dropout", dropout, 0, 1)
        self.recurrent_dropout = arguments.number_from(
            where, "recurrent_dropout", recurrent_dropout, 0, 1
        )
        self.seed = seed
        if dropout or recurrent_dropout:
            self.seed_generator = seed_generator.SeedGenerator(seed)
        self.output_size = self.units

    def _take_implementation(self, value) -> None:
        """Keeps an argument `implementation`; 0 is Keras 1's name for 1."""
        known = arguments.whole_numbers(
            self._keras_who, "implementation", value, 1, least=0
        )[0]
        if known > 2:
            raise ValueError(
                f"{self._keras_who}: unknown value of an argument. Expected 1 "
                "(a mask of dropout for each gate) or 2 (one for all). "
                f"Received: implementation={value!r}."
            )
        self.implementation = 1 if self.recurrent_dropout else known or 1

    def build(self, input_shape: kinds.Shapes) -> None:
        shape = tf.TensorShape(input_shape)
        if shape.rank != 2 or shape[-1] is None:
            raise ValueError(
                f"{self._keras_who}: a step has no features of a known size. "
                "Expected (batch, features) with features known. "
                f"Received: shape={input_shape}."
            )
        width = self.num_gates * self.units
        self.kernel = weight_options.add(self, "kernel", (shape[-1], width))
        self.recurrent_kernel = weight_options.add(
            self, "recurrent_kernel", (self.units, width), of="recurrent"
        )
        self.bias = self._add_bias() if self.use_bias else None

    def _add_bias(self):
        width = self.num_gates * self.units
        return weight_options.add(self, "bias", (width,))

    def sum_inputs(self, inputs: kinds.Tensors, training: bool | None) -> Any:
        """Returns the inputs' part of all gates, one beside the other.

        Args:
            inputs: Tensor `(batch, features)`, or that of a whole sequence,
                `(time, batch, features)`.
            training: Whether there is dropout.
        """
        return self.sum_masked(self.masked_inputs(inputs, training))

    def masked_inputs(
        self, inputs: kinds.Tensors, training: bool | None
    ) -> list:
        """Returns the inputs as each gate sees them, or as all do.

        Args:
            inputs: As those of `sum_inputs`.
            training: Whether there is dropout.
        Returns:
            A list of one, or of one a gate.
        """
        step = inputs
        if inputs.shape.rank == 3 and not noise.is_never(self.dropout):
            step = tf.ones(tf.shape(inputs)[1:], inputs.dtype)
        masks = self.get_dropout_mask_for_cell(
            step, training, count=self._num_masks
        )
        if masks is None:
            return [inputs]
        return [inputs * mask for mask in tf.nest.flatten(masks)]

    def sum_masked(self, seen: list, factors: Any = None) -> Any:
        """Returns the inputs' part of all gates.

        Args:
            seen: What `masked_inputs` returned.
            factors: What each sum is multiplied by, `(gates * units,)`, or
                None.
        """
        kernel = features.scaled(self.kernel, factors)
        if len(seen) == 1:
            sums = tf.tensordot(seen[0], kernel, 1)
        else:
            kernels = tf.split(kernel, self.num_gates, 1)
            sums = tf.concat(
                [tf.tensordot(x, k, 1) for x, k in zip(seen, kernels)], -1
            )
        bias = self._input_bias()
        if bias is None:
            return sums
        return features.add_bias(sums, features.scaled(bias, factors))

    @property
    def _num_masks(self) -> int:
        return self.num_gates if self.implementation == 1 else 1

    def _input_bias(self):
        return self.bias

    def masked_state(self, state: Any, training: bool | None) -> list:
        """Returns a state as each gate sees it, or as all do.

        Args:
            state: Tensor `(batch, units)`.
            training: Whether there is dropout.
        Returns:
            A list of one, or of one a gate.
        """
        masks = self.get_recurrent_dropout_mask_for_cell(
            state, training, count=self.num_gates
        )
        if masks is None:
            return [state]
        return [state * mask for mask in tf.nest.flatten(masks)]

    def sum_states(self, states: list, first: int, last: int) -> Any:
        """Returns the state's part of some gates, one beside the other.

        Args:
            states: What `masked_state` returned.
            first, last: The first gate, and the one after the last.
        """
        units = self.units
        kernel = self.recurrent_kernel
        if len(states) == 1:
            if last - first < self.num_gates:
                kernel = kernel[:, first * units : last * units]
            return tf.matmul(states[0], kernel)
        return tf.concat(
            [
                tf.matmul(
                    states[gate], kernel[:, gate * units : (gate + 1) * units]
                )
                for gate in range(first, last)
            ],
            -1,
        )

    def rule(self) -> Any:
        """Returns how its gradient is computed for a loop, or None."""
        functions = [self.activation]
        if hasattr(self, "recurrent_activation"):
            functions.append(self.recurrent_activation)
        if all(map(step_rules.has_gradient, functions)):
            return self._rule_class(*functions)
        return None

    def fused_weights(self, dtype: tf.DType) -> list:
        """Returns kernel, recurrent kernel and both biases, zeros where none.

        Args:
            dtype: Their type.
        """
        width = self.num_gates * self.units
        zeros = tf.zeros((width,), dtype)
        biases = [self._input_bias(), self.recurrent_bias()]
        given = [
            zeros if bias is None else features.of_type(bias, dtype)
            for bias in biases
        ]
        kernels = (self.kernel, self.recurrent_kernel)
        return [
            *(tf.cast(kernel, dtype) for kernel in kernels),
            tf.stack(given),
        ]

    def recurrent_bias(self) -> Any:
        """Returns what is added to the state's part of the sums, or None."""
        return None

    def typed(self, states: kinds.Tensors, inputs: kinds.Tensors) -> list:
        """Returns states as a list, in the type that the cell computes in.

        Args:
            states: A tensor, or a list or tuple of tensors.
            inputs: What comes with them.
        Raises:
            ValueError: If there are more or fewer, or of another size, or for
                other rows.
        """
        flat = tf.nest.flatten(states)
        cell_states.check(self._keras_who, self, flat, inputs)
        dtype = tf.as_dtype(self.compute_dtype)
        return [features.of_type(state, dtype) for state in flat]

    def get_initial_state(
        self,
        inputs: kinds.Tensors = None,
        batch_size: Any = None,
        dtype: kinds.DType = None,
    ) -> Any:
        """Returns the states that a sequence starts from: zeros.

        Args:
            inputs: Tensor `(batch, features)` that tells batch size and type.
            batch_size: The batch size, if there are no inputs.
            dtype: The type, likewise. Default: the compute type.
        """
        if inputs is not None:
            batch_size, dtype = tf.shape(inputs)[0], inputs.dtype
        return cell_states.zeros(self, batch_size, dtype or self.compute_dtype)

    def compute_output_shape(
        self, input_shape: kinds.Shapes, states_shape: Any = None
    ) -> kinds.Shapes:
        batch = tf.TensorShape(input_shape)[0]
        shape = tf.TensorShape((batch, self.units))
        sizes = cell_states.sizes(self)
        return shape, [cell_states.with_batch(batch, size) for size in sizes]
