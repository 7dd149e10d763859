"""What cropping of one, two and three axes shares."""

from keras.engine import kinds
from keras.layers.reshaping import edges


class Cropping(edges.Edges):
    """Takes places away at both ends of the spatial axes.

    The arguments are described at `Cropping2D`.
    """

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        # Here sizes may be known that weren't when it was built.
        self.compute_output_shape(inputs.shape)
        pairs = self._of_all_axes((0, 0))
        return inputs[
            tuple(slice(first, -last or None) for first, last in pairs)
        ]

    def _changed(self, size: int, both: int) -> int:
        if both and both >= size:
            raise ValueError(
                f"{self._keras_who}: nothing would be left of an axis. "
                f"Expected more than {both} places. Received: an axis of size "
                f"{size}, cropping={self.cropping}."
            )
        return size - both
