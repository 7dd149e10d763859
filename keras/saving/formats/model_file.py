"""Whole models to and from `.keras` files."""

import os
from typing import Any

import tensorflow as tf

from keras.saving.config import object_config, portable_config
from keras.saving.files import atomic_file, file_error, file_kind
from keras.saving.formats import archive
from keras.saving.values import variable_budget

_ENDING = ".keras"
_FORMATS = ("keras", "keras_v3")
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


def save_model(
    model,
    filepath: str | os.PathLike,
    overwrite: bool = True,
    save_format: str | None = None,
    **kwargs,
) -> None:
    """Writes a model to a file: what it is, its values, its optimizer's state.

    The file gets its name when it is whole; until then an old one stays.

    Args:
        model: A model.
        filepath: Path that ends with '.keras'.
        overwrite: False refuses to replace a file. Default True.
        save_format: 'keras', or 'keras_v3', its name in Keras 2.12; None for
            what the path says. Default None.
        **kwargs: `include_optimizer=False` leaves out the optimizer's state.
            Keras 3's `zipped` must be True or None.
    Raises:
        ValueError: If the format isn't known, there is a file and `overwrite`
            is False, or a variable would be lost.
        OSError: If the file can't be written; nothing is changed then.
    Example:
        >>> import tempfile
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> path = tempfile.mkdtemp() + '/model.keras'
        >>> keras.saving.save_model(model, path)
        >>> keras.saving.load_model(path).count_params()
        8
    """
    path = os.fspath(filepath)
    include_optimizer = kwargs.pop("include_optimizer", True)
    if kwargs.get("zipped"):
        kwargs.pop("zipped")
    file_kind.refuse_unknown("save_model", kwargs, ("zipped", "options"))
    if save_format not in (None, *_FORMATS) or not path.endswith(_ENDING):
        raise ValueError(
            f"save_model: this format can't be written. Expected a path that "
            f"ends with {_ENDING!r}, and save_format=None or one of "
            f"{list(_FORMATS)}. Received: filepath={path!r}, "
            f"save_format={save_format!r}."
        )
    with atomic_file.replacing(path, overwrite) as file:
        described = object_config.serialize_keras_object(model)
        config = portable_config.portable(described)
        folder = os.path.dirname(os.path.abspath(path))
        archive.write(file, model, config, include_optimizer, folder)


def load_model(
    filepath: str | os.PathLike,
    custom_objects: dict | None = None,
    compile: bool = True,
    safe_mode: bool = True,
    **kwargs,
) -> Any:
    """Makes a model from a file of this package, tf_keras or Keras 3.

    No code from the file runs, unless the caller says that he trusts it.

    Args:
        filepath: A '.keras' file.
        custom_objects: Names of the caller's own classes and functions.
        compile: False leaves the model uncompiled. Default True.
        safe_mode: False allows Python code in the file (`lambda`s) to run.
            Default True.
        **kwargs: `options` of Keras 2 must be None.
    Raises:
        ModelFileError: If there is no such file, it isn't a model, it is
            damaged, or it names something that isn't known.
    Example:
        >>> import tempfile
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> path = tempfile.mkdtemp() + '/model.keras'
        >>> model.save(path)
        >>> keras.saving.load_model(path).output_shape
        (None, 2)
    """
    file_kind.refuse_unknown("load_model", kwargs, ("options",))
    kind = file_kind.of(filepath)
    if kind != file_kind.ARCHIVE:
        raise file_error.ModelFileError(
            filepath,
            f"it can't be read. Expected a {_ENDING!r} archive. Received: "
            f"{kind}.",
        )
    with archive.opened(filepath) as opened:
        config = opened.read_config()
        size = opened.values_size()
        if not compile:
            config.pop("compile_config", None)
        with variable_budget.limited(filepath, size):
            model = _made(filepath, config, custom_objects, safe_mode)
            opened.read_values(model, include_optimizer=compile)
    return model


def _made(path, config: dict, custom_objects, safe_mode):
    """Makes the model that a file describes, with its first values."""
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
