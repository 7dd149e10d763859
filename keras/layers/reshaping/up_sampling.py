"""What repeating along one, two and three axes shares."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import input_spec
from keras.layers import arguments, window


class UpSampling(layer.Layer):
    """Repeats the places of the spatial axes.

    A subclass says over how many axes, `spatial_ndim`. The arguments are
    described at `UpSampling2D`.
    """

    spatial_ndim: int

    def _take(self, size, data_format: str | None) -> None:
        """Keeps what a constructor was given."""
        where, ndim = self._keras_who, self.spatial_ndim
        sizes = arguments.whole_numbers(where, "size", size, ndim)
        self.size = sizes if ndim > 1 else sizes[0]
        self.data_format = arguments.data_format(where, data_format)
        self.input_spec = input_spec.InputSpec(ndim=ndim + 2)
        self._sizes = sizes
        self._spatial = window.spatial_axes(self.data_format, ndim, ndim + 2)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        for axis, times in enumerate(self._sizes, self._spatial.start):
            inputs = _repeated(inputs, times, axis)
        return inputs

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        sizes = tf.TensorShape(input_shape).as_list()
        sizes[self._spatial] = [
            None if size is None else size * times
            for size, times in zip(sizes[self._spatial], self._sizes)
        ]
        return tf.TensorShape(sizes)


def _repeated(inputs, times: int, axis: int) -> tf.Tensor:
    if times == 1:
        return inputs
    # Not `tf.repeat`: in a graph it forgets the size of the axis.
    shape, known = tf.shape(inputs), inputs.shape.as_list()
    tiled = tf.tile(
        tf.expand_dims(inputs, axis + 1),
        [times if i == axis + 1 else 1 for i in range(len(known) + 1)],
    )
    size = known[axis]
    sizes = tf.concat(
        [shape[:axis], [shape[axis] * times], shape[axis + 1 :]], 0
    )
    outputs = tf.reshape(tiled, sizes)
    outputs.set_shape(
        [
            *known[:axis],
            None if size is None else size * times,
            *known[axis + 1 :],
        ]
    )
    return outputs
