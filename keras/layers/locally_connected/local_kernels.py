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
        whole = np.arange(
            math.prod(geometry.input_shape(geometry.channels))
        ).reshape(geometry.input_shape(geometry.channels))
        self._indices = np.stack(
            [
                self._window(whole, place)
                for place in np.ndindex(geometry.outputs)
            ]
        )
        self.shape = (*self._indices.shape, geometry.filters)

    def _window(self, whole: np.ndarray, place: tuple[int, ...]) -> np.ndarray:
        g = self.geometry
        ranges = connections.seen(
            g.sizes, g.windows, g.strides, g.padding, place
        )
        every = range(g.channels)
        axes = (every, *ranges) if g.channels_first else (*ranges, every)
        return whole[np.ix_(*axes)].ravel()

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
    def _connected(self) -> np.ndarray:
        """Whether an output sees an input, a row an output."""
        g = self.geometry
        shapes = g.input_shape(g.channels), g.output_shape(g.filters)
        connected = np.broadcast_to(g.connected(), (*shapes[0], *shapes[1]))
        return connected.reshape(*map(math.prod, shapes)).T

    @functools.cached_property
    def _pairs(self) -> np.ndarray:
        return np.argwhere(self._connected)

    def apply(self, inputs, kernel) -> tf.Tensor:
        """Returns the outputs before bias and activation."""
        flat = tf.reshape(inputs, (-1, self.geometry.num_inputs))
        weights = tf.SparseTensor(
            self._pairs, precision.widened(kernel), self._connected.shape
        )
        outputs = tf.sparse.sparse_dense_matmul(
            weights, precision.widened(flat), adjoint_b=True
        )
        shape = self.geometry.output_shape(self.geometry.filters)
        outputs = tf.reshape(tf.transpose(outputs), (-1, *shape))
        return tf.cast(outputs, inputs.dtype)


KINDS = {1: OfWindows, 2: Masked, 3: Sparse}
