"""What cropping and padding of one, two and three axes share."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import input_spec
from keras.layers import arguments, window


class Edges(layer.Layer):
    """Takes away or adds places at both ends of the spatial axes.

    A subclass says over how many axes, `spatial_ndim`, and keeps how many
    places in `_pairs`, two numbers an axis; `_changed` says what an axis's size
    becomes.
    """

    spatial_ndim: int

    def _take(self, name: str, value, data_format: str | None) -> None:
        """Keeps what a constructor was given.

        Args:
            name: The argument that says how many places.
            value: What it was.
            data_format: Likewise.
        """
        where, ndim = self._keras_who, self.spatial_ndim
        self._pairs = arguments.pairs(where, name, value, ndim)
        setattr(self, name, self._pairs if ndim > 1 else self._pairs[0])
        self.data_format = arguments.data_format(where, data_format)
        self.input_spec = input_spec.InputSpec(ndim=ndim + 2)
        self._spatial = window.spatial_axes(self.data_format, ndim, ndim + 2)

    def build(self, input_shape: kinds.Shapes) -> None:
        self.compute_output_shape(input_shape)

    def _of_all_axes(self, of_others) -> list:
        """Returns what holds for each axis: the pairs, and `of_others`."""
        whole = [of_others] * (self.spatial_ndim + 2)
        whole[self._spatial] = self._pairs
        return whole

    def _changed(self, size: int, both: int) -> int:
        raise NotImplementedError(
            f"{self._keras_who}: expected a subclass that has `_changed`."
        )

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        sizes = tf.TensorShape(input_shape).as_list()
        return tf.TensorShape(
            [
                None if size is None else self._changed(size, sum(pair))
                for size, pair in zip(sizes, self._of_all_axes((0, 0)))
            ]
        )
