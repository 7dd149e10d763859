"""Images seen at a place of its own for each pixel."""

import tensorflow as tf

from keras.layers.image import pixels

#: How what lies outside of the input is filled.
FILL_MODES = ("constant", "nearest", "wrap", "mirror", "reflect")


def sampled(
    images,
    rows,
    columns,
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    interpolation: str = "bilinear",
) -> tf.Tensor:
    """Returns of each image what it has at places.

    Args:
        images: `(batch, height, width, channels)`, of any real type.
        rows, columns: `(batch, ...)`, floats, from 0 for the first pixel.
        fill_mode: What lies outside: 'constant', `fill_value`; 'nearest' `(a a
            | a b c | c c)`; 'wrap' `(b c | a b c | a b)`; 'mirror' `(c b | a b
            c | b a)`; 'reflect' `(b a | a b c | c b)`.
        fill_value: See there.
        interpolation: 'bilinear', or 'nearest': values of the input only.
    Returns: `(batch, ..., channels)`, of floats if 'bilinear'.
    """
    is_nearest = interpolation == "nearest"

    def at(row, column):
        found, within = _pixels(images, row, column, fill_mode)
        # Few are made floats: those that are seen.
        found = found if is_nearest else pixels.as_floats(found)
        if within is None:
            return found
        return tf.where(within, found, tf.cast(fill_value, found.dtype))

    if is_nearest:
        return at(tf.floor(rows + 0.5), tf.floor(columns + 0.5))
    top, left = tf.floor(rows), tf.floor(columns)
    down, right = (
        tf.cast(part, pixels.float_type(images))[..., tf.newaxis]
        for part in (rows - top, columns - left)
    )
    above = at(top, left) * (1 - right) + at(top, left + 1) * right
    below = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right
    return above * (1 - down) + below * down


def _pixels(images, rows, columns, fill_mode: str) -> tuple:
    """Returns the pixels in whole rows and columns, and which there are.

    None for the latter where the way of filling finds one for each.
    """
    batch, height, width, channels = tf.unstack(tf.shape(images))
    first = tf.range(batch) * height
    first = tf.reshape(first, (-1, *[1] * (rows.shape.rank - 1)))
    row, column = (
        _inside(tf.cast(places, tf.int32), size, fill_mode)
        for places, size in ((rows, height), (columns, width))
    )
    places = (first + row) * width + column
    found = tf.gather(tf.reshape(images, (-1, channels)), places)
    if fill_mode != "constant":
        return found, None
    within = (rows >= 0) & (rows < tf.cast(height, rows.dtype))
    within &= (columns >= 0) & (columns < tf.cast(width, columns.dtype))
    return found, within[..., tf.newaxis]


def _inside(places, size, fill_mode: str) -> tf.Tensor:
    """Returns where in an axis of `size` pixels is what lies outside."""
    if fill_mode == "wrap":
        return places % size
    if fill_mode == "mirror":
        period = tf.maximum(2 * (size - 1), 1)
        places = places % period
        return tf.minimum(places, period - places)
    if fill_mode == "reflect":
        places = places % (2 * size)
        return tf.minimum(places, 2 * size - 1 - places)
    return tf.clip_by_value(places, 0, size - 1)
