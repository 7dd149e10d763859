"""Optional packages that images need, asked for by name when missing."""

import types


def pillow() -> types.ModuleType:
    """Returns `PIL.Image`.

    Raises:
        ImportError: If pillow isn't installed.
    """
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError(
            "keras.preprocessing.image: the package pillow isn't installed. "
            "Expected it for images in files. Received: no module PIL. "
            "Run `pip install pillow`."
        ) from error
    return Image


def image_filters() -> types.ModuleType:
    """Returns `scipy.ndimage`.

    Raises:
        ImportError: If SciPy isn't installed.
    """
    try:
        from scipy import ndimage
    except ImportError as error:
        raise ImportError(
            "keras.preprocessing.image: the package scipy isn't installed. "
            "Expected it to rotate, shift, shear and zoom images. Received: "
            "no module scipy. Run `pip install scipy`."
        ) from error
    return ndimage
