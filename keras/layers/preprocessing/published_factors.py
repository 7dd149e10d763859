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

A graph is known by what comes after the pixels, so that a copy is, one from a
file, and a model that goes on from EfficientNet's tensors.
"""

import os

import numpy as np

from keras.saving.files import file_hash, layers_in

DEVIATIONS = (0.229, 0.224, 0.225)
# Of the published files: with the classifier, and without.
HASHES = {
    "efficientnetb0": (
        "902e53a9f72be733fc0bcb005b3ebbac",
        "50bc09e76180e00e4465e1a485ddc09d",
    ),
    "efficientnetb1": (
        "1d254153d4ab51201f1646940f018540",
        "74c4e6b3e1f6a1eea24c589628592432",
    ),
    "efficientnetb2": (
        "b15cce36ff4dcbd00b6dd88e7857a6ad",
        "111f8e2ac8aa800a7a99e3239f7bfb39",
    ),
    "efficientnetb3": (
        "ffd1fdc53d0ce67064dc6a9c7960ede0",
        "af6d107764bb5b1abb91932881670226",
    ),
    "efficientnetb4": (
        "18c95ad55216b8f92d7e70b3a046e2fc",
        "ebc24e6d6c33eaebbd558eafbeedf1ba",
    ),
    "efficientnetb5": (
        "ace28f2a6363774853a83a0b21b9421a",
        "38879255a25d3c92d5e44e04ae6cec6f",
    ),
    "efficientnetb6": (
        "165f6e37dce68623721b423839de8be5",
        "9ecce42647a20130c1f39a5d4cb75743",
    ),
    "efficientnetb7": (
        "8c03f828fec3ef71311cd463b6759d99",
        "cbcfe4450ddf6f3ad90b1b398090fe4a",
    ),
}
# What the pixels go into, by its name in every graph and in Keras 2's files.
_STEM = "stem_conv_pad"
# How the factors' layer is called in files: by us and tf_keras; Keras 3's is a
# second `Rescaling`.
_NAMES, _SECOND = ("tf.math.multiply", "tf_op_lambda"), "rescaling"


def settle(pixels, path: str | os.PathLike | None) -> None:
    """Gives the variance of EfficientNet's pixels the factors, or takes them.

    Args:
        pixels: A `Normalization` whose values were read; another one than
            EfficientNet's is left alone.
        path: The file of the model that it is a layer of; None where that is
            inside of the file's model.
    """
    variance, are_in_graph = pixels.adapt_variance, _are_after(pixels)
    if are_in_graph is None or variance.shape != (len(DEVIATIONS),):
        return
    names = layers_in.names(path) if path is not None else None
    go_with_them = told = _told_by(variance.numpy())
    if names is not None:
        go_with_them = _are_among(names, told) or bool(
            told and _is_published(path)
        )
    if go_with_them in (None, are_in_graph):
        return
    change = np.asarray(DEVIATIONS, "float32")
    variance.assign(variance * change if go_with_them else variance / change)


def _are_after(pixels) -> bool | None:
    """Tells whether the graph has the factors; None if it's another one."""
    users = [use.layer for use in pixels.outbound_nodes]
    if any(user.name == _STEM for user in users):
        return False
    scales = [user for user in users if _is_factors(user.name)]
    after = [use.layer.name for user in scales for use in user.outbound_nodes]
    return True if _STEM in after else None


def _is_factors(name: str) -> bool:
    return name.startswith((*_NAMES, _SECOND))


def _is_published(path: str | os.PathLike) -> bool:
    found = file_hash.of(path, "md5")
    return any(found in two for two in HASHES.values())


def _are_among(names: list[str], told: bool | None) -> bool:
    """Tells whether a file's layers have the factors.

    Args:
        names: The layers' names.
        told: What the variance tells.
    """
    if _STEM in names:
        return _is_factors(names[names.index(_STEM) - 1])
    scales = [name for name in names if name.startswith(_SECOND)]
    # Without their order, such a layer may be another one.
    are_possible = len(scales) > 1 or any(map(_is_operation, names))
    return are_possible and told is not False


def _is_operation(name: str) -> bool:
    return name.startswith(_NAMES)


def _told_by(variance: np.ndarray) -> bool | None:
    """Tells whether values go with the factors; None if nobody knows.

    Values that were moved from one graph to the other since are told too.
    """
    moved = np.asarray(DEVIATIONS)
    for one, go_with_them in (
        (moved, True),
        (1 / moved, True),
        (moved**2, False),
        (np.ones(3), False),
    ):
        if np.allclose(variance, one, rtol=1e-5):
            return go_with_them
    return None
