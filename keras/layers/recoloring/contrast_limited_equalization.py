"""Contrast raised in each part of an image by what is in that part."""

from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import factors, image_layer, pixels
from keras.layers.recoloring import value_tables

_VALUES = 256


class ContrastLimitedAdaptiveHistogramEqualization(image_layer.ImageLayer):
    """Equalizes the values of each tile, with limited contrast (CLAHE).

    f_t(v) = 255 (C_t(v) - C_t(0)) / (n - C_t(0))

    C_t(v) counts the pixels of a tile t, of n pixels, that are v or less in 0
    to 255. No value counts for more than `clip_limit` n / 256; what is over
    that is shared out among all values. A pixel becomes the bilinear mean of
    f_t of the four tiles whose middles are around it, so that no edges of tiles
    are seen. Inference does it, too.

    Args:
        value_range: Least and greatest value of a pixel. Default (0, 255).
        clip_limit: By how much more than the mean a value may count; 0 or less
            means no limit. Default 4.0.
        tile_grid_size: Number of tiles along height and along width, or one
            for both. An image that isn't a multiple is mirrored at its lower
            and right edge. Default (8, 8).
        data_format: Where the images have their channels, 'channels_last' or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Images `(batch, height, width, channels)`, one without the
            batch axis, or Keras 3's dict of images, labels, masks and boxes.
        training: Changes nothing.
    Output shape: the input's.
    Raises:
        ValueError: If `tile_grid_size` is less than 1, or `value_range` isn't
            of two numbers that differ.
    Source: Zuiderveld 1994, Contrast limited adaptive histogram equalization,
        Graphics Gems IV, VIII.5.
    Example:
        >>> layer = keras.layers.ContrastLimitedAdaptiveHistogramEqualization()
        >>> layer(tf.ones((1, 16, 16, 3))).shape
        TensorShape([1, 16, 16, 3])
    """

    _in_training_only = False

    def __init__(
        self,
        value_range: Sequence[float] = (0, 255),
        clip_limit: float = 4.0,
        tile_grid_size: Sequence[int] = (8, 8),
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        where = self._keras_who
        self.value_range = factors.value_range(where, value_range)
        self.clip_limit = arguments.number_from(
            where, "clip_limit", clip_limit, float("-inf")
        )
        self.tile_grid_size = arguments.whole_numbers(
            where, "tile_grid_size", tile_grid_size, 2
        )

    def change_images(
        self, images: kinds.Tensors, transformation: dict
    ) -> kinds.Tensors:
        images = pixels.as_floats(images)
        low, high = self.value_range
        values = (images - low) / (high - low) * 255
        size = tf.unstack(tf.shape(images)[1:3])
        tile = [
            -(-length // count)
            for length, count in zip(size, self.tile_grid_size)
        ]
        tables = self._tables(values, tile)
        equalized = self._interpolated(values, tables, tile)
        return equalized / 255 * (high - low) + low

    def _tables(self, values, tile: list) -> tf.Tensor:
        """Returns what each value becomes in each tile.

        The shape is `(batch, rows of tiles, columns of tiles, channels, 256)`.
        """
        for axis, (length, count) in enumerate(zip(tile, self.tile_grid_size)):
            values = _mirrored_to(values, length * count, axis + 1)
        lines = [
            tf.range(length * count) // length
            for length, count in zip(tile, self.tile_grid_size)
        ]
        places = value_tables.places(
            values, self._owners(values, *lines), _VALUES
        )
        batch, _, _, channels = tf.unstack(tf.shape(values))
        shape = (batch, *self.tile_grid_size, channels, _VALUES)
        counts = value_tables.counts(places, shape)
        total = tf.cast(tile[0] * tile[1], values.dtype)
        return _equalizing(
            tf.cast(counts, values.dtype), total, self.clip_limit
        )

    def _owners(self, values, rows, columns) -> tf.Tensor:
        """Returns the numbers of the tables of tiles at rows and columns."""
        batch, _, _, channels = tf.unstack(tf.shape(values))
        tall, wide = self.tile_grid_size
        owners = tf.range(batch)[:, None, None] * tall + rows[:, None]
        owners = owners * wide + columns
        return owners[..., None] * channels + tf.range(channels)

    def _interpolated(self, values, tables, tile: list) -> tf.Tensor:
        (above, below, down), (left, right, across) = (
            _neighbors(length, size, count, values.dtype)
            for length, size, count in zip(
                tile, tf.unstack(tf.shape(values)[1:3]), self.tile_grid_size
            )
        )
        across, down = across[:, None], down[:, None, None]

        def along(rows):
            ends = (
                value_tables.look_up(
                    tables,
                    value_tables.places(
                        values, self._owners(values, rows, columns), _VALUES
                    ),
                )
                for columns in (left, right)
            )
            return _between(*ends, across)

        return _between(along(above), along(below), down)


def _equalizing(counts, total, clip_limit: float) -> tf.Tensor:
    """Returns what each value becomes, 0 to 255."""
    if clip_limit > 0:
        limited = tf.minimum(counts, clip_limit * total / _VALUES)
        over = tf.reduce_sum(counts - limited, -1, keepdims=True)
        counts = limited + over / _VALUES
    below = tf.cumsum(counts, axis=-1)
    first = below[..., :1]
    rest = tf.where(total == first, tf.ones_like(first), total - first)
    return tf.clip_by_value((below - first) * 255 / rest, 0, 255)


def _mirrored_to(values, size: tf.Tensor, axis: int) -> tf.Tensor:
    """Lengthens an axis by what is before its end, in reverse."""
    length = tf.shape(values)[axis]
    places = tf.range(size) % (2 * length)
    places = tf.minimum(places, 2 * length - 1 - places)
    return tf.gather(values, places, axis=axis)


def _neighbors(length, size, count: int, dtype) -> tuple:
    """Returns for each pixel the tiles before and after it, and how far on."""
    tile = tf.cast(length, dtype)
    place = (tf.range(tf.cast(size, dtype), dtype=dtype) - tile / 2) / tile
    before = tf.floor(place)
    number = tf.cast(before, tf.int32)
    ends = (
        tf.clip_by_value(which, 0, count - 1) for which in (number, number + 1)
    )
    return *ends, place - before


def _between(first, second, share) -> tf.Tensor:
    return first * (1 - share) + second * share
