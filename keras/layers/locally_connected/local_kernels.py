"""Three ways to keep the weights of a locally connected layer.

Each says the shape of its kernel, and computes `(batch, *outputs, filters)`, or
channels first, of inputs and kernel. Their order of weights is Keras 2's.
"""

import dataclasses
import functools
import math

import numpy as np
import tensorflow as tf

from keras.layers import precision
from keras.layers.locally_connected import connections


@dataclasses.dataclass(frozen=True)
class Geometry:
    """Sizes of a layer whose input is known.

    Args:
        sizes: Of the input's spatial axes.
        outputs: Of the output's.
        windows, strides: A number an axis.
        padding: 'valid' or 'same'.
        channels: Of the input.
        filters: Channels of the output.
        channels_first: Whether these stand before the spatial axes.
    """

    sizes: tuple[int, ...]
    outputs: tuple[int, ...]
    windows: tuple[int, ...]
    strides: tuple[int, ...]
    padding: str
    channels: int
    filters: int
    channels_first: bool

    def input_shape(self, channels: int) -> tuple[int, ...]:
        """The input's shape without the batch axis, of so many channels."""
        return self._with_channels(self.sizes, channels)

    def output_shape(self, filters: int) -> tuple[int, ...]:
        """The output's shape without the batch axis, of so many channels."""
        return self._with_channels(self.outputs, filters)

    @property
    def num_inputs(self) -> int:
        """How many numbers a row of the input has."""
        return math.prod(self.input_shape(self.channels))

    def _with_channels(self, sizes, channels: int) -> tuple[int, ...]:
        if self.channels_first:
            return (channels, *sizes)
        return (*sizes, channels)

    def num_connected(self) -> int:
        """How many pairs of an output and an input of one channel there are.

        Told without making them: a file may say any size.
        """
        return connections.count(
            self.sizes, self.outputs, self.windows, self.strides, self.padding
        )

    def windows_of_places(self) -> list[np.ndarray]:
        """Indices in a flat input of what each place sees, in their order."""
        shape = self.input_shape(self.channels)
        found = []
        for place in np.ndindex(self.outputs):
            ranges = connections.seen(
                self.sizes, self.windows, self.strides, self.padding, place
            )
            every = range(self.channels)
            axes = (every, *ranges) if self.channels_first else (*ranges, every)
            found.append(np.ravel_multi_index(np.ix_(*axes), shape).ravel())
        return found

    def connected(self) -> np.ndarray:
        """Whether an output sees an input, of one channel each."""
        found = connections.matrix(
            self.sizes, self.outputs, self.windows, self.strides, self.padding
        )
        return found.reshape((*self.input_shape(1), *self.output_shape(1)))


class OfWindows:
    """One matrix a place, of its window: `(places, window, filters)`."""

    def __init__(self, geometry: Geometry) -> None:
        self.geometry = geometry
        self.shape = (
            math.prod(geometry.outputs),
            math.prod(geometry.windows) * geometry.channels,
            geometry.filters,
        )

    @functools.cached_property
    def _indices(self) -> np.ndarray:
        """The inputs of each place: made once the variable has its room."""
        return np.stack(self.geometry.windows_of_places())

    def apply(self, inputs, kernel) -> tf.Tensor:
        """Returns the outputs before bias and activation."""
        g = self.geometry
        flat = tf.reshape(inputs, (-1, self.geometry.num_inputs))
        windows = tf.gather(flat, self._indices, axis=1)
        outputs = tf.einsum("bpw,pwf->bpf", windows, kernel)
        outputs = tf.reshape(outputs, (-1, *g.outputs, g.filters))
        if not g.channels_first:
            return outputs
        rank = len(g.outputs) + 2
        return tf.transpose(outputs, (0, rank - 1, *range(1, rank - 1)))


class Masked:
    """A number for each pair of input and output; only connected ones count."""

    def __init__(self, geometry: Geometry) -> None:
        self.geometry = geometry
        self.shape = (
            *geometry.input_shape(geometry.channels),
            *geometry.output_shape(geometry.filters),
        )

    @functools.cached_property
    def _mask(self) -> np.ndarray:
        return self.geometry.connected()

    def apply(self, inputs, kernel) -> tf.Tensor:
        """Returns the outputs before bias and activation."""
        size = self.geometry.num_inputs
        weights = kernel * tf.constant(self._mask, kernel.dtype)
        outputs = tf.matmul(
            tf.reshape(inputs, (-1, size)), tf.reshape(weights, (size, -1))
        )
        shape = self.geometry.output_shape(self.geometry.filters)
        return tf.reshape(outputs, (-1, *shape))


class Sparse:
    """A number for each connected pair of input and output.

    The pairs are in the order of the output's and then the input's index.
    """

    def __init__(self, geometry: Geometry) -> None:
        self.geometry = geometry
        self.shape = (
            geometry.num_connected() * geometry.channels * geometry.filters,
        )

    @functools.cached_property
    def _pairs(self) -> np.ndarray:
        """Indices in a flat output and a flat input, a row a connection."""
        g = self.geometry
        windows = g.windows_of_places()
        # A place's filters see the same.
        if g.channels_first:
            windows = windows * g.filters
        else:
            windows = [one for one in windows for _ in range(g.filters)]
        outputs = np.repeat(np.arange(len(windows)), [*map(len, windows)])
        return np.stack([outputs, np.concatenate(windows)], axis=1)

    def apply(self, inputs, kernel) -> tf.Tensor:
        """Returns the outputs before bias and activation."""
        g = self.geometry
        flat = tf.reshape(inputs, (-1, g.num_inputs))
        shape = math.prod(g.output_shape(g.filters)), g.num_inputs
        weights = tf.SparseTensor(self._pairs, precision.widened(kernel), shape)
        outputs = tf.sparse.sparse_dense_matmul(
            weights, precision.widened(flat), adjoint_b=True
        )
        shape = g.output_shape(g.filters)
        outputs = tf.reshape(tf.transpose(outputs), (-1, *shape))
        return tf.cast(outputs, inputs.dtype)


KINDS = {1: OfWindows, 2: Masked, 3: Sparse}
