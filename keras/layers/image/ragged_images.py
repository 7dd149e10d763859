"""Images of several sizes, for layers that change a batch at once."""

import contextlib
from collections.abc import Iterator

import tensorflow as tf

from keras.engine import kinds


def stacked(where: str, images: kinds.Tensors) -> tf.Tensor | tf.RaggedTensor:
    """Returns images as a tensor.

    Args:
        where: The layer as a message calls it.
        images: A tensor, an array, or a list of images.
    Raises:
        ValueError: If it's a list of several sizes.
    """
    if isinstance(images, (tf.RaggedTensor, tf.Tensor)):
        return images
    shapes = []
    if isinstance(images, (list, tuple)):
        shapes = [tuple(getattr(image, "shape", ())) for image in images]
    if len({*shapes}) > 1:
        raise ValueError(
            f"{where}: a list of images of several sizes is no tensor. "
            f"Expected one size, or a ragged tensor. Received: shapes "
            f"{shapes[:4]}. Stack them: `tf.ragged.stack(images)`."
        )
    return tf.convert_to_tensor(images)


@contextlib.contextmanager
def told(where: str, images: kinds.Tensors) -> Iterator[None]:
    """Tells of ragged images what else an operation of TensorFlow's tells.

    What changes numbers alone takes them; what moves pixels, or looks at
    neighbours, fails in the first operation that needs one size.

    Args:
        where: The layer as a message calls it.
        images: What is changed inside.
    Raises:
        ValueError: If something fails, and the images are ragged.
    """
    try:
        yield
    except (ValueError, TypeError, tf.errors.InvalidArgumentError) as error:
        is_told = str(error).startswith(where)
        if is_told or not isinstance(images, tf.RaggedTensor):
            raise
        raise ValueError(
            f"{where}: images of several sizes aren't changed together. "
            "Expected a dense tensor. Received: a ragged one of "
            f"shape={tuple(images.shape)}. Take `keras.layers.Resizing` "
            "before, or map the layer over single images before `batch`."
        ) from error
