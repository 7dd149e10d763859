"""Images resized, and the hooks of layers that draw the size."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.image import pixels

#: Ways to compute what lies between pixels, by TensorFlow's names.
METHODS = (
    "area",
    "bicubic",
    "bilinear",
    "gaussian",
    "lanczos3",
    "lanczos5",
    "mitchellcubic",
    "nearest",
)


def checked(where: str, name: str) -> str:
    """Returns one of `METHODS`.

    Args:
        where: The layer as a message calls it.
        name: One of them, in any case.
    Raises:
        ValueError: If it is none.
    """
    return arguments.one_of(where, "interpolation", name, METHODS)


def sizes_of(images) -> tuple:
    """Returns height and width: numbers where they are known, else tensors."""
    known, sizes = images.shape[1:3], tf.shape(images)[1:3]
    return tuple(sizes[i] if known[i] is None else known[i] for i in (0, 1))


def window(sizes: tuple, target: tuple[int, int]) -> tuple:
    """Returns the largest window in an image that has a target's proportions.

    Args:
        sizes: Height and width of the image: numbers, or tensors.
        target: Height and width whose proportions are wanted.
    Returns: top and left, height and width of the window, in its middle.
    """
    height, width = sizes
    least, most = _bounds_of(sizes)
    kept_height = most(least(height, width * target[0] // target[1]), 1)
    kept_width = most(least(width, height * target[1] // target[0]), 1)
    starts = (height - kept_height) // 2, (width - kept_width) // 2
    return starts, (kept_height, kept_width)


def frame(sizes: tuple, target: tuple[int, int]) -> tuple:
    """Returns the least window around an image of a target's proportions.

    Args:
        sizes, target: As of `window`.
    Returns: top and left, which are no more than 0, height and width; as much
        is added on either side.
    """
    height, width = sizes
    _, most = _bounds_of(sizes)
    above = (most(height, width * target[0] // target[1]) - height) // 2
    before = (most(width, height * target[1] // target[0]) - width) // 2
    return (-above, -before), (height + 2 * above, width + 2 * before)


def _bounds_of(sizes: tuple) -> tuple:
    if any(map(tf.is_tensor, sizes)):
        return tf.minimum, tf.maximum
    return min, max


def cropped(images, starts: tuple, sizes: tuple) -> tf.Tensor:
    """Returns one window of all images.

    Args:
        images: `(batch, height, width, channels)`.
        starts: Its top and left, in pixels.
        sizes: Its height and width.
    """
    (top, left), (height, width) = starts, sizes
    return images[:, top : top + height, left : left + width]


def resized(
    images, size, method: str = "bilinear", antialias: bool = False
) -> tf.Tensor:
    """Returns images of another size, as floats unless method is 'nearest'.

    Args:
        images: `(batch, height, width, channels)`.
        size: Height and width of the result.
        method: One of `METHODS`.
        antialias: True has each pixel of a smaller image mean all that it
            stands for.
    """
    pixels.check_any(images)
    if method == "nearest" and images.dtype == tf.bool:
        whole = tf.cast(images, tf.uint8)
        return tf.cast(resized(whole, size, method), tf.bool)
    if method == "bilinear" and images.dtype.is_integer:
        # 64 x 224 x 224 x 3 bytes in two thirds of the time.
        images = pixels.as_floats(images)
    return tf.image.resize(images, size, method, antialias=antialias)


def window_resized(
    images, target: tuple[int, int], method: str = "bilinear"
) -> tf.Tensor:
    """Returns what a `window` of images holds, resized to a target.

    Args:
        images: `(batch, height, width, channels)`.
        target: Height and width of the result.
        method: One of `METHODS`.
    """
    part = cropped(images, *window(sizes_of(images), target))
    if method != "nearest":
        part = pixels.as_floats(part)
    return tf.cast(resized(part, target, method), part.dtype)


def boxes_in(boxes, starts: tuple, sizes: tuple, target: tuple) -> tf.Tensor:
    """Returns boxes in the pixels of a window that was cut out and resized.

    Args:
        boxes: `(batch, boxes, 4)`, left, top, right, bottom.
        starts: Top and left of the window: numbers, or a number an image.
        sizes: Its height and width.
        target: Its height and width after it was resized.
    """
    (top, left), (height, width) = (
        [tf.reshape(tf.cast(n, boxes.dtype), (-1, 1)) for n in pair]
        for pair in (starts, sizes)
    )
    one, two, three, four = tf.unstack(boxes, axis=-1)  # (batch, boxes) each
    x, y = target[1] / width, target[0] / height
    return tf.stack(
        [
            (one - left) * x,
            (two - top) * y,
            (three - left) * x,
            (four - top) * y,
        ],
        axis=-1,
    )


# Hooks: `draw` returns `{"size": (height, width)}`.


def change_images(
    layer: Any, images: kinds.Tensors, transformation: dict
) -> kinds.Tensors:
    """Returns images of the size that was drawn."""
    return resized(images, transformation["size"], layer.interpolation)


def change_masks(
    layer: Any, masks: kinds.Tensors, transformation: dict
) -> kinds.Tensors:
    """Returns masks likewise, with no value that wasn't there."""
    return resized(masks, transformation["size"], "nearest")


def change_boxes(
    layer: Any, boxes: kinds.Tensors, transformation: dict
) -> kinds.Tensors:
    """Returns boxes in the pixels of the size that was drawn."""
    before = tf.cast(transformation["input_shape"][1:3], boxes.dtype)
    ratio = tf.cast(transformation["size"], boxes.dtype) / before
    return boxes * tf.reverse(tf.tile(ratio, [2]), [0])
