"""`keras.backend`'s sequences: labels along time, and functions over rows."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import config, tensor_type
from keras.engine import kinds
from keras.tf_internals import eager_tensor

_HALVES = (tf.float16, tf.bfloat16)


def ctc_label_dense_to_sparse(
    labels: kinds.Tensors, label_lengths: kinds.Tensors
) -> tf.SparseTensor:
    """Returns the labels of each row up to its length, sparse.

    Args:
        labels: Tensor `(batch, most_labels)`.
        label_lengths: Tensor `(batch,)`, or `(batch, 1)`.
    Example:
        >>> labels = tf.constant([[1, 2], [3, 0]])
        >>> lengths = tf.constant([2, 1])
        >>> found = keras.backend.ctc_label_dense_to_sparse(labels, lengths)
        >>> found.values.numpy()
        array([1, 2, 3], dtype=int32)
    """
    lengths = tf.reshape(label_lengths, [-1])
    ragged = tf.RaggedTensor.from_tensor(labels, lengths)
    found = ragged.to_sparse()
    return tf.SparseTensor(
        found.indices, found.values, tf.shape(labels, tf.int64)
    )


def ctc_batch_cost(
    y_true: kinds.Tensors,
    y_pred: kinds.Tensors,
    input_length: Any,
    label_length: kinds.Tensors,
) -> tf.Tensor:
    """Returns the cost of each row: -log of its labels' probability.

    Connectionist temporal classification (Graves et al. 2006): the labels may
    come at any steps, with blanks between; the last class is the blank.

    Args:
        y_true: Labels `(batch, most_labels)`. The blank, or a number beyond
            it, ends a row before its length.
        y_pred: Probabilities `(batch, steps, classes)`.
        input_length: Steps of each row, `(batch, 1)`.
        label_length: Labels of each row, `(batch, 1)`.
    Output shape: `(batch, 1)`; infinite, with a gradient of 0, where labels
        don't fit into the steps.
    Raises:
        ValueError: In a call by itself, if a label is below 0 or comes after a
            row's end, or there are fewer steps than `input_length`. The cost is
            NaN in a graph.
    Example:
        >>> y_pred = tf.fill((1, 3, 3), 1 / 3)
        >>> lengths = tf.constant([[3]]), tf.constant([[2]])
        >>> cost = keras.backend.ctc_batch_cost([[1, 1]], y_pred, *lengths)
        >>> print(f'{cost[0, 0]:.4f}')
        3.2958
    """
    y_pred = tensor_type.tensor(y_pred)
    if y_pred.shape[0] == 0:  # The kernel takes no empty batch.
        return y_pred[:, :1, 0]
    blank = y_pred.shape[-1] - 1
    steps = tf.reshape(tf.cast(input_length, tf.int32), [-1])
    labels = tf.cast(y_true, tf.int32)
    lengths = tf.reshape(tf.cast(label_length, tf.int32), [-1])
    lengths, are_right = _ended(labels, lengths, blank)
    are_right &= steps <= tf.shape(y_pred)[1]
    _check_rows(are_right, labels, steps, y_pred.shape)
    # By time, and as logits, of the only type that the kernel knows.
    by_time = tf.cast(tf.transpose(y_pred, [1, 0, 2]), tf.float32)
    logits = tf.math.log(by_time + config.epsilon())
    cost = tf.nn.ctc_loss(labels, logits, lengths, steps, blank_index=blank)
    cost = tf.where(_has_room(labels, lengths, steps), cost, float("inf"))
    cost = tf.where(are_right, cost, float("nan"))
    return tf.expand_dims(tf.cast(cost, y_pred.dtype), 1)


def _ended(labels, lengths, blank: int) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns rows' lengths up to a blank, and which rows are labels so far."""
    width = tf.shape(labels)[1]
    inside = tf.sequence_mask(lengths, width)
    counts = inside & (labels < blank)
    ends = tf.reduce_sum(tf.cast(counts, tf.int32), 1)
    wrong = counts & ((labels < 0) | ~tf.sequence_mask(ends, width))
    return ends, ~tf.reduce_any(wrong, 1)


def _check_rows(are_right, labels, steps, shape: tf.TensorShape) -> None:
    """Raises for a row that has no cost, where values are at hand."""
    if not isinstance(are_right, eager_tensor.EagerTensor):
        return
    wrong = np.flatnonzero(~are_right.numpy())
    if wrong.size:
        row = int(wrong[0])
        raise ValueError(
            f"ctc_batch_cost: row {row} has no cost. Expected labels in [0, "
            f"{shape[-1] - 1}), with the blank behind them only, and at most "
            f"{shape[1]} steps. Received: labels={labels[row].numpy()}, "
            f"input_length={int(steps[row])}."
        )


def _has_room(labels: tf.Tensor, lengths: tf.Tensor, steps: tf.Tensor):
    """Tells which rows' labels fit: between equal ones a blank has a step."""
    are_equal = tf.equal(labels[:, 1:], labels[:, :-1])
    inside = tf.sequence_mask(lengths - 1, tf.shape(are_equal)[1])
    blanks = tf.reduce_sum(tf.cast(are_equal & inside, tf.int32), axis=1)
    return lengths + blanks <= steps


