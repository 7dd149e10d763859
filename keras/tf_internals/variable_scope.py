"""TensorFlow 1's variable scope, which strategies still look at.

Its public name is one of TensorFlow 1 only.
"""

import tensorflow as tf


def forget_caching_device() -> None:
    """Takes back what `tf.map_fn` set, where its function has failed.

    In a graph, `tf.map_fn`, `tf.scan` and `tf.foldl` set the caching device of
    the scope that all graphs share, and take it back only if nothing is
    raised. Left there, no scope of a strategy can be entered any more:
    "Caching devices is not yet supported when eager execution is enabled".
    To be called in the graph where it failed: TensorFlow refuses it outside.
    """
    if tf.executing_eagerly():
        return
    scope = tf.compat.v1.get_variable_scope()
    if scope.caching_device is not None:
        scope.set_caching_device(None)
