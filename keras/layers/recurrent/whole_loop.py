"""All steps of one of Keras's cells, with one gradient for the whole loop.

TensorFlow's own gradient of a loop adds up the recurrent kernel's gradient step
by step. Here each step back keeps the gradient of its sums, and the kernel's is
one matrix product over all steps in the end. What a step back needs stays where
the step has put it, in arrays: nothing of it is copied.
"""

import dataclasses
import functools
from collections.abc import Callable

import tensorflow as tf

from keras.layers import features
from keras.layers.recurrent import row_parts, time_loop
from keras.tf_internals import forward_mode, saved_model_time


@dataclasses.dataclass(frozen=True)
class Weights:
    """What a step's sum of the state is made of.

    Args:
        kernel: Tensor `(units, gates * units)`.
        bias: Tensor `(gates * units,)`, or None.
        masks: None, or one of dropout for each gate, `(batch, units)`.
    """

    kernel: tf.Tensor
    bias: tf.Tensor | None = None
    masks: tuple | None = None

    def sum_state(self, h):
        """Returns the state's part of the sums of all gates."""
        if self.masks is None:
            total = tf.matmul(h, self.kernel)
        else:
            kernels = tf.split(self.kernel, len(self.masks), 1)
            total = tf.concat(
                [tf.matmul(h * m, k) for m, k in zip(self.masks, kernels)], 1
            )
        return total if self.bias is None else tf.nn.bias_add(total, self.bias)

    def back(self, d, transposed):
        """Returns the state's gradient.

        Args:
            d: Gradient of the sums.
            transposed: The kernel's transpose.
        """
        if self.masks is None:
            return tf.matmul(d, transposed)
        parts = len(self.masks)
        pairs = zip(tf.split(d, parts, 1), tf.split(transposed, parts))
        products = [tf.matmul(each, kernel) for each, kernel in pairs]
        return tf.add_n([p * m for p, m in zip(products, self.masks)])

    def gradients(self, states, d) -> list:
        """Returns the gradients of kernel and bias.

        Args:
            states: h before each step, `(time, batch, units)`.
            d: Gradients of the sums, `(time, batch, gates * units)`.
        """
        flat = _flat(d)
        if self.masks is None:
            of_kernel = tf.matmul(_flat(states), flat, transpose_a=True)
        else:
            pairs = zip(self.masks, tf.split(flat, len(self.masks), 1))
            of_kernel = tf.concat(
                [
                    tf.matmul(_flat(states * m), each, transpose_a=True)
                    for m, each in pairs
                ],
                1,
            )
        if self.bias is None:
            return [of_kernel]
        return [of_kernel, tf.reduce_sum(flat, 0)]


def carry(
    rule,
    rows: row_parts.Rows,
    sum_up: Callable,
    kernel,
    bias,
    keeps_all: bool,
    in_training: bool,
):
    """Carries states through all steps.

    Inference is a plain loop: a SavedModel can't hold the gradient of the
    other.

    Args:
        rule: Of `step_rules`.
        rows: Inputs, mask, states and dropout masks.
        sum_up: Maps a list of inputs, and factors of the sums or None, to
            their part of the sums, `(time, batch, gates * units)`.
        kernel: What h is multiplied by, `(units, gates * units)`.
        bias: What is added then, `(gates * units,)`, or None.
        keeps_all: Whether to return the first state after each step.
        in_training: Whether gradients will be asked for.
    Returns:
        `(history, states)`: that, `(time, batch, units)`, or a zero; and the
        states after the last step.
    """
    rule = rule.quickest(kernel.dtype) if in_training else rule
    factors = rule.factors(kernel)
    weights = [kernel] if bias is None else [kernel, bias]
    # Tensors: a variable may be of another type where its gradient is asked.
    weights = [
        tf.convert_to_tensor(features.scaled(each, factors)) for each in weights
    ]
    found = []
    for part in row_parts.split(rows, in_training):
        has_bias = bias is not None
        loop = _Loop(rule, part.mask, part.dropped, has_bias, keeps_all)
        run = loop if in_training else loop.plainly
        if forward_mode.is_on() and not tf.executing_eagerly():
            run = tf.function(loop.plainly, autograph=False)
        found.append(run(sum_up(part.inputs, factors), *weights, *part.states))
    if len(found) == 1:
        return found[0][0], list(found[0][1:])
    history = found[0][0]
    if keeps_all:
        history = tf.concat([part[0] for part in found], 1)
    last = [tf.concat(each, 0) for each in zip(*(part[1:] for part in found))]
    return history, last


