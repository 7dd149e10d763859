"""Whether a `tf.autodiff.ForwardAccumulator` is at work.

It needs TensorFlow's own list of accumulators: the public class tells of one
that is at hand only, and a layer has none. TensorFlow has no forward mode of a
loop that is traced meanwhile, but has one of a function with a loop in it.
"""

from tensorflow.python.eager import forwardprop_util


def is_on() -> bool:
    """Tells whether any accumulator watches what is computed now."""
    return bool(forwardprop_util.pack_tangents([]).indices)
