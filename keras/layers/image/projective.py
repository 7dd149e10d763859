"""Images seen through a matrix: shifted, turned, scaled, sheared, tilted.

A transform is eight numbers `(a0, a1, a2, b0, b1, b2, c0, c1)`: the pixel at
column x and row y of the output is what the input has at

    ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k),  k = c0 x + c1 y + 1
"""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers.image import compiled, pixels, sampling

#: Axes of images with channels last.
H_AXIS, W_AXIS = -3, -2
#: How what lies outside of the input is filled.
FILL_MODES = ("reflect", "wrap", "constant", "nearest")
#: How what lies between pixels is computed.
INTERPOLATIONS = ("nearest", "bilinear")
# Types that TensorFlow's kernel takes.
_TYPES = (tf.uint8, tf.int32, tf.int64, tf.float16, tf.float32, tf.float64)


def transform(
    images: kinds.Tensors,
    transforms: kinds.Tensors,
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    interpolation: str = "bilinear",
    output_shape: kinds.Shapes = None,
    name: str | None = None,
) -> tf.Tensor:
    """Returns images, each seen through its transform.

    Args:
        images: `(batch, height, width, channels)`, of any real type.
        transforms: `(batch, 8)`, or `(8,)` for all images alike.
        fill_mode: What lies outside: 'reflect' `(b a | a b c | c b)`, 'wrap'
            `(b c | a b c | a b)`, 'nearest' `(a a | a b c | c c)`, or
            'constant', `fill_value`.
        fill_value: See there.
        interpolation: 'bilinear', or 'nearest': values of the input only.
        output_shape: Height and width of the result. Default: the input's.
        name: Of the operation in a graph.
    """
    images = tf.convert_to_tensor(images)
    pixels.check_any(images)
    if output_shape is None:
        output_shape = tf.shape(images)[1:3]
    transforms = tf.cast(transforms, tf.float32)
    if transforms.shape.rank == 1:
        transforms = transforms[tf.newaxis]
    known = images if images.dtype in _TYPES else tf.cast(images, tf.float32)
    seen = tf.raw_ops.ImageProjectiveTransformV3(
        images=known,
        transforms=transforms,
        output_shape=output_shape,
        fill_value=tf.cast(fill_value, tf.float32),
        interpolation=interpolation.upper(),
        fill_mode=fill_mode.upper(),
        name=name,
    )
    return tf.cast(seen, images.dtype)


def seen(
    images, transforms, fill_mode: str, fill_value: float, interpolation: str
) -> tf.Tensor:
    """Returns what `transform` does; compiled where that pays.

    Args:
        images, transforms, fill_mode, fill_value, interpolation: As there.
    Returns: floats if 'bilinear'.
    """
    options = fill_mode, fill_value, interpolation
    if compiled.pays(images):
        return _gathered(images, transforms, *options)
    if interpolation == "bilinear":
        images = pixels.as_floats(images)
    return transform(images, transforms, *options)


@compiled.alone
def _gathered(
    images, transforms, fill_mode: str, fill_value: float, interpolation: str
) -> tf.Tensor:
    """Returns what `transform` does, by operations that XLA makes one of.

    74 ms for 64 x 224 x 224 x 3 where TensorFlow's kernel takes 144: that
    finds each pixel's place anew for each channel, and takes bytes as floats.
    """
    _, height, width, _ = tf.unstack(tf.shape(images))
    height, width = (tf.cast(n, tf.float32) for n in (height, width))
    rows = tf.range(height)[:, tf.newaxis]
    columns = tf.range(width)
    # (batch, 1, 1) each
    a, b, c, d, e, f, g, h = (
        number[:, tf.newaxis, tf.newaxis]
        for number in tf.unstack(transforms, axis=1)
    )
    scale = g * columns + h * rows + 1
    return sampling.sampled(
        images,
        _inside((d * columns + e * rows + f) / scale, height, fill_mode),
        _inside((a * columns + b * rows + c) / scale, width, fill_mode),
        "constant" if fill_mode == "constant" else "nearest",
        fill_value,
        interpolation,
    )


def _inside(places, size, fill_mode: str) -> tf.Tensor:
    """Returns where in an axis of `size` pixels is what lies outside of it."""
    if fill_mode == "reflect":
        # What `%` does, in a fifth less of the whole: that calls a function
        # of the C library for each place.
        places -= tf.floor(places / (2 * size)) * (2 * size)
        places = tf.minimum(places, 2 * size - 1 - places)
    if fill_mode == "wrap":
        # As in TensorFlow's kernel, which jumps between last and first pixel.
        last = tf.maximum(size - 1, 1)
        below, above = (
            tf.cast(tf.cast(part / last, tf.int32), places.dtype)
            for part in (-places, places)
        )
        back = tf.where(places > last, -above, tf.zeros_like(places))
        places += size * tf.where(places < 0, below + 1, back)
    if fill_mode != "constant":
        places = tf.clip_by_value(places, 0.0, size - 1)
    return places