@dataclasses.dataclass(frozen=True)
class _Loop:
    """A loop as a function of tensors: sums, kernel, bias if any, states."""

    rule: object
    mask: tf.Tensor | None
    masks: tuple | None
    has_bias: bool
    keeps_all: bool

    def __call__(self, *tensors):
        """Returns the history (or nothing of it), and the last states."""
        return tf.custom_gradient(self._carried)(*tensors)

    # What `tf.custom_gradient` takes: values, and a function that maps their
    # gradients to those of the arguments.

    def _carried(self, *tensors) -> tuple:
        history, last, saved = self._forward(*tensors)
        gradient = functools.partial(self._gradient, tensors, saved)
        return (history, *last), gradient

    def _gradient(self, tensors, saved, *gradients):
        count = len(tensors)
        is_here = _can_be_read(saved[0][0])

        def differentiable(*given) -> tuple:
            steps = saved if is_here else self._forward(*given[:count])[2]
            found = self._backward(given[:count], given[count:], steps)
            return found, functools.partial(self._second, count, given)

        return tf.custom_gradient(differentiable)(*tensors, *gradients)

    def _parts(self, tensors) -> tuple:
        sums, kernel, *others = tensors
        bias = others.pop(0) if self.has_bias else None
        return sums, Weights(kernel, bias, self.masks), others

    def _forward(self, *tensors) -> tuple:
        sums, weights, states = self._parts(tensors)
        count = tf.shape(sums)[0]
        past = [_array(s, count + 1).write(0, s) for s in states]
        spare = 0 if sums.shape[0] else 1
        kept = [
            _spared(like, count, spare)
            for like in self.rule.advance(
                *_zero_sums(sums), [tf.zeros_like(s) for s in states]
            )[1]
        ]

        def body(time, states, past, kept):
            now, mask = _at(time, [sums, self.mask])
            new, keep = self.rule.advance(
                now, weights.sum_state(states[0]), states
            )
            if mask is not None:
                new = [tf.where(mask, n, s) for n, s in zip(new, states)]
            past = [a.write(time + 1, n) for a, n in zip(past, new)]
            kept = [a.write(time, k) for a, k in zip(kept, keep)]
            return time + 1, new, past, kept

        # Steps in parallel would only wait for each other: 2 % slower.
        _, last, past, kept = tf.while_loop(
            lambda time, *_: time < count,
            body,
            (0, states, past, kept),
            parallel_iterations=1,
        )
        history = past[0].stack()[1:] if self.keeps_all else tf.zeros(())
        return history, last, (past, kept)

    def _backward(self, tensors, gradients, saved) -> list:
        sums, weights, states = self._parts(tensors)
        of_history, *d_states = gradients
        past, kept = saved
        count = tf.shape(sums)[0]
        outer = [of_history if self.keeps_all else None, self.mask]
        transposed = tf.transpose(weights.kernel)
        spare = 0 if sums.shape[0] else 1
        several = 1 if self.rule.has_one_sum else 2
        zeros = _zero_sums(sums)[0]
        written = [_spared(zeros, count, spare) for _ in range(several)]

        def body(time, d_states, written):
            of_output, mask = _at(time, outer)
            if of_output is not None:
                d_states = [d_states[0] + of_output, *d_states[1:]]
            d_states, passed = _around(mask, d_states)
            d_sums, d_of_state, d_past = self.rule.back(
                d_states,
                [array.read(time) for array in kept],
                [array.read(time) for array in past],
                [array.read(time + 1) for array in past],
            )
            through = weights.back(d_of_state, transposed)
            d_past = [_sum(through, d_past[0], passed[0])] + [
                _sum(d, p) for d, p in zip(d_past[1:], passed[1:])
            ]
            found = [d_sums, d_of_state][: len(written)]
            written = [a.write(time, d) for a, d in zip(written, found)]
            return time - 1, d_past, written

        _, d_states, written = tf.while_loop(
            lambda time, *_: time >= 0,
            body,
            (count - 1, d_states, written),
            parallel_iterations=1,
        )
        d_sums, *d_of_state = [_stacked(array, spare) for array in written]
        before = past[0].stack()[:-1]
        of_weights = weights.gradients(before, (d_of_state or [d_sums])[0])
        return [d_sums, *of_weights, *d_states]

    def _second(self, count: int, given, *gradients) -> list:
        """Returns the gradient of the gradient: TensorFlow's own."""
        given = [tf.identity(tensor) for tensor in given]
        tensors, outer = given[:count], given[count:]
        with tf.GradientTape() as tape:
            tape.watch(given)
            with tf.GradientTape() as inner:
                inner.watch(tensors)
                outputs = self.plainly(*tensors)
            found = inner.gradient(
                outputs, tensors, list(outer), unconnected_gradients="zero"
            )
        return tape.gradient(
            found, given, list(gradients), unconnected_gradients="zero"
        )

    def plainly(self, *tensors) -> list:
        """Computes the same by operations that TensorFlow differentiates."""
        sums, weights, states = self._parts(tensors)

        def step(now, states):
            states = list(states)
            of_state = weights.sum_state(states[0])
            new, _ = self.rule.advance(now, of_state, states)
            return new[0], new

        _, history, last = time_loop.rnn(
            step, sums, states, mask=self.mask, time_major=True
        )
        return [history if self.keeps_all else tf.zeros(()), *last]


