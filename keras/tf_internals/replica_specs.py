"""How many replicas a distributed dataset's batch is for.

The type of what replicas get is known by its base class,
`tf.distribute.DistributedValues`; no public name tells its parts.
"""

import tensorflow as tf
from tensorflow.python.distribute import values


def num_replicas(element_spec) -> int:
    """Returns for how many replicas batches of a type are; 1 for any other.

    Args:
        element_spec: What a dataset, distributed or not, says of its batches.
    """
    leaves = tf.nest.flatten(element_spec)
    counts = (
        len(leaf._value_specs)
        for leaf in leaves
        if isinstance(leaf, values.PerReplicaSpec)
    )
    return max(counts, default=1)
