"""EfficientNet's published values, and the factors that they go with.

They were trained on pixels divided once more by the root of ImageNet's
deviations. The graph with `weights="imagenet"` has these factors as a layer, as
in the other packages, and every other graph hasn't. So values come from files
with the layer, from files without it, and from the published file, which has no
such layer and needs it. Checkpoints, and files of a model around this one,
don't tell; there the variance of the pixels does, which no training changes.
Where values and graph differ in it, the variance takes the factors:

    (x - mean) / sqrt(variance) * factors = (x - mean) / sqrt(variance')
    variance' = variance / factors^2
"""

import dataclasses
import os

import numpy as np

from keras.applications import published
from keras.layers.preprocessing import normalization
from keras.saving.files import layers_in
from keras.utils import file_hash

DEVIATIONS = (0.229, 0.224, 0.225)
# How the layer is called in files: by us and tf_keras; Keras 3's is a second
# `Rescaling`.
_NAMES, _SECOND = ("tf.math.multiply", "tf_op_lambda"), "rescaling"


@dataclasses.dataclass(frozen=True)
class Factors:
    """Called after values were read: they fit the graph then.

    Attributes:
        are_in_graph: Whether the graph has them as a layer.
        files: The published ones.
    """

    are_in_graph: bool
    files: published.Files

    def __call__(self, model, path: str | os.PathLike | None) -> None:
        """Gives the variance of the pixels the factors, or takes them off.

        Args:
            model: The model whose values were read.
            path: The file that they were read from; None for one of a model
                around this one.
        """
        pixels = next(
            layer
            for layer in model.layers
            if isinstance(layer, normalization.Normalization)
        )
        variance = pixels.adapt_variance
        names = layers_in.names(path) if path is not None else None
        if names is None:
            go_with_them = _told_by(variance.numpy())
        else:
            go_with_them = _are_among(names) or self._is_published(path)
        if go_with_them in (None, self.are_in_graph):
            return
        change = np.asarray(DEVIATIONS, "float32")
        variance.assign(
            variance * change if go_with_them else variance / change
        )

    def _is_published(self, path: str | os.PathLike) -> bool:
        known = filter(None, self.files.hashes)
        return any(file_hash.matches(path, one, "auto") for one in known)


def _are_among(names: list[str]) -> bool:
    scales = [name for name in names if name.startswith(_SECOND)]
    return len(scales) > 1 or any(name.startswith(_NAMES) for name in names)


def _told_by(variance: np.ndarray) -> bool | None:
    """Tells whether values go with the factors; None if nobody knows."""
    published_one = np.asarray(DEVIATIONS)
    if np.allclose(variance, published_one, rtol=1e-5):
        return True
    without = (1.0, published_one**2)
    if any(np.allclose(variance, one, rtol=1e-5) for one in without):
        return False
    return None