def _flat(x):
    return tf.reshape(x, (-1, x.shape[-1]))


def _around(mask, gradients: list) -> tuple:
    """Splits gradients into what goes through a step and what passes by it."""
    if mask is None:
        return gradients, [None] * len(gradients)
    zeros = [tf.zeros_like(d) for d in gradients]
    pairs = list(zip(gradients, zeros))
    return (
        [tf.where(mask, d, z) for d, z in pairs],
        [tf.where(mask, z, d) for d, z in pairs],
    )


def _at(time, tensors: list) -> list:
    """Returns a step of each tensor: a view, which TensorFlow doesn't copy."""
    begin = tf.expand_dims(time, 0)
    return [
        None
        if x is None
        else tf.strided_slice(x, begin, begin + 1, shrink_axis_mask=1)
        for x in tensors
    ]


def _can_be_read(array: tf.TensorArray) -> bool:
    """Tells whether a gradient has an array: none of a SavedModel has."""
    is_of_graph = tf.is_symbolic_tensor(array.flow)
    is_at_hand = is_of_graph or tf.executing_eagerly()
    return is_at_hand and not saved_model_time.is_being_saved()


def _sum(*parts):
    known = [part for part in parts if part is not None]
    return known[0] if len(known) == 1 else tf.add_n(known)


def _array(like, count) -> tf.TensorArray:
    return tf.TensorArray(
        like.dtype, count, element_shape=like.shape, clear_after_read=False
    )


def _spared(like, count, spare: int) -> tf.TensorArray:
    """Returns an array for what is like a tensor, with an element more."""
    array = _array(like, count + spare)
    return array.write(count, like) if spare else array


def _stacked(array, spare: int):
    return array.stack()[:-1] if spare else array.stack()


def _zero_sums(sums) -> tuple:
    zeros = tf.zeros(tf.shape(sums)[1:], sums.dtype)
    zeros = tf.ensure_shape(zeros, sums.shape[1:])
    return zeros, zeros
