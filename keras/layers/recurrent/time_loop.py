"""A function applied to the steps of a sequence, one after the other."""

import dataclasses
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras.backend import tensor_type
from keras.engine import kinds
from keras.tf_internals import converter_trace, forward_mode


def rnn(
    step_function: Callable,
    inputs: kinds.Tensors,
    initial_states: Any,
    go_backwards: bool = False,
    mask: kinds.Tensors = None,
    constants: kinds.Tensors = None,
    unroll: bool = False,
    input_length: Any = None,
    time_major: bool = False,
    zero_output_for_mask: bool = False,
    return_all_outputs: bool = True,
) -> tuple:
    """Carries states through a sequence.

    outputs[t], states = step_function(inputs[t], states)

    Args:
        step_function: Called with a step's inputs `(batch, ...)` and a tuple of
            the states and the constants; returns outputs and new states. A loop
            of a graph calls it once more, on zeros, to learn what comes out.
        inputs: Tensor `(batch, time, ...)`, or a nest of such.
        initial_states: List or tuple of tensors `(batch, ...)`, or of nests.
        go_backwards: True begins with the last step. Outputs come in the order
            in which they are computed.
        mask: Booleans `(batch, time)` or `(batch, time, 1)`. Where it is False
            the states stay, and the output is the one before (zeros at first).
        constants: List of tensors that each step gets after the states.
        unroll: True builds a graph of all steps in place of a loop; the number
            of steps must be known then.
        input_length: Lengths of the rows `(batch,)`, which are a mask if there
            is none; an int says nothing.
        time_major: True has time on the first axis of inputs, mask and outputs,
            and the batch on the second one.
        zero_output_for_mask: True makes outputs zeros where the mask is False.
        return_all_outputs: False keeps the last output only.
    Returns:
        `(last_output, outputs, states)`: outputs of the last step, of all steps
        (of one, if only the last is kept), and the states after it.
    Example:
        >>> def step(x, states):
        ...     total = x + states[0]
        ...     return total, [total]
        >>> x, start = tf.ones((1, 3, 1)), [tf.zeros((1, 1))]
        >>> last, outputs, states = keras.backend.rnn(step, x, start)
        >>> outputs[0, :, 0].numpy()
        array([1., 2., 3.], dtype=float32)
    """
    inputs, states = tf.nest.map_structure(
        tensor_type.tensor, (inputs, tuple(initial_states))
    )
    if not time_major:
        inputs = tf.nest.map_structure(swapped, inputs)
    first = tf.nest.flatten(inputs)[0]
    mask = _by_step(mask, input_length, first, time_major)
    if go_backwards:
        inputs, mask = tf.nest.map_structure(_reversed, (inputs, mask))
    loop = _Loop(
        step_function,
        tuple(constants or ()),
        zero_output_for_mask,
        return_all_outputs,
    )
    in_python = unroll or tf.executing_eagerly()
    run = loop.step_by_step if in_python else loop.in_graph
    if forward_mode.is_on() and not in_python:
        run = tf.function(run, autograph=False)
    last, outputs, states = run(inputs, mask, states)
    if not time_major:
        outputs = tf.nest.map_structure(swapped, outputs)
    return last, outputs, states


