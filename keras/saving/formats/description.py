"""A model's description in a file of any format: read, and made a model of."""

import os

import tensorflow as tf

from keras.backend import suggestion
from keras.saving.config import object_config
from keras.saving.files import file_error

# What a damaged or foreign description can make a constructor raise.
FROM_A_BAD_CONFIG = (
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


# Characters of a message; a list in a file may be as long as it likes.
_LONGEST, _CUT = 400, " [...] "


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
    except FROM_A_BAD_CONFIG as error:
        reason, mend = str(error) or repr(error), ""
        name = _unknown_name(error)
        if name and "custom_objects" not in reason:
            mend = (
                f" {object_config.way_to_name(name)} `compile=False` leaves "
                "out what only training needs."
            )
        reason = _short(reason, _LONGEST - len(mend)) + mend
        raise file_error.ModelFileError(path, reason) from error
    except MemoryError as error:
        raise file_error.ModelTooLargeError(
            path,
            "it describes a model that doesn't fit into memory. Expected sizes "
            f"of layers that do. Received: {error or 'a size that does not'}.",
        ) from error
    if not hasattr(model, "get_config"):
        raise file_error.ModelFileError(
            path,
            "it describes no model. Expected a class and its config. "
            f"Received: a description with the keys {sorted(config)[:8]}.",
        )
    return model


def _unknown_name(error: BaseException | None) -> str | None:
    """Returns the name that an error came of, such as a user's function."""
    while error is not None:
        if isinstance(error, suggestion.UnknownNameError):
            return error.name
        error = error.__cause__
    return None


def _short(message: str, most: int) -> str:
    """Returns a message with its middle left out where it's long."""
    if len(message) < most:
        return message
    half = most // 2 - len(_CUT)
    return f"{message[:half]}{_CUT}{message[-half:]}"
