"""Variables that replicas share, in the wrapper that a replica's code sees.

`tf.distribute.experimental.CentralStorageStrategy` makes such; what it calls to
update one gets the variable inside, which no public name leads to.
"""

import tensorflow as tf
from tensorflow.python.distribute import ps_values


def inside(variable: tf.Variable) -> tf.Variable:
    """Returns the variable in a wrapper; of a plain one, itself.

    Args:
        variable: Any variable.
    """
    if isinstance(variable, ps_values.AggregatingVariable):
        return variable.get()
    return variable