@dataclasses.dataclass(frozen=True)
class _Loop:
    """What is done with each step; time is the first axis of all inputs."""

    step_function: Callable
    constants: tuple
    zeros_where_masked: bool
    keeps_outputs: bool

    def step_by_step(self, inputs, mask, states) -> tuple:
        """Runs in Python: eagerly, or into a graph as long as the sequence."""
        flat = [tf.unstack(x) for x in tf.nest.flatten(inputs)]
        masks = [None] * len(flat[0]) if mask is None else tf.unstack(mask)
        outputs, kept = None, []
        for mask_now, *now in zip(masks, *flat):
            step = tf.nest.pack_sequence_as(inputs, now)
            outputs, states = self._masked_step(step, mask_now, outputs, states)
            kept.append(outputs)
        if not kept:
            outputs = self._zeros(inputs, states)
        if not self.keeps_outputs:
            kept = [outputs]
        if not kept:
            return outputs, _no_steps(outputs), states
        stacked = tf.nest.map_structure(lambda *ys: tf.stack(ys), *kept)
        return outputs, stacked, states

    def in_graph(self, inputs, mask, states) -> tuple:
        """Runs as a loop of TensorFlow's."""
        count = _size(tf.nest.flatten(inputs)[0], 0)
        read = tf.nest.map_structure(_read, (inputs, mask))
        zeros = self._zeros(inputs, states)
        written = self._arrays(zeros, count)
        # Converters know a loop that carries its states alone.
        carries_outputs = mask is not None or not written
        carried = zeros if carries_outputs else ()

        def body(time, written, before, states):
            step, mask_now = tf.nest.map_structure(
                lambda array: array.read(time), read
            )
            outputs, states = self._masked_step(step, mask_now, before, states)
            pairs = zip(written, tf.nest.flatten(outputs))
            written = [array.write(time, y) for array, y in pairs]
            carried = outputs if carries_outputs else ()
            return time + 1, written, carried, states

        # Core ML's converter takes no loop that has a limit.
        is_converted = converter_trace.is_at_work()
        _, written, last, states = tf.while_loop(
            lambda time, *_: time < count,
            body,
            (0, written, carried, states),
            parallel_iterations=32,
            maximum_iterations=None if is_converted else count,
            swap_memory=True,
        )
        if not written:
            alone = tf.nest.map_structure(lambda y: y[tf.newaxis], last)
            return last, alone, states
        pairs = zip(written, tf.nest.flatten(zeros))
        flat = [_stacked(array, y, count) for array, y in pairs]
        outputs = tf.nest.pack_sequence_as(zeros, flat)
        if not carries_outputs:
            last = tf.nest.map_structure(_last, outputs, zeros)
        return last, outputs, states

    def _arrays(self, zeros, count) -> list[tf.TensorArray]:
        """Returns arrays for the outputs of all steps, if they are kept."""
        kept = tf.nest.flatten(zeros) if self.keeps_outputs else []
        return [
            tf.TensorArray(y.dtype, count, element_shape=y.shape) for y in kept
        ]

    def _zeros(self, inputs, states):
        """Returns zeros of what a step gives."""
        step = tf.nest.map_structure(_zero_step, inputs)
        outputs, _ = self._step(step, states)
        return tf.nest.map_structure(tf.zeros_like, outputs)

    def _masked_step(self, inputs, mask, outputs_before, states) -> tuple:
        outputs, new = self._step(inputs, states)
        if mask is None:
            return outputs, new
        others = outputs_before
        if others is None or self.zeros_where_masked:
            others = tf.nest.map_structure(tf.zeros_like, outputs)

        def chosen(one, other):
            return tf.where(_with_rank(mask, one.shape.rank), one, other)

        return (
            tf.nest.map_structure(chosen, outputs, others),
            tf.nest.map_structure(chosen, new, states),
        )

    def _step(self, inputs, states) -> tuple:
        outputs, new = self.step_function(inputs, states + self.constants)
        flat, old = tf.nest.flatten(new), tf.nest.flatten(states)
        if len(flat) != len(old) or not all(map(_are_alike, flat, old)):
            raise ValueError(
                "A step changes the shape, the type or the number of its "
                f"states. Expected {_told(old)}. Received: {_told(flat)}."
            )
        if not tf.executing_eagerly():
            for one, other in zip(flat, old):
                one.set_shape(other.shape)
        return outputs, tf.nest.pack_sequence_as(states, flat)


def swapped(x) -> tf.Tensor:
    """Returns a tensor with its first two axes swapped.

    Args:
        x: Tensor `(batch, time, ...)` or `(time, batch, ...)`.
    """
    return tf.transpose(x, (1, 0, *range(2, x.shape.rank)))


def _with_rank(mask, rank: int) -> tf.Tensor:
    """Returns a step's mask with as many axes as what it is chosen for.

    Args:
        mask: Booleans `(batch, 1)`.
        rank: Of the tensor that it speaks of, `(batch, ...)`.
    """
    if rank < mask.shape.rank:
        return tf.squeeze(mask, 1)
    for _ in range(rank - mask.shape.rank):
        mask = mask[..., tf.newaxis]
    return mask


def _by_step(mask, lengths, first, time_major: bool):
    """Returns the mask with time first, or None."""
    if mask is None:
        if tf.TensorShape(getattr(lengths, "shape", ())).rank != 1:
            return None
        mask = tf.sequence_mask(lengths, tf.shape(first)[0])
        time_major = False
    mask = tf.cast(mask, tf.bool)
    if mask.shape.rank == 2:
        mask = mask[..., tf.newaxis]
    return mask if time_major else swapped(mask)


def _reversed(x):
    return None if x is None else tf.reverse(x, [0])


def _read(x):
    if x is None:
        return _Nothing()
    array = tf.TensorArray(x.dtype, _size(x, 0), element_shape=x.shape[1:])
    return array.unstack(x)


class _Nothing:
    """Stands for the steps of a mask that isn't there."""

    def read(self, time) -> None:
        """Returns None."""


def _size(x, axis: int):
    known = x.shape[axis]
    return tf.shape(x)[axis] if known is None else known


def _stacked(array: tf.TensorArray, like, count) -> tf.Tensor:
    """Returns an array's elements as a tensor, of no steps too.

    `TensorArray.stack` can't stack nothing where the batch size isn't known;
    its operation can, as it's told an element's shape.
    """
    if like.shape.is_fully_defined():
        stacked = array.stack()
    else:
        stacked = tf.raw_ops.TensorListStack(
            input_handle=array.flow,
            element_shape=tf.shape(like),
            element_dtype=like.dtype,
        )
    known = count if isinstance(count, int) else None
    stacked.set_shape([known, *like.shape])
    return stacked


def _last(stacked, zeros) -> tf.Tensor:
    """Returns the last step of a sequence, zeros if there is none."""
    if stacked.shape[0]:
        return stacked[-1]
    return tf.concat([zeros[tf.newaxis], stacked], 0)[-1]


def _zero_step(x):
    step = tf.zeros(
        [_size(x, axis) for axis in range(1, x.shape.rank)], x.dtype
    )
    step.set_shape(x.shape[1:])
    return step


def _no_steps(outputs):
    return tf.nest.map_structure(lambda y: y[tf.newaxis][:0], outputs)


def _are_alike(one, other) -> bool:
    return one.dtype == other.dtype and one.shape.is_compatible_with(
        other.shape
    )


def _told(states: list) -> list:
    return [(s.dtype.name, tuple(s.shape)) for s in states]
