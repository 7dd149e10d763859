"""What pooling to a given size over one, two and three axes shares."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import input_spec
from keras.layers import arguments, window


class AdaptivePooling(layer.Layer):
    """Parts each spatial axis into bins, and keeps one number of each.

    Bin i of `count` on an axis of `size` places goes from floor(i size / count)
    up to ceil((i + 1) size / count): bins overlap where they can't be of one
    length. A bin of several axes is pooled axis by axis.

    A subclass says over how many axes, `spatial_ndim`, and how, `_pool`. The
    arguments are described at `AdaptiveAveragePooling2D`.
    """

    spatial_ndim: int

    def __init__(
        self,
        output_size: Any,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where, ndim = self._keras_who, self.spatial_ndim
        sizes = arguments.whole_numbers(where, "output_size", output_size, ndim)
        self.output_size = sizes
        self.data_format = arguments.data_format(where, data_format)
        self.input_spec = input_spec.InputSpec(ndim=ndim + 2)
        self._spatial = window.spatial_axes(self.data_format, ndim, ndim + 2)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        for axis, count in enumerate(self.output_size, self._spatial.start):
            inputs = self._pool(inputs, axis, count)
        return inputs

    def _pool(self, inputs, axis: int, count: int):
        raise NotImplementedError(
            f"{self._keras_who}: expected a subclass that has `_pool`."
        )

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        sizes = tf.TensorShape(input_shape).as_list()
        sizes[self._spatial] = self.output_size
        return tf.TensorShape(sizes)


def bins(inputs, axis: int, count: int) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the values in the bins of an axis, and which of them count.

    Args:
        inputs: What is pooled.
        axis: Which axis is parted.
        count: Into how many bins.
    Returns:
        The input with the axis parted in two, `(count, longest)`, where a
        shorter bin repeats its last place; and the booleans `(count, longest)`
        that tell which places don't repeat another.
    """
    size = inputs.shape[axis]
    size = tf.shape(inputs)[axis] if size is None else size
    number = tf.range(count)
    begins = number * size // count
    ends = -((-number - 1) * size // count)
    longest = tf.reduce_max(ends - begins)
    places = begins[:, tf.newaxis] + tf.range(longest)
    within = tf.minimum(places, ends[:, tf.newaxis] - 1)
    return tf.gather(inputs, within, axis=axis), places == within
