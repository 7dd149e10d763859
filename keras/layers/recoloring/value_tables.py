"""Tables that say what the values of pixels become."""

import tensorflow as tf


def places(values: tf.Tensor, owners: tf.Tensor, size: int) -> tf.Tensor:
    """Returns where pixels stand in tables, one behind the other: int32.

    Args:
        values: Floats; their whole parts are the places in one table, those
            beyond its ends count for the ends.
        owners: The number of each pixel's table, broadcast to the values.
        size: Of one table.
    """
    within = tf.cast(tf.clip_by_value(values, 0, size - 1), tf.int32)
    return within + owners * size


def counts(places: tf.Tensor, shape: tf.Tensor) -> tf.Tensor:
    """Returns how many pixels have each place, int32.

    Args:
        places: Of any shape.
        shape: That of all tables, sizes last.
    """
    # The op itself: `tf.math.bincount` looks for the greatest place before.
    found = tf.raw_ops.DenseBincount(
        input=tf.reshape(places, (-1,)),
        size=tf.reduce_prod(shape),
        weights=tf.constant([], tf.int32),
    )
    return tf.reshape(found, shape)


def look_up(tables: tf.Tensor, places: tf.Tensor) -> tf.Tensor:
    """Returns what tables hold at places.

    Args:
        tables: Of any shape, sizes last.
        places: Of any shape, which is the result's.
    """
    # 28 ms for 9.6 million; `tf.gather` takes 50 to 75.
    return tf.gather_nd(tf.reshape(tables, (-1,)), places[..., None])
