"""A cell carried through sequences."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import building, layer, output_spec, tracking
from keras.engine.symbols import input_spec
from keras.layers.recurrent import (
    any_cell,
    cell_states,
    dropout_rnn_cell_mixin,
    sequence_call,
    stacked_rnn_cells,
    state_variables,
    time_loop,
)
from keras.saving.config import registry


class RNN(layer.Layer):
    """Carries a cell's states through sequences.

    y_t, s_t = cell(x_t, s_(t - 1))

    Args:
        cell: An object with `call(inputs, states)`, which returns the output
            and the new states, and `state_size`: an int or shape, or a list of
            these. It may have an `output_size` (default: the first state's),
            and `get_initial_state` (default: zeros). Or a list of cells, one
            upon the other; or a config.
        return_sequences: True returns the outputs of all steps, not the last
            one's only.
        return_state: True returns the states after the last step, too.
        go_backwards: True begins with the last step; outputs come in the order
            of computation.
        stateful: True starts each batch with the states that the last one left,
            row by row, until `reset_states`. The batch size must be known.
        unroll: True builds all steps into the graph in place of a loop: faster
            for few steps.
        time_major: True has inputs and outputs as `(time, batch, ...)`.
        zero_output_for_mask: True makes the outputs of masked steps zeros;
            else they repeat the one before.
        num_constants: How many constants a call in a list ends with; files
            have it.
    Call arguments:
        inputs: Tensor `(batch, time, ...)`, dense or ragged, or a nest of
            such (no list) for a cell that takes one.
        mask: Booleans `(batch, time)`. False steps leave the states alone.
        training: Handed on to the cell.
        initial_state: List of the states before the first step. Default: the
            cell's, zeros.
        constants: List of tensors that the cell gets at each step by the name
            `constants`.
    Output shape: `(batch, ...)`, with `return_sequences` `(batch, time, ...)`;
        with `return_state` a list of it and the states.
    Variables: the cell's.
    Raises:
        ValueError: If the cell lacks `call` or `state_size`, states or a mask
            don't fit, or an option needs a size that isn't known.
    Example:
        >>> cells = [keras.layers.LSTMCell(4), keras.layers.LSTMCell(3)]
        >>> keras.layers.RNN(cells)(tf.ones((2, 5, 6))).shape
        TensorShape([2, 3])
    """

    _keras_takes_nests = True
    supports_masking = True
    _keras_makes_masks = False
    _keras_since_3 = ("zero_output_for_mask", "num_constants")
    # Neither a weight nor in files, but for SavedModels.
    _states = tracking.Aside()
    _trackable_children = state_variables.saved_model_children

    # Whether a step of the input is a vector, and no image or the like.
    _takes_vectors = False

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        time_major: bool = False,
        *,
        zero_output_for_mask: bool = False,
        num_constants: int = 0,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**_with_input_shape(kwargs))
        if isinstance(cell, (list, tuple)):
            policy = kwargs.get("dtype")
            cell = stacked_rnn_cells.StackedRNNCells(cell, dtype=policy)
        self.cell = any_cell.made(self._keras_who, cell)
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.time_major = time_major
        self.zero_output_for_mask = zero_output_for_mask
        self.num_constants = num_constants
        self.state_spec = self.constants_spec = None
        self._states = None
        if stateful:
            state_variables.refuse_strategy(self._keras_who)

    # Keras 2's name.
    _num_constants = property(lambda self: self.num_constants)

    @property
    def _axes(self) -> tuple[int, int]:
        """The axes of batch and time."""
        return (1, 0) if self.time_major else (0, 1)

    # States.

    @property
    def states(self) -> list:
        """What the last batch left, for a stateful layer; else Nones."""
        if self._states is not None:
            return self._states
        return cell_states.map_sizes(
            lambda size: None, cell_states.sizes(self.cell)
        )

    @states.setter
    def states(self, states) -> None:
        self._states = states

    def get_initial_state(self, inputs=None, batch_size=None) -> list:
        """Returns the states before the first step.

        Args:
            inputs: The sequences; or, as in Keras 3, the batch size.
            batch_size: The batch size.
        """
        if inputs is not None:
            first = sequence_call.first_tensor(inputs)
            batch_size = first
            if tf.TensorShape(getattr(first, "shape", ())).rank:
                batch_size = sequence_call.size_of(first, self._axes[0])
        return cell_states.initial(self.cell, batch_size, self._state_dtype)

    @property
    def _state_dtype(self) -> str:
        of_cell = getattr(self.cell, "compute_dtype", None)
        return of_cell or self.compute_dtype or "float32"

    def reset_states(self, states: kinds.Tensors = None) -> None:
        """Sets the states of a stateful layer to its cell's first ones.

        Args:
            states: Arrays to set them to instead, in the order of `states`.
        Raises:
            AttributeError: If the layer isn't stateful.
            ValueError: If the batch size isn't known, or arrays don't fit.
        """
        state_variables.reset(self, states)

    def reset_state(self) -> None:
        """Keras 3's name of `reset_states`."""
        self.reset_states()

    # The call.

    def __call__(self, inputs, initial_state=None, constants=None, **kwargs):
        # Keras's contract: states come second, by position too, and may be
        # symbols in one list with the sequence.
        inputs, initial_state, constants = sequence_call.parts(
            self._keras_who,
            inputs,
            initial_state,
            constants,
            self.num_constants,
        )
        if initial_state is not None:
            kwargs["initial_state"] = initial_state
        if constants is not None:
            kwargs["constants"] = constants
            self.num_constants = len(constants)
        return super().__call__(inputs, **kwargs)

    get_build_config = sequence_call.get_build_config
    build_from_config = sequence_call.build_from_config

    def build(self, input_shape: kinds.Shapes) -> None:
        if isinstance(input_shape, list):
            input_shape = input_shape[0]
        shapes = building.with_tensor_shapes(input_shape)
        for shape in tf.nest.flatten(shapes):
            _check_axes(self._keras_who, shape, self._takes_vectors)
        self.input_spec = [
            self._spec_of(shape) for shape in tf.nest.flatten(shapes)
        ]
        any_cell.build(
            self.cell, tf.nest.map_structure(self._step_shape, shapes)
        )
        self.state_spec = cell_states.map_sizes(
            lambda size: input_spec.InputSpec(
                shape=cell_states.with_batch(None, size)
            ),
            cell_states.sizes(self.cell),
        )
        if self.stateful:
            self.reset_states()

    def _spec_of(self, shape) -> input_spec.InputSpec:
        batch, time = self._axes
        sizes = shape.as_list()
        sizes[time] = None
        if not self.stateful:
            sizes[batch] = None
        return input_spec.InputSpec(shape=sizes)

    def _step_shape(self, shape) -> tf.TensorShape:
        return shape[1:] if self.time_major else shape[:1] + shape[2:]

    def call(
        self,
        inputs: kinds.Tensors,
        mask: kinds.Tensors = None,
        training: bool | None = None,
        initial_state: kinds.Tensors = None,
        constants: kinds.Tensors = None,
    ) -> kinds.Tensors:
        inputs, lengths = self._without_ragged(inputs, mask)
        inputs, states, constants = self._process_inputs(
            inputs, initial_state, constants
        )
        if lengths is not None:
            time = tf.shape(inputs)[1]
            mask = tf.sequence_mask(lengths, time)
        elif mask is not None:
            mask = sequence_call.mask_of_steps(self, mask, inputs, states)
        if self.unroll:
            sequence_call.require_steps(self, inputs)
        last, outputs, states = self._run(
            inputs, states, constants, mask, training
        )
        if self.stateful:
            state_variables.keep(self._states, states)
        if not self.return_sequences:
            outputs = last
        elif lengths is not None:
            outputs = sequence_call.ragged_rows(
                outputs, lengths, self.go_backwards
            )
        return [outputs, *states] if self.return_state else outputs

    def _run(self, inputs, states: list, constants, mask, training) -> tuple:
        """Returns last output, outputs and states: a subclass's own loop."""
        cells = getattr(self.cell, "cells", [])
        for cell in (self.cell, *cells):
            self._maybe_reset_cell_dropout_mask(cell)
        options = any_cell.options_of(self.cell, training=training)
        call = any_cell.called(self.cell)
        are_named = cell_states.are_named(self.cell)

        def step(inputs, states):
            if constants:
                cut = len(states) - len(constants)
                options["constants"] = list(states[cut:])
                states = states[:cut]
            own = states[0] if are_named else list(states)
            outputs, new = any_cell.pair(
                self._keras_who, call(inputs, own, **options)
            )
            is_list = tf.nest.is_nested(new) and not are_named
            return outputs, new if is_list else [new]

        found = time_loop.rnn(
            step,
            inputs,
            states,
            go_backwards=self.go_backwards,
            mask=mask,
            constants=constants,
            unroll=self.unroll,
            time_major=self.time_major,
            zero_output_for_mask=self.zero_output_for_mask,
            return_all_outputs=self.return_sequences,
        )
        for cell in (self.cell, *cells):
            self._maybe_reset_cell_dropout_mask(cell)
        return found

    def _maybe_reset_cell_dropout_mask(self, cell) -> None:
        mixin = dropout_rnn_cell_mixin.DropoutRNNCellMixin
        if isinstance(cell, mixin):
            cell.reset_dropout_mask()
            cell.reset_recurrent_dropout_mask()

    def _process_inputs(self, inputs, initial_state, constants) -> tuple:
        """Returns the sequence, the states to start from, and constants.

        Keras 2's name, which subclasses override or call.
        """
        inputs, given, constants = sequence_call.parts(
            self._keras_who,
            inputs,
            initial_state,
            constants,
            self.num_constants,
        )
        if constants and "constants" not in any_cell.options_of(
            self.cell, constants=constants
        ):
            raise ValueError(
                f"{self._keras_who}: the cell takes no constants. Expected an "
                "argument `constants` of its `call`. Received: "
                f"{len(constants)} constants for {self.cell!r}."
            )
        if given is not None:
            wanted = self._shapes_of_states(
                sequence_call.first_tensor(inputs).shape
            )
            given = state_variables.checked(self, given, wanted)
        if self.stateful:
            states = state_variables.to_start_from(self, given)
        elif given is not None:
            states = given
        else:
            states = self.get_initial_state(inputs)
        return inputs, states, constants

    def _shapes_of_states(self, shape: tf.TensorShape) -> list[tf.TensorShape]:
        """Returns the shapes of the states of sequences, in order."""
        return state_variables.shapes(self, shape[self._axes[0]])

    def _without_ragged(self, inputs, mask) -> tuple:
        """Returns dense sequences, and the lengths of ragged ones or None."""
        if not isinstance(inputs, tf.RaggedTensor):
            return inputs, None
        self._validate_args_if_ragged(True, mask)
        return inputs.to_tensor(), inputs.row_lengths()

    def _validate_args_if_ragged(self, is_ragged_input: bool, mask) -> None:
        wrong = {
            "mask": mask is not None,
            "unroll": self.unroll,
            "time_major": self.time_major,
        }
        given = [name for name, is_given in wrong.items() if is_given]
        if is_ragged_input and given:
            raise ValueError(
                f"{self._keras_who}: rows of ragged sequences have lengths of "
                "their own. Expected no mask, and neither `unroll` nor "
                f"`time_major`. Received: {', '.join(given)}. Take "
                "`inputs.to_tensor()`, and a mask of "
                "`tf.sequence_mask(inputs.row_lengths())`."
            )

    # What comes out.

    def compute_mask(self, inputs, mask=None) -> kinds.Tensors:
        of_outputs = None
        if self.return_sequences and mask is not None:
            of_outputs = tf.nest.flatten(mask)[0]
        if not self.return_state:
            return of_outputs
        return [of_outputs, *(None for _ in self.states)]

    def compute_output_shape(self, input_shape: kinds.Shapes) -> kinds.Shapes:
        # Of a list the first: states are behind it.
        shape = tf.nest.flatten(building.with_tensor_shapes(input_shape))[0]
        batch, time = (shape[axis] for axis in self._axes)

        def of_output(size):
            of_step = cell_states.with_batch(batch, size)
            if not self.return_sequences:
                return of_step
            leading = [time, batch] if self.time_major else [batch, time]
            return tf.TensorShape(leading).concatenate(of_step[1:])

        outputs = cell_states.map_sizes(
            of_output, cell_states.output_sizes(self.cell)
        )
        if not self.return_state:
            return outputs
        states = cell_states.map_sizes(
            lambda size: cell_states.with_batch(batch, size),
            cell_states.sizes(self.cell),
        )
        return [outputs, *states]

    def compute_output_spec(
        self,
        inputs: kinds.Tensors,
        mask: kinds.Tensors = None,
        training: bool | None = None,
        initial_state: kinds.Tensors = None,
        constants: kinds.Tensors = None,
    ) -> kinds.Specs:
        if any_cell.is_users(self.cell):
            return output_spec.traced(
                self, inputs, initial_state=initial_state, constants=constants
            )
        shapes = self.compute_output_shape(building.shape_of(inputs))
        specs = tf.nest.map_structure(
            lambda shape: tf.TensorSpec(shape, self._state_dtype), shapes
        )
        if not output_spec.are_dense((inputs,), {}) and self.return_sequences:
            outputs, *others = specs if self.return_state else [specs]
            rows = tf.RaggedTensorSpec(outputs.shape, outputs.dtype, 1)
            return [rows, *others] if others else rows
        return specs

    @classmethod
    def from_config(cls, config: dict, custom_objects: dict | None = None):
        """Makes a layer and its cell of what `get_config` returned.

        Args:
            config: Of this Keras, or of Keras 2 or 3.
            custom_objects: Names of the caller's own classes and functions.
        """
        with registry.CustomObjectScope(custom_objects or {}):
            return super().from_config(config)


def _with_input_shape(kwargs: dict) -> dict:
    """Turns `input_length` and `input_dim` of Keras 1 into a shape."""
    kwargs = dict(kwargs)
    names = ("input_length", "input_dim")
    if "input_shape" not in kwargs and any(name in kwargs for name in names):
        kwargs["input_shape"] = tuple(kwargs.pop(n, None) for n in names)
    return kwargs


def _check_axes(who: str, shape: tf.TensorShape, takes_vectors: bool) -> None:
    most = 3 if takes_vectors else shape.rank
    if shape.rank is None or not 3 <= shape.rank <= most:
        more = "" if takes_vectors else " or more"
        raise ValueError(
            f"{who}: an input hasn't the axes of batch, time and features. "
            f"Expected 3 axes{more}. Received: shape={shape}."
        )
