"""Variables whose rows are parted among parameter servers.

In the scope of a strategy with a `variable_partitioner`, `tf.Variable` makes
one that isn't a `tf.Variable`, and has no public name.
"""

import tensorflow as tf

_SHARDED = tf.__internal__.distribute.ShardedVariable


def parts_of(variable) -> list[tf.Variable]:
    """Returns the variables that one is made of; of a plain one, itself.

    Args:
        variable: What `tf.Variable` returned.
    """
    if isinstance(variable, _SHARDED):
        return list(variable.variables)
    return [variable]
