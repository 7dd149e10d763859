"""The batch size of a data set that ends in `batch`.

No public name tells whether the first axis of a data set's elements counts
rows, nor how many: a batch of 2 and a row of 2 features have one spec.
"""

import tensorflow as tf


def batch_size_of(dataset: tf.data.Dataset) -> int | None:
    """Returns the rows a batch, or None for a data set that isn't batched."""
    size = getattr(dataset, "_batch_size", None)
    return None if size is None else int(size)
