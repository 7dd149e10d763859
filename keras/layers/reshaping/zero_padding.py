"""What padding of one, two and three axes shares."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers.reshaping import edges


class ZeroPadding(edges.Edges):
    """Adds zeros at both ends of the spatial axes.

    The arguments are described at `ZeroPadding2D`.
    """

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return tf.pad(inputs, self._of_all_axes((0, 0)))

    def _changed(self, size: int, both: int) -> int:
        return size + both
