"""Where the processes of a parameter server's strategy listen.

Needs: `_cluster_resolver` of `tf.distribute.ParameterServerStrategy`. Its
public `cluster_resolver` is None (TensorFlow 2.21).
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
