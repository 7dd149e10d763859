"""Where a parameter server's processes listen, and what it is to draw.

Needs: `_cluster_resolver` of `tf.distribute.ParameterServerStrategy`, whose
public `cluster_resolver` is None (TensorFlow 2.21); and the seed that
TensorFlow gives to the next op that draws, which `tf.random` doesn't tell.
"""

import tensorflow as tf


def addresses(
    strategy: tf.distribute.ParameterServerStrategy,
) -> dict[str, list[str]]:
    """Returns 'host:port' of each task, by kind.

    Args:
        strategy: The strategy.
    """
    return strategy._cluster_resolver.cluster_spec().as_dict()


def next_seeds() -> tuple[int | None, int | None]:
    """Returns the global seed, and that of an op that draws next, if any."""
    return tf.compat.v1.get_seed(None)
