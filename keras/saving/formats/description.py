"""A model's description in a file of any format: read, and made a model of."""

import os

import tensorflow as tf

from keras.saving.config import object_config
from keras.saving.files import file_error

# What a damaged or foreign description can make a constructor raise.
_FROM_A_BAD_CONFIG = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    tf.errors.OpError,
)


def made(
    path: str | os.PathLike,
    config: dict,
    custom_objects: dict | None,
    safe_mode: bool,
):
    """Makes the model that a file describes, with its first values.

    Raises:
        ModelFileError: If it describes none, or names what isn't known.
    """
    try:
        model = object_config.deserialize_keras_object(
            config, custom_objects, safe_mode
        )
    except file_error.ModelFileError:
        raise
    except _FROM_A_BAD_CONFIG as error:
        reason = str(error)[:2000] or repr(error)
        raise file_error.ModelFileError(path, reason) from error
    if not hasattr(model, "get_config"):
        raise file_error.ModelFileError(
            path,
            "it describes no model. Expected a class and its config. "
            f"Received: a description with the keys {sorted(config)[:8]}.",
        )
    return model
