"""Functions that let a part of their input pass."""

import tensorflow as tf

from keras.activations import convert
from keras.tf_internals import converter_trace

_ROOT_OF_HALF = 0.5**0.5


def gelu(x: tf.Tensor, approximate: bool = False) -> tf.Tensor:
    """Weighs x by the chance that a standard normal draw lies below it.

    y = x * Phi(x)

    Args:
        x: Float tensor.
        approximate: True takes the tanh approximation of Phi. Default False.
    Source: Hendrycks and Gimpel 2016, arXiv:1606.08415.
    Example:
        >>> keras.activations.gelu(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    if approximate or not converter_trace.is_at_work():
        return tf.nn.gelu(x, approximate)
    # tf2onnx knows no `Erfc`.
    x = convert.tensor(x)
    return 0.5 * x * (1.0 + tf.math.erf(x * _ROOT_OF_HALF))


def glu(x: tf.Tensor, axis: int = -1) -> tf.Tensor:
    """Lets the second half of an axis say how much of the first passes.

    y = a * sigmoid(b), x = (a, b)

    Args:
        x: Float tensor.
        axis: The axis that is halved. Default: the last.
    Raises:
        ValueError: If the axis has an odd size.
    Source: Dauphin et al. 2017, arXiv:1612.08083.
    Example:
        >>> keras.activations.glu(tf.constant([[3.0, 0.0]])).numpy()
        array([[1.5]], dtype=float32)
    """
    x = convert.tensor(x)
    size = None if x.shape.rank is None else x.shape[axis]
    if size is not None and size % 2:
        raise ValueError(
            "glu: the axis can't be halved. Expected an even size. Received: "
            f"axis={axis}, shape={tuple(x.shape)}."
        )
    passed, gate = tf.split(x, 2, axis=axis)
    return passed * tf.sigmoid(gate)


# A layer that ends in it has another shape than before it.
glu._keras_changes_shape = True


def hard_silu(x: tf.Tensor) -> tf.Tensor:
    """Three pieces in place of the swish; cheap to compute.

    y = x * min(max(x + 3, 0), 6) / 6

    Its gate is steeper than `hard_sigmoid`, which is Keras 2's.

    Source: Howard et al. 2019, arXiv:1905.02244, section 5.2.
    Example:
        >>> keras.activations.hard_silu(tf.constant([-3.0, 3.0])).numpy()
        array([-0.,  3.], dtype=float32)
    """
    x = convert.tensor(x)
    return x * (tf.nn.relu6(x + 3) / 6)


def mish(x: tf.Tensor) -> tf.Tensor:
    """y = x * tanh(log(1 + exp(x))): smooth, and a little below zero at first.

    Source: Misra 2020, arXiv:1908.08681.
    Example:
        >>> keras.activations.mish(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return x * tf.tanh(tf.nn.softplus(x))


def swish(x: tf.Tensor) -> tf.Tensor:
    """y = x * sigmoid(x), also called SiLU.

    Source: Ramachandran et al. 2017, arXiv:1710.05941.
    Example:
        >>> keras.activations.swish(tf.constant([0.0])).numpy()
        array([0.], dtype=float32)
    """
    return tf.nn.silu(x)


hard_swish = hard_silu
silu = swish
