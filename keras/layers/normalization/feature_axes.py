"""The axes that a normalisation is about: taken, and counted from 0."""

import tensorflow as tf


def taken(where: str, axis) -> int | list[int]:
    """Returns the argument `axis` as an int, or as a list of ints.

    Args:
        where: The layer as a message calls it.
        axis: An int of any kind, or a list or tuple of them.
    Raises:
        TypeError: If it is something else.
    """
    if isinstance(axis, (list, tuple)):
        return [taken(where, one) for one in axis]
    try:
        return int(axis.__index__())
    except AttributeError:
        raise TypeError(
            f"{where}: an axis is counted in ints. Expected an int, or a list "
            f"of them. Received: axis={axis!r}."
        ) from None


def counted(
    where: str,
    axis: int | list[int],
    input_shape: tf.TensorShape,
    first: int = 0,
    sized: bool = True,
) -> list[int]:
    """Returns the axes, each counted from 0, in the order given.

    Args:
        where: The layer as a message calls it.
        axis: What `taken` returned.
        input_shape: The input's shape, of known rank.
        first: The first axis that may be one of them.
        sized: Whether their sizes must be known: variables have them.
    Raises:
        ValueError: If one isn't there, is named twice, or has no size.
    """
    rank = input_shape.rank
    given = [axis] if isinstance(axis, int) else axis
    axes = [one + rank if one < 0 else one for one in given]
    wrong = [one for one in axes if not first <= one < rank]
    unknown = sized and any(
        input_shape[one] is None for one in axes if one not in wrong
    )
    if wrong or unknown or not axes or len(set(axes)) < len(axes):
        behind = " after the batch's" if first else ""
        size = ", of known size" if sized else ""
        raise ValueError(
            f"{where}: no such axis of features. Expected different axes of "
            f"the input{behind}{size}. Received: axis={_plain(axis)}, "
            f"shape={tuple(input_shape.as_list())}."
        )
    return axes


def _plain(axis):
    # An attribute's list is one of TensorFlow's.
    return axis if isinstance(axis, int) else list(axis)