def ctc_decode(
    y_pred: kinds.Tensors,
    input_length: Any,
    greedy: bool = True,
    beam_width: int = 100,
    top_paths: int = 1,
) -> tuple[list[tf.Tensor], tf.Tensor]:
    """Returns the likely labels of each row.

    Args:
        y_pred: Probabilities `(batch, steps, classes)`; the last class is the
            blank.
        input_length: Steps of each row, `(batch,)`.
        greedy: True takes the likeliest class of each step; False searches.
        beam_width: How many beginnings the search keeps.
        top_paths: How many answers the search returns.
    Returns:
        `(labels, scores)`: a list of tensors `(batch, steps)`, filled up with
        -1, and the answers' log probabilities `(batch, top_paths)`; a greedy
        one's is negative.
    Example:
        >>> y_pred = tf.constant([[[0.1, 0.9], [0.8, 0.2]]])
        >>> labels, _ = keras.backend.ctc_decode(y_pred, tf.constant([2]))
        >>> labels[0].numpy()
        array([[ 0, -1]])
    """
    y_pred = tensor_type.tensor(y_pred)
    if y_pred.dtype in _HALVES:  # The kernels know wider types alone.
        y_pred = tf.cast(y_pred, tf.float32)
    logits = tf.math.log(tf.transpose(y_pred, [1, 0, 2]) + config.epsilon())
    steps = tf.cast(input_length, tf.int32)
    if greedy:
        paths, scores = tf.nn.ctc_greedy_decoder(logits, steps)
    else:
        paths, scores = tf.nn.ctc_beam_search_decoder(
            logits, steps, beam_width, top_paths
        )
    most = tf.shape(y_pred)[1]
    return [_filled_up(path, most) for path in paths], scores


def _filled_up(path: tf.SparseTensor, most) -> tf.Tensor:
    """Returns rows of labels, with -1 behind them up to so many."""
    rows = tf.sparse.to_dense(path, default_value=-1)
    behind = most - tf.shape(rows)[1]
    return tf.pad(rows, [[0, 0], [0, behind]], constant_values=-1)


def map_fn(
    fn: Callable,
    elems: kinds.Tensors,
    name: str | None = None,
    dtype: kinds.DType = None,
) -> Any:
    """Returns what a function makes of each row.

    Args:
        fn: Called with a row.
        elems: Tensor `(rows, ...)`.
        name: Name of the operation.
        dtype: Type of what `fn` returns. Default: that of `elems`.
    Example:
        >>> rows = tf.constant([1, 2])
        >>> keras.backend.map_fn(lambda row: 2 * row, rows).numpy()
        array([2, 4], dtype=int32)
    """
    return tf.map_fn(fn, elems, fn_output_signature=dtype, name=name)


def foldl(
    fn: Callable,
    elems: kinds.Tensors,
    initializer: kinds.Named = None,
    name: str | None = None,
) -> Any:
    """Carries a value through the rows, from the first on.

    Args:
        fn: Called with the value and a row, returns the next value.
        elems: Tensor `(rows, ...)`.
        initializer: The first value. Default: the first row.
        name: Name of the operation.
    Example:
        >>> rows = tf.constant([1, 2, 3])
        >>> keras.backend.foldl(lambda value, row: 10 * value + row, rows)
        <tf.Tensor: shape=(), dtype=int32, numpy=123>
    """
    return tf.foldl(fn, elems, initializer, name=name)


def foldr(
    fn: Callable,
    elems: kinds.Tensors,
    initializer: kinds.Named = None,
    name: str | None = None,
) -> Any:
    """Carries a value through the rows, from the last on; see `foldl`.

    Example:
        >>> rows = tf.constant([1, 2, 3])
        >>> keras.backend.foldr(lambda value, row: 10 * value + row, rows)
        <tf.Tensor: shape=(), dtype=int32, numpy=321>
    """
    return tf.foldr(fn, elems, initializer, name=name)


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Any:
    """Returns one of two values, or one for each element.

    Args:
        condition: A boolean; or a tensor of them with at most as many axes as
            the values. One axis is their last one; several are their first
            ones.
        then_expression: A value, or a function that returns it: where the
            condition is true.
        else_expression: Likewise, where it isn't.
    Example:
        >>> columns = tf.constant([True, False])
        >>> both = tf.ones((2, 2)), tf.zeros((2, 2))
        >>> keras.backend.switch(columns, *both).numpy()
        array([[1., 0.],
               [1., 0.]], dtype=float32)
    """
    condition = tf.cast(condition, tf.bool)
    ndim = len(condition.shape)
    if ndim == 0:
        return tf.cond(
            condition, _function(then_expression), _function(else_expression)
        )
    values = _function(then_expression)(), _function(else_expression)()
    of_values = len(values[0].shape)
    if ndim > of_values:
        raise ValueError(
            "switch: the condition has more axes than the values. Expected "
            f"{of_values} at most. Received: {ndim}, shape={condition.shape}."
        )
    ones = [1] * (of_values - ndim) if ndim > 1 else []
    places = tf.concat([tf.shape(condition), ones], 0) if ones else None
    if places is not None:
        condition = tf.reshape(condition, tf.cast(places, tf.int32))
    return tf.where(condition, *values)


def _function(value) -> Callable:
    return value if callable(value) else lambda: value
