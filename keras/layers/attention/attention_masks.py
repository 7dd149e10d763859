"""Masks of queries and keys, as masks of the scores between them.

Scores lie as `(batch, other axes, heads, query axes, key axes)`: the axes that
are attended over come last, once for the queries and once for the keys. Masks
lack the axis of heads, and may lack others before it.
"""

import tensorflow as tf


def of_queries(mask, query, axes: tuple[int, ...]) -> tf.Tensor:
    """Returns which scores count where some queries don't.

    Args:
        mask: Booleans on the first axes of the query.
        query: A tensor, its features last.
        axes: The axes of the query that are attended over.
    """
    placed = _attended_last(mask, query, axes)
    for _ in axes:
        placed = tf.expand_dims(placed, -1)
    return placed


def of_keys(mask, key, axes: tuple[int, ...]) -> tf.Tensor:
    """Returns which scores count where some keys, or values, don't.

    Args:
        mask: Booleans on the first axes of the key.
        key: A tensor, its features last.
        axes: The axes of the key that are attended over.
    """
    placed = _attended_last(mask, key, axes)
    for _ in axes:
        placed = tf.expand_dims(placed, -1 - len(axes))
    return placed


def causal(query, key, axes: tuple[int, ...]) -> tf.Tensor:
    """Lets each query see the keys up to its own place.

    Args:
        query, key: Tensors with the attended axes where `axes` says.
        axes: Several are gone through row by row.
    Returns:
        Booleans `(1, query axes, key axes)`.
    """
    return _band(query, key, axes, -1, 0)


def sliding(query, key, axes: tuple[int, ...], window: int) -> tf.Tensor:
    """Lets each query see the keys less than `window` places off.

    Args:
        query, key: Tensors with the attended axes where `axes` says.
        axes: Several are gone through row by row.
        window: 1 or more.
    Returns:
        Booleans `(1, query axes, key axes)`.
    """
    return _band(query, key, axes, window - 1, window - 1)


def all_of(masks: list, attended: int):
    """Returns which scores all masks let count; None where there are none.

    Args:
        masks: Booleans of the scores.
        attended: How many axes are attended over.
    """
    found, *others = masks or [None]
    for mask in others:
        rank = max(found.shape.rank, mask.shape.rank)
        found = tf.logical_and(
            of_rank(found, rank, attended), of_rank(mask, rank, attended)
        )
    return found


def of_rank(mask, rank: int, attended: int) -> tf.Tensor:
    """Returns a mask with axes of size 1 before those that are attended over.

    Args:
        mask: Booleans of the scores.
        rank: How many axes there are to be.
        attended: How many axes are attended over.
    """
    for _ in range(rank - mask.shape.rank):
        mask = tf.expand_dims(mask, max(-2 * attended, -mask.shape.rank) - 1)
    return mask


def _attended_last(mask, tensor, axes: tuple[int, ...]):
    mask, rank = tf.cast(mask, tf.bool), tensor.shape.rank - 1
    missing = rank - mask.shape.rank
    for _ in range(missing):
        mask = tf.expand_dims(mask, -1)
    if missing and len(axes) > 1:
        # TensorFlow can't add masks of size 1 in every other axis.
        mask = tf.broadcast_to(mask, tf.shape(tensor)[:-1])
    others = [axis for axis in range(rank) if axis not in axes]
    order = [*others, *axes]
    return mask if order == sorted(order) else tf.transpose(mask, order)


def _band(query, key, axes: tuple[int, ...], below: int, above: int):
    queries, keys = (tf.gather(tf.shape(t), axes) for t in (query, key))
    sizes = [tf.reduce_prod(queries), tf.reduce_prod(keys)]
    band = tf.linalg.band_part(tf.ones(sizes, tf.bool), below, above)
    if len(axes) == 1:
        return tf.expand_dims(band, 0)
    return tf.reshape(band, tf.concat([[1], queries, keys], 0))
