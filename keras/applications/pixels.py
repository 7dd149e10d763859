"""The two functions that each architecture's module has."""

from collections.abc import Callable

from keras.applications import imagenet_utils

decode_predictions = imagenet_utils.decode_predictions


def preprocessing(mode: str | None) -> Callable:
    """Returns the function that brings pixels to an architecture's values.

    Args:
        mode: That of `imagenet_utils.preprocess_input`; None where the model
            itself does it.
    """

    def preprocess_input(x, data_format=None):
        """Brings pixels in [0, 255] to what the model was trained on.

        Args:
            x: RGB images `(batch, height, width, 3)`, or one of them.
            data_format: 'channels_last' or 'channels_first'. Default:
                `keras.backend.image_data_format()`.
        Returns:
            Images likewise; see `imagenet_utils.preprocess_input`.
        """
        if mode is None:
            return x
        return imagenet_utils.preprocess_input(x, data_format, mode)

    return preprocess_input
