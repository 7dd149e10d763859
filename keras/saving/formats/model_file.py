"""Whole models to and from files."""

import warnings
from typing import Any

from keras.backend import outside_graphs
from keras.engine import kinds
from keras.saving.files import file_kind, local_copy, whole_reading
from keras.saving.formats import options as options_module
from keras.saving.formats import table, weights_file


def save_model(
    model: Any,
    filepath: kinds.Path,
    overwrite: bool = True,
    save_format: str | None = None,
    **kwargs,
) -> None:
    """Writes a model to a file: what it is, its values, its optimizer's state.

    The file gets its name when it is whole; until then an old one stays.

    Args:
        model: A model.
        filepath: Path that ends with '.keras', or with '.h5' for Keras 2's
            HDF5; any other is the folder of a SavedModel. Or a binary stream,
            or an open `h5py.File`.
        overwrite: False refuses to replace a file. Default True.
        save_format: 'keras' (or 'keras_v3', its name in Keras 2.12), 'h5',
            which may be said of any path, or 'tf' (a SavedModel); None for
            what the path says. Default None.
        **kwargs: `include_optimizer=False` leaves out the optimizer, and how
            the model was compiled, in any format.
            Of a SavedModel: `signatures`, functions to serve in place of the
            call; `options`, a `tf.saved_model.SaveOptions`; and
            `save_traces=False`, which leaves out the call. Of an archive:
            `zipped=False`, for a folder with its parts, as in Keras 3; and
            `keras_version=3`, where Keras 3 and tf_keras want different
            things: an optimizer's state to go on from, `MultiHeadAttention`,
            symbols among a call's keywords. By default tf_keras gets its own.
            Both read the rest of the file, and we read either.
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
    outside_graphs.require("save_model")
    in_folder = kwargs.pop("zipped", None) is False
    chosen = _format(filepath, save_format, in_folder)
    options = _options(chosen, overwrite, kwargs)
    if not getattr(model, "built", True) and weights_file.has_variables(model):
        warnings.warn(
            f"save_model: {model.name!r} itself was never called, so the file "
            "can't say for which shapes its parts were built. Expected a call, "
            "or `model.build(input_shape)`, before saving. Received: "
            "built=False. Read this file by `load_weights`, into a model whose "
            "parts were called.",
            stacklevel=3,
        )
    table.write(chosen, model, filepath, options)


def _format(filepath, save_format: str | None, in_folder: bool):
    if not in_folder:
        return table.to_write("save_model", table.MODELS, filepath, save_format)
    if save_format not in (None, *table.FOLDER.names):
        raise ValueError(
            "save_model: zipped=False is for the parts of a '.keras' archive. "
            f"Expected save_format=None or one of {list(table.FOLDER.names)}. "
            f"Received: save_format={save_format!r}."
        )
    return table.FOLDER


def _options(
    chosen: table.Format, overwrite: bool, kwargs: dict
) -> options_module.Writing:
    include_optimizer = kwargs.pop("include_optimizer", True)
    version = _keras_version(chosen, kwargs.pop("keras_version", 2))
    neutral = ("options", "signatures")
    # What is said in full may be said of any format.
    if kwargs.get("save_traces") in (True, None):
        kwargs.pop("save_traces", None)
    if chosen.kind != file_kind.SAVED_MODEL:
        file_kind.refuse_unknown("save_model", kwargs, neutral)
        return options_module.Writing(
            overwrite, include_optimizer, keras_version=version
        )
    asked = {
        "saved_model": kwargs.pop("options", None),
        "signatures": kwargs.pop("signatures", None),
        "save_traces": kwargs.pop("save_traces", True),
    }
    file_kind.refuse_unknown("save_model", kwargs, neutral)
    return options_module.Writing(overwrite, include_optimizer, **asked)


def _keras_version(chosen: table.Format, version: int) -> int:
    is_archive = table.ARCHIVE_NAMES == chosen.names
    if version == 2 or version == 3 and is_archive:
        return version
    raise ValueError(
        "save_model: there is no such optimizer's state. Expected "
        "keras_version=2, or 3 for a '.keras' file or with zipped=False. "
        f"Received: keras_version={version!r}, for {chosen.kind}."
    )


def load_model(
    filepath: kinds.Path,
    custom_objects: dict | None = None,
    compile: bool = True,
    safe_mode: bool = True,
    **kwargs,
) -> Any:
    """Makes a model from a file of this package, tf_keras or Keras 3.

    No code from the file runs, unless the caller says that he trusts it.

    Args:
        filepath: A '.keras' or HDF5 file, or the folder of a SavedModel or of
            an archive's parts, by path; or a binary stream, or an open
            `h5py.File`. The content tells what it is. A SavedModel whose
            layers can't be made is called as a whole: see
            `keras.models.SavedModelProgram`.
        custom_objects: Names of the caller's own classes and functions.
        compile: False leaves the model uncompiled. Default True.
        safe_mode: False allows Python code in the file (`lambda`s) to run, and
            programs of SavedModels that are more than arithmetic. Default
            True.
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
    options = options_module.ModelReading(custom_objects, compile, safe_mode)
    with local_copy.reading("load_model", filepath) as path:
        for attempt in whole_reading.attempts(path):
            with attempt:
                chosen = table.to_read((*table.MODELS, table.FOLDER), path)
                model = chosen.load(path, options)
        return model
