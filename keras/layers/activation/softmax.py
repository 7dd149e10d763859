"""Numbers made probabilities."""

import tensorflow as tf

from keras.activations import convert
from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.layers import arguments, features, mask_shape

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
    Raises:
        ValueError: If the input has no such axis, or a mask doesn't broadcast.
        TypeError: If an axis is no int, or the input has no floats.
    Example:
        >>> keras.layers.Softmax()(tf.constant([[1.0, 1.0]])).numpy()
        array([[0.5, 0.5]], dtype=float32)
    """

    _keras_since_3 = ("robust_masking",)
    supports_masking = True

    def __init__(
        self,
        axis: kinds.Sizes = -1,
        robust_masking: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        axes = arguments.axes(self._keras_who, "axis", axis)
        self.axis = axes if hasattr(axis, "__iter__") else axes[0]
        self.robust_masking = robust_masking

    def build(self, input_shape: kinds.Shapes) -> None:
        rank = tf.TensorShape(input_shape).rank
        if rank is not None:
            arguments.counted_axes(self._keras_who, "axis", self._axes(), rank)

    def _axes(self) -> list[int]:
        return [self.axis] if isinstance(self.axis, int) else self.axis

    def call(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        features.check_floats(self._keras_who, inputs)
        if mask is not None:
            mask_shape.check_broadcast(
                self._keras_who, mask, inputs, of_end=True
            )
            inputs = self._lowered(inputs, tf.cast(mask, tf.bool))
        axes = self._axes()
        if len(axes) == 1:
            y = tf.nn.softmax(inputs, axes[0])
            return convert.with_logits(y, inputs, "Softmax", axes[0])
        total = tf.reduce_logsumexp(inputs, axes, keepdims=True)
        return tf.exp(inputs - total)

    def _lowered(self, inputs, mask):
        # Half of the lowest: what is added to it is still a number.
        lowest = float(inputs.dtype.min) / 2
        if self.robust_masking:
            return tf.where(mask, inputs, tf.constant(lowest, inputs.dtype))
        far = tf.constant(max(_FAR_BELOW, lowest), inputs.dtype)
        return inputs + tf.where(mask, tf.zeros_like(far), far)

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)
