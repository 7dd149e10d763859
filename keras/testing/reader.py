"""Reading what the training loop would read, in tests of data."""

import tensorflow as tf


def epoch(batches):
    """Reads an epoch in graph calls, as many batches as there are.

    Args:
        batches: A `keras.engine.data.Batches`.
    """
    with batches.original_errors():
        cursor = batches.epoch()
        fetch = tf.function(batches.fetch_optional)
        taken = []
        while batches.num_batches is None or len(taken) < batches.num_batches:
            optional = fetch(cursor, tf.constant(len(taken)))
            if not optional.has_value():
                break
            taken.append(optional.get_value())
    batches.on_epoch_end()
    return taken
