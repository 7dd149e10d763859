"""EfficientNet's published values, and the factors that they go with.

They were trained on pixels divided once more by the root of ImageNet's
deviations. The graph with `weights="imagenet"` has these factors as a layer, as
in the other packages, and every other graph hasn't. So values come from files
with the layer, from files without it, and from the published file, which has no
such layer and needs it. Where values and graph differ in it, the variance of
the pixels takes the factors:

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

    def __call__(self, model, path: str | os.PathLike) -> None:
        """Gives the variance of the pixels the factors, or takes them off.

        Args:
            model: The model whose values were read.
            path: The file that they were read from.
        """
        names = layers_in.names(path)
        if names is None:
            return
        go_with_them = _are_among(names) or self._is_published(path)
        if go_with_them == self.are_in_graph:
            return
        pixels = next(
            layer
            for layer in model.layers
            if isinstance(layer, normalization.Normalization)
        )
        change = np.asarray(DEVIATIONS, "float32")
        variance = pixels.adapt_variance
        variance.assign(
            variance * change if go_with_them else variance / change
        )

    def _is_published(self, path: str | os.PathLike) -> bool:
        known = filter(None, self.files.hashes)
        return any(file_hash.matches(path, one, "auto") for one in known)


def _are_among(names: list[str]) -> bool:
    scales = [name for name in names if name.startswith(_SECOND)]
    return len(scales) > 1 or any(name.startswith(_NAMES) for name in names)
