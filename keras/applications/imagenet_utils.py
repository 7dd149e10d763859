"""Pixels as the architectures want them, and ImageNet's classes by name."""

import functools
import json
import operator

import numpy as np
import tensorflow as tf

from keras.api import lazy
from keras.backend import config
from keras.utils import data_fetch

lazy.older_names(globals())

_NAMES = (
    "https://storage.googleapis.com/download.tensorflow.org/data/"
    "imagenet_class_index.json"
)
_HASH = "c2c37ea517e94d9795004a39431a14cb"
_CLASSES = 1000
# Of ImageNet's pixels, by mode: means and deviations, in the channels' order.
_STATISTICS = {
    "torch": ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    "caffe": ([103.939, 116.779, 123.68], None),
}
_MODES = ("caffe", "tf", "torch")


def preprocess_input(x, data_format: str | None = None, mode: str = "caffe"):
    """Brings pixels in [0, 255] to the values that a model was trained on.

    Args:
        x: RGB images `(batch, height, width, 3)`, or one of them; or with the
            channels first. Whole numbers become floats. An array of floats is
            changed in place, as in Keras 2.
        data_format: 'channels_last' or 'channels_first'. Default:
            `keras.backend.image_data_format()`.
        mode: 'tf' scales to [-1, 1]; 'torch' scales to [0, 1], and normalizes
            each channel by ImageNet's statistics; 'caffe' puts blue first and
            subtracts each channel's mean. Default 'caffe'.
    Returns:
        Images likewise.
    Raises:
        ValueError: If mode or format is unknown, or there aren't 3 channels
            where each has a mean of its own.
    Example:
        >>> pixels = np.full((1, 2, 2, 3), 255.0)
        >>> preprocess = keras.applications.imagenet_utils.preprocess_input
        >>> float(preprocess(pixels, mode='tf').max())
        1.0
    """
    if mode not in _MODES:
        raise ValueError(
            f"preprocess_input: unknown mode. Expected one of {_MODES}. "
            f"Received: mode={mode!r}."
        )
    data_format = data_format or config.image_data_format()
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(
            "preprocess_input: unknown data format. Expected 'channels_first' "
            f"or 'channels_last'. Received: data_format={data_format!r}."
        )
    x = _as_floats(x)
    is_array = isinstance(x, np.ndarray)
    if mode == "tf":
        return _scaled(x, 127.5, 1.0, None)
    axis = len(x.shape) - 1
    if data_format == "channels_first":
        axis -= 2
    if axis < 0 or x.shape[axis] not in (3, None):
        raise ValueError(
            f"preprocess_input: mode={mode!r} knows red, green and blue. "
            f"Expected 3 channels on axis {axis}. Received: "
            f"shape={tuple(x.shape)}. `tf.image.grayscale_to_rgb` makes them."
        )
    if mode == "caffe":
        x = np.flip(x, axis) if is_array else tf.reverse(x, [axis])
    sizes = [3 if n == axis else 1 for n in range(len(x.shape))]
    dtype = x.dtype if is_array else x.dtype.name
    means, deviations = (
        None if part is None else np.reshape(np.array(part, dtype), sizes)
        for part in _STATISTICS[mode]
    )
    return _scaled(x, 255.0 if mode == "torch" else None, means, deviations)


def _as_floats(x):
    """Returns an array or a tensor of floats."""
    if not hasattr(x, "shape"):
        x = np.asarray(x)
    if not isinstance(x, np.ndarray):
        return x if x.dtype.is_floating else tf.cast(x, config.floatx())
    if np.issubdtype(x.dtype, np.floating):
        return x
    return x.astype(config.floatx())


def _scaled(x, largest: float | None, means, deviations):
    """Returns (x / largest - means) / deviations; of an array, in place.

    Where x is a symbol, each step is a layer: there are as many as in Keras 2,
    since people take layers by number.
    """
    is_array = isinstance(x, np.ndarray)
    divide = operator.itruediv if is_array else operator.truediv
    subtract = operator.isub if is_array else operator.sub
    if largest is not None:
        x = divide(x, largest)
    x = subtract(x, means)
    return x if deviations is None else divide(x, deviations)


@functools.cache
def _class_names() -> dict[str, list[str]]:
    path = data_fetch.get_file(
        "imagenet_class_index.json",
        _NAMES,
        cache_subdir="models",
        file_hash=_HASH,
    )
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def decode_predictions(preds, top: int = 5) -> list[list[tuple]]:
    """Returns the likeliest classes of ImageNet by name.

    Their names are fetched once.

    Args:
        preds: Scores `(batch, 1000)`.
        top: How many of each image. Default 5.
    Returns:
        For each image, the best first: `(number, name, score)`, with WordNet's
        number.
    Raises:
        ValueError: If there are other than 1000 classes.
    """
    shape = tuple(np.shape(preds))
    if len(shape) != 2 or shape[1] != _CLASSES:
        raise ValueError(
            "decode_predictions: expected scores of ImageNet's classes, "
            f"(batch, {_CLASSES}). Received: shape={shape}."
        )
    names = _class_names()
    found = []
    for scores in np.asarray(preds):
        best = np.argsort(scores)[::-1][:top]
        found.append([(*names[str(n)], scores[n]) for n in best])
    return found
