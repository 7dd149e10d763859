"""Numbers made probabilities."""

import tensorflow as tf

from keras.engine.layer import layer, output_spec

# Added to what is masked out: its exponential is 0 in every float type. The
# lowest float16 is -65504.
_FAR_BELOW = -1e9


class Softmax(layer.Layer):
    """Makes non-negative numbers of sum 1 along an axis.

    y_i = exp(x_i) / sum over j of exp(x_j)

    Args:
        axis: The axis to sum over, or several. Default: the last.
        robust_masking: True takes the masked numbers out whatever size the
            others have; False lowers them by 1e9.
    Call arguments:
        inputs: Float tensor.
        mask: Booleans that broadcast to the input; False places get 0.
    Output shape: the input's.
    Example:
        >>> keras.layers.Softmax()(tf.constant([[1.0, 1.0]])).numpy()
        array([[0.5, 0.5]], dtype=float32)
    """

    _keras_since_3 = ("robust_masking",)
    supports_masking = True

    def __init__(self, axis=-1, robust_masking: bool = False, **kwargs) -> None:
        super().__init__(**kwargs)
        self.axis = axis
        self.robust_masking = robust_masking

    def call(self, inputs, mask=None):
        if mask is not None:
            inputs = self._lowered(inputs, tf.cast(mask, tf.bool))
        if isinstance(self.axis, (list, tuple)) and len(self.axis) > 1:
            axes = list(self.axis)
            total = tf.reduce_logsumexp(inputs, axes, keepdims=True)
            return tf.exp(inputs - total)
        axis = self.axis
        return tf.nn.softmax(
            inputs, axis[0] if isinstance(axis, (list, tuple)) else axis
        )

    def _lowered(self, inputs, mask):
        # Half of the lowest: what is added to it is still a number.
        lowest = float(inputs.dtype.min) / 2
        if self.robust_masking:
            return tf.where(mask, inputs, tf.constant(lowest, inputs.dtype))
        far = tf.constant(max(_FAR_BELOW, lowest), inputs.dtype)
        return inputs + tf.where(mask, tf.zeros_like(far), far)

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
