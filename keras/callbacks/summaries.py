"""What TensorBoard shows, written as TensorFlow's summaries.

The summaries have the form that TensorBoard's own plug-ins write, so that
TensorBoard has to be there only to look at them.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf

# As many as TensorBoard's own summary has.
HISTOGRAM_BUCKETS = 30
# As many as TensorBoard shows of one summary.
MOST_IMAGES = 3


@contextlib.contextmanager
def to(
    writer: tf.summary.SummaryWriter, step: tf.Variable | None = None
) -> Iterator[None]:
    """Sends what is given to `tf.summary` to a writer.

    TensorFlow's own way leaves a writer in place that can't write at the end,
    for all that the process does later. Here it's closed, and the older one is
    back.

    Args:
        writer: The writer.
        step: The step of summaries that have none. Default: as before.
    Raises:
        tf.errors.OpError: If it can't write.
    """
    default = writer.as_default(step)
    default.__enter__()
    try:
        yield
    finally:
        try:
            default.__exit__(None, None, None)
        except tf.errors.OpError:
            with contextlib.suppress(tf.errors.OpError):
                writer.close()
            # One that is closed has nothing to write.
            default.__exit__(None, None, None)
            raise


def write_scalar(name: str, value: Any, step: int | tf.Variable) -> None:
    """Writes a number; it is stored as a float32.

    Args:
        name: Name of the curve.
        value: The number.
        step: Place on the horizontal axis.
    """
    value = tf.cast(value, tf.float32)
    tf.summary.write(name, value, step, _metadata("scalars"))


def write_histogram(name: str, values: Any, step: int) -> None:
    """Writes how numbers are distributed.

    Args:
        name: Name of the histogram.
        values: Array of any shape; what isn't finite is left out.
        step: Place on the axis of depth.
    """
    values = np.asarray(values, "float64").ravel()
    values = values[np.isfinite(values)]
    counts, edges = np.histogram(values, bins=HISTOGRAM_BUCKETS)
    rows = np.stack([edges[:-1], edges[1:], counts], axis=1)
    # (buckets, 3): left edge, right edge, count.
    tf.summary.write(name, rows, step, _metadata("histograms"))


def write_images(name: str, weights: Any, step: int) -> None:
    """Writes an array as grey images, black the least value, white the most.

    A vector is one column, a matrix one image, lying; of more axes, the first
    two are an image's rows and columns, and three images are written.

    Args:
        name: Name of the images.
        weights: Array of at least one value.
        step: Place on the slider.
    """
    images = _images(np.asarray(weights, "float32"))
    least, most = images.min(), images.max()
    grey = (images - least) * (255 / (most - least) if most > least else 0)
    height, width = images.shape[1:]
    files = [
        tf.io.encode_png(image[..., np.newaxis])
        for image in np.rint(grey).astype("uint8")[:MOST_IMAGES]
    ]
    # (2 + images,): width, height, each image as PNG.
    texts = tf.stack([str(width), str(height), *files])
    tf.summary.write(name, texts, step, _metadata("images"))


def write_model(name: str, json: str) -> None:
    """Writes a model's configuration, for the graph of its layers."""
    metadata = _metadata("graph_keras_model", b"1")
    tf.summary.write(name, tf.constant(json), 0, metadata)


def _images(weights: np.ndarray) -> np.ndarray:
    """Returns `(images, rows, columns)`."""
    shape = tuple(size for size in weights.shape if size != 1)
    if len(shape) > 2:
        flat = weights.reshape(*shape[:2], -1)
        return np.moveaxis(flat, -1, 0)
    if len(shape) < 2:
        return weights.reshape(1, -1, 1)
    image = weights.reshape(shape)
    return (image.T if shape[0] > shape[1] else image)[np.newaxis]


def _metadata(plugin: str, content: bytes = b"") -> bytes:
    """Says which plug-in shows a summary.

    It is TensorFlow's message SummaryMetadata, written by hand since TensorFlow
    has no public name for it: field 1, PluginData, whose fields 1 and 2 are
    the plug-in's name and data. Each is shorter than 128 bytes, so that its
    length is one byte.
    """
    data = _field(1, plugin.encode()) + (_field(2, content) if content else b"")
    return _field(1, data)


def _field(number: int, data: bytes) -> bytes:
    return bytes([number << 3 | 2, len(data)]) + data