def moved_boxes(boxes, transforms) -> tf.Tensor:
    """Returns the least boxes around where boxes of the input are seen.

    Args:
        boxes: `(batch, boxes, 4)`, left, top, right, bottom, in pixels: the
            pixel in column x reaches from x to x + 1.
        transforms: `(batch, 8)`.
    """
    back = _inverse(transforms)  # (batch, 3, 3)
    # A pixel's place is its middle.
    left, top, right, bottom = tf.unstack(boxes - 0.5, axis=-1)
    x = tf.stack([left, right, left, right], axis=-1)  # (batch, boxes, 4)
    y = tf.stack([top, top, bottom, bottom], axis=-1)
    corners = tf.stack([x, y, tf.ones_like(x)], axis=-1)
    seen = tf.einsum("bij,bnkj->bnki", back, corners)
    seen = tf.math.divide_no_nan(seen[..., :2], seen[..., 2:]) + 0.5
    ends = [tf.reduce_min(seen, axis=2), tf.reduce_max(seen, axis=2)]
    return tf.concat(ends, axis=-1)


def _inverse(transforms) -> tf.Tensor:
    """Returns matrices that undo transforms, up to a factor, `(batch, 3, 3)`.

    The adjugate: it is there for those that can't be undone, too.
    """
    a, b, c, d, e, f, g, h = tf.unstack(transforms, axis=1)
    i = tf.ones_like(a)
    rows = [
        [e * i - f * h, c * h - b * i, b * f - c * e],
        [f * g - d * i, a * i - c * g, c * d - a * f],
        [d * h - e * g, b * g - a * h, a * e - b * d],
    ]
    return tf.stack([tf.stack(row, axis=-1) for row in rows], axis=1)


def get_translation_matrix(
    translations: kinds.Tensors, name: str | None = None
) -> Any:
    """Returns transforms that shift images, `(batch, 8)`.

    Args:
        translations: `(batch, 2)`: to the right and down, in pixels.
        name: Of the operations in a graph.
    """
    with tf.name_scope(name or "translation_matrix"):
        x, y = tf.unstack(tf.cast(translations, tf.float32), axis=1)
        one, zero = tf.ones_like(x), tf.zeros_like(x)
        return tf.stack([one, zero, -x, zero, one, -y, zero, zero], axis=1)


def get_rotation_matrix(
    angles: kinds.Tensors,
    image_height: kinds.Tensors,
    image_width: kinds.Tensors,
    name: str | None = None,
) -> Any:
    """Returns transforms that turn images around their middle, `(batch, 8)`.

    Args:
        angles: `(batch,)`, counter-clockwise, in radians; or one for all.
        image_height, image_width: In pixels.
        name: Of the operations in a graph.
    """
    with tf.name_scope(name or "rotation_matrix"):
        angles = tf.reshape(tf.cast(angles, tf.float32), (-1,))
        right = tf.cast(image_width, tf.float32) - 1
        down = tf.cast(image_height, tf.float32) - 1
        sine, cosine, zero = tf.sin(angles), tf.cos(angles), angles * 0
        x = (right - (cosine * right - sine * down)) / 2
        y = (down - (sine * right + cosine * down)) / 2
        rows = [cosine, -sine, x, sine, cosine, y, zero, zero]
        return tf.stack(rows, axis=1)


def get_zoom_matrix(
    zooms: kinds.Tensors,
    image_height: kinds.Tensors,
    image_width: kinds.Tensors,
    name: str | None = None,
) -> Any:
    """Returns transforms that scale images around their middle, `(batch, 8)`.

    Args:
        zooms: `(batch, 2)`: what part of width and height is seen; more than
            1 makes what is in the image smaller.
        image_height, image_width: In pixels.
        name: Of the operations in a graph.
    """
    with tf.name_scope(name or "zoom_matrix"):
        x, y = tf.unstack(tf.cast(zooms, tf.float32), axis=1)
        right = (tf.cast(image_width, tf.float32) - 1) / 2 * (1 - x)
        down = (tf.cast(image_height, tf.float32) - 1) / 2 * (1 - y)
        zero = tf.zeros_like(x)
        return tf.stack([x, zero, right, zero, y, down, zero, zero], axis=1)


def get_perspective_matrix(start_points, end_points):
    """Returns transforms that move four points, `(batch, 8)`.

    Solves for what sees at each end what was at its start.

    Args:
        start_points, end_points: `(batch, 4, 2)`: x and y of each point in the
            input and in the output.
    """
    x, y = tf.unstack(end_points, axis=-1)  # (batch, 4)
    from_x, from_y = tf.unstack(start_points, axis=-1)
    one, zero = tf.ones_like(x), tf.zeros_like(x)
    for_x = [x, y, one, zero, zero, zero, -from_x * x, -from_x * y]
    for_y = [zero, zero, zero, x, y, one, -from_y * x, -from_y * y]
    equations = tf.concat(
        [tf.stack(for_x, axis=-1), tf.stack(for_y, axis=-1)], axis=1
    )  # (batch, 8, 8)
    goals = tf.concat([from_x, from_y], axis=1)[..., tf.newaxis]
    return tf.linalg.solve(equations, goals)[..., 0]
