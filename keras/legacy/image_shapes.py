"""`keras.applications.imagenet_utils`: the shape that an architecture takes."""

from collections.abc import Sequence

from keras.applications import wanted
from keras.backend import config


def obtain_input_shape(
    input_shape: Sequence | None,
    default_size: int,
    min_size: int,
    data_format: str,
    require_flatten: bool,
    weights: str | None = None,
) -> tuple:
    """Returns the shape of an image for an architecture.

    Args:
        input_shape: The shape that a caller asked for, or None.
        default_size: Usual height and width in pixels.
        min_size: Least height and width.
        data_format: 'channels_last' or 'channels_first'.
        require_flatten: Whether the size must be known.
        weights: 'imagenet' where these values are to fit; default None.
    Raises:
        ValueError: If another shape is asked for than can be.
    Example:
        >>> from keras.legacy import image_shapes
        >>> image_shapes.obtain_input_shape(
        ...     None, 224, 32, 'channels_last', require_flatten=True)
        (224, 224, 3)
    """
    asked = wanted.Wanted(
        where="obtain_input_shape",
        include_top=require_flatten,
        weights=weights,
        input_tensor=None,
        input_shape=input_shape,
        pooling=None,
        classes=wanted.CLASSES,
    )
    before = config.image_data_format()
    config.set_image_data_format(data_format)
    try:
        return asked.shape(default_size, min_size)
    finally:
        config.set_image_data_format(before)
