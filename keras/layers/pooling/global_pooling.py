"""What pooling over all places of one, two and three axes shares."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import input_spec
from keras.layers import arguments, precision


class GlobalPooling(layer.Layer):
    """Keeps one number of all places, in each channel.

    A subclass says over how many axes, `spatial_ndim`. The arguments are
    described at `GlobalAveragePooling2D`.
    """

    spatial_ndim: int

    def __init__(
        self,
        data_format: str | None = None,
        keepdims: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.data_format = arguments.data_format(self._keras_who, data_format)
        self.keepdims = keepdims
        self.input_spec = input_spec.InputSpec(ndim=self.spatial_ndim + 2)
        first = 1 if self.data_format == "channels_last" else 2
        self._axes = tuple(range(first, first + self.spatial_ndim))

    def _mean(self, inputs) -> tf.Tensor:
        """Returns the mean over all places."""
        self._require_places(inputs.shape)
        # The sum of 65,536 numbers of 1 is beyond float16.
        x = precision.widened(inputs)
        if isinstance(inputs, tf.RaggedTensor):
            mean = self._mean_of_ragged(x)
        else:
            mean = tf.reduce_mean(x, self._axes, self.keepdims)
        return tf.cast(mean, inputs.dtype)

    def _mean_of_ragged(self, x: tf.RaggedTensor):
        """Returns means, of rows without places 0 as of rows of padding."""
        total, count = (
            tf.reduce_sum(part, self._axes, self.keepdims)
            for part in (x, tf.ones_like(x))
        )
        return tf.math.divide_no_nan(total, count)

    def _largest(self, inputs) -> tf.Tensor:
        """Returns the largest number over all places."""
        self._require_places(inputs.shape)
        return tf.reduce_max(inputs, self._axes, self.keepdims)

    def _require_places(self, shape: tf.TensorShape) -> None:
        if 0 in [shape[axis] for axis in self._axes]:
            raise ValueError(
                f"{self._keras_who}: an axis is empty, and there is no mean or "
                "largest of nothing. Expected 1 element or more along "
                f"{self._axes}. Received: shape={tuple(shape)}."
            )

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        self._require_places(tf.TensorShape(input_shape))
        sizes = tf.TensorShape(input_shape).as_list()
        if self.keepdims:
            return tf.TensorShape(
                [1 if i in self._axes else n for i, n in enumerate(sizes)]
            )
        return tf.TensorShape(
            [n for i, n in enumerate(sizes) if i not in self._axes]
        )
