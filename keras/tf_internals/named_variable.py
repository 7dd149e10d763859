"""Variables of many names, for the memory of one.

TensorFlow hands a variable's name to the op that makes it, as an attribute
(`debug_name`), and keeps a kernel for each combination of attributes till the
process ends: 35 kB a name (TensorFlow 2.21). Names count up (`dense_7/kernel`),
so building 100 small models would keep 40 MB. No public name separates the two:
here the op gets the last part of the name, which repeats, and the variable,
which only holds its name as text, is given the whole one afterwards.
"""

import tensorflow as tf
from tensorflow.python.ops import resource_variable_ops


def variable(initial_value, name: str, **options) -> tf.Variable:
    """Makes a `tf.Variable` of this name, within the name scopes around.

    Args:
        initial_value: As of `tf.Variable`.
        name: Its name.
        **options: The other arguments of `tf.Variable`.
    """
    if tf.distribute.has_strategy():
        # A strategy names the parts by the name that it's given.
        return tf.Variable(initial_value, name=name, **options)
    with tf.name_scope(name) as scope:
        whole = scope.rstrip("/")
    last = name.rstrip("/").rpartition("/")[2] or "variable"
    # A scope that ends with a slash is taken as it is.
    made = tf.Variable(initial_value, name=f"{last}/", **options)
    if isinstance(made, resource_variable_ops.BaseResourceVariable):
        made._handle_name = f"{whole}:0"
    return made
