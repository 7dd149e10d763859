"""Masks of the steps of a tensor, checked before anything computes with them.

A mask of other steps would be broadcast or cut, or be an error of an
operation's that knows nothing of masks.
"""

import tensorflow as tf

from keras.engine.symbols import keras_tensor, run_time_check


def check(where: str, mask, tensor, axes: tuple[int, ...]) -> None:
    """Raises unless a mask's first axes are some axes of a tensor.

    Args:
        where: The layer as a message calls it.
        mask: Booleans, or None. It may have more axes behind; of one row, it
            serves all rows.
        tensor: What it is a mask of.
        axes: The tensor's axes.
    Raises:
        ValueError: If their sizes differ, as far as they are known.
    """
    if mask is not None and not hasattr(mask, "shape"):
        raise TypeError(
            f"{where}: the mask is no tensor. Expected booleans, one a step. "
            f"Received: mask={mask!r}."
        )
    found, whole = _shape_of(mask), _shape_of(tensor)
    if mask is None or found.rank is None or whole.rank is None:
        return
    wanted = [whole[axis] for axis in axes]
    if 0 in axes and found.rank > axes.index(0) and found[axes.index(0)] == 1:
        wanted[axes.index(0)] = 1
    if not found[: len(axes)].is_compatible_with(tf.TensorShape(wanted)):
        _refuse(where, "the mask isn't one of the input's steps", found, whole)


def checked(where: str, mask, tensor, axes: tuple[int, int] = (0, 1)):
    """Returns a mask that is one of a tensor's steps, in a graph's run too.

    Nothing is left to the run where the trace knows the number of steps. A mask
    of one row comes back with as many as the tensor has.

    Args:
        where: The layer as a message calls it.
        mask: Booleans, or None.
        tensor: What it is a mask of.
        axes: The tensor's axes of batch and time; they are the mask's, too.
    Raises:
        ValueError: If their sizes differ, as far as they are known.
    """
    if mask is None:
        return None
    leading = tuple(sorted(axes))
    check(where, mask, tensor, leading)
    batch, time = axes
    if mask.shape.rank and mask.shape[batch] == 1 != tensor.shape[batch]:
        mask = tf.repeat(mask, tf.shape(tensor)[batch], batch)
    known = mask.shape.rank is not None and None not in (
        mask.shape[time],
        tensor.shape[time],
    )
    if known or tf.executing_eagerly():
        return mask

    def fits(found):
        return tf.reduce_all(
            tf.equal(tf.shape(found)[:2], tf.shape(tensor)[:2])
        )

    told = "the mask isn't one of the input's steps. Expected as many."
    return run_time_check.sure(mask, fits, where, told, mask.shape)


def check_leading(where: str, mask, tensor, of: str) -> None:
    """Raises unless all axes of a mask are the first ones of a tensor.

    Args:
        where: The layer as a message calls it.
        mask: Booleans, or None; of one row, it serves all rows.
        tensor: What it is a mask of.
        of: What the tensor is to the layer.
    Raises:
        ValueError: If sizes differ, as far as they are known.
    """
    found, whole = _shape_of(mask), _shape_of(tensor)
    if mask is None or found.rank is None or whole.rank is None:
        return
    row = found[1:] if found[:1] == [1] else None
    fits = found.rank < whole.rank and (
        found.is_compatible_with(whole[: found.rank])
        or (row is not None and row.is_compatible_with(whole[1 : found.rank]))
    )
    if not fits:
        _refuse(where, f"the mask isn't one of the {of}'s steps", found, whole)


def check_batches(where: str, query, value, key) -> None:
    """Raises unless queries, values and keys are of as many rows.

    Args:
        where: The layer as a message calls it.
        query, value, key: Tensors `(batch, ...)`; one row serves all.
    Raises:
        ValueError: If they aren't, as far as sizes are known.
    """
    rows = [tensor.shape[0] for tensor in (query, value, key)]
    if len({*rows} - {None, 1}) > 1:
        raise ValueError(
            f"{where}: there are other rows of queries than of values or keys. "
            "Expected one batch size. Received: batches of "
            f"query={rows[0]}, value={rows[1]}, key={rows[2]}."
        )


def check_alone(where: str, mask, tensor) -> None:
    """Raises if a mask of steps has more axes than batch and steps.

    Args:
        where: The layer as a message calls it.
        mask: Booleans.
        tensor: What it is a mask of.
    Raises:
        ValueError: If it has.
    """
    found = _shape_of(mask)
    if found.rank not in (None, 2):
        what = "the mask has other axes than batch and steps"
        _refuse(where, what, found, _shape_of(tensor))


def check_within(where: str, mask, states: list) -> None:
    """Raises unless what a mask says within a step fits all states.

    Args:
        where: The layer as a message calls it.
        mask: Booleans, or None: batch, steps, and more axes for parts of a
            state.
        states: Tensors `(batch, ...)`.
    Raises:
        ValueError: If the axes behind aren't the states', as far as they are
            known.
    """
    found = _shape_of(mask)
    if mask is None or found.rank in (None, 2):
        return
    behind = found[2:]
    for state in states:
        part = state.shape[1 : 1 + behind.rank]
        if part.rank < behind.rank or not _broadcasts(behind, part):
            what = "the mask's axes behind the steps aren't those of a state"
            _refuse(where, what, found, state.shape)


def check_broadcast(where: str, mask, tensor, *, of_end: bool = False) -> None:
    """Raises unless a mask's axes broadcast to a tensor's.

    Args:
        where: The layer as a message calls it.
        mask: Booleans, or None, with as many axes as the tensor or fewer.
        tensor: What it is a mask of.
        of_end: Whether its axes are the tensor's last ones, not the first.
    Raises:
        ValueError: If they don't, as far as sizes are known.
    """
    found, whole = _shape_of(mask), _shape_of(tensor)
    if mask is None or found.rank is None or whole.rank is None:
        return
    part = whole[-found.rank or whole.rank :] if of_end else whole[: found.rank]
    if found.rank > whole.rank or not _broadcasts(found, part):
        _refuse(where, "the mask isn't one of the input", found, whole)


def check_scores(where: str, mask, query, value, axes: tuple) -> None:
    """Raises unless a mask is one of scores between queries and values.

    Args:
        where: The layer as a message calls it.
        mask: Booleans that broadcast to `(batch, ..., queries, values)`.
        query, value: Tensors.
        axes: Those that are attended over.
    Raises:
        ValueError: If it isn't, as far as sizes are known.
    """
    found = _shape_of(mask)
    if mask is None or found.rank is None:
        return
    sizes = [tensor.shape[axis] for tensor in (query, value) for axis in axes]
    scores, last = tf.TensorShape([query.shape[0], *sizes]), found
    if found.rank > len(sizes):
        last = found[:1] + found[-len(sizes) :]
    if not _broadcasts(last, scores[-last.rank or scores.rank :]):
        what = "the attention_mask isn't one of the scores"
        _refuse(where, what, found, scores)


def _broadcasts(found: tf.TensorShape, whole: tf.TensorShape) -> bool:
    pairs = zip(found.as_list(), whole.as_list())
    return all(n is None or m in (n, 1, None) for m, n in pairs)


def _refuse(where: str, what: str, found, whole) -> None:
    raise ValueError(
        f"{where}: {what}. Expected sizes of these. Received: a mask of "
        f"shape={keras_tensor.tuple_of(found)} for "
        f"shape={keras_tensor.tuple_of(whole)}. Compute the mask from the "
        "tensor that the layer gets."
    )


def _shape_of(value) -> tf.TensorShape:
    return tf.TensorShape(getattr(value, "shape", None))
