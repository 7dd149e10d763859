"""`Model.export`: a model as TensorFlow serves it."""

import os

from keras.distribute import workers
from keras.saving.config import signature
from keras.saving.formats import export_archive

_FORMATS = ("tf_saved_model",)


def export_model(
    model,
    filepath: str | os.PathLike,
    format: str = "tf_saved_model",
    verbose: bool | None = None,
    input_signature=None,
    options=None,
) -> None:
    """Writes a model's call at inference as a SavedModel.

    Args:
        model: A model that was built or called.
        filepath: Path of the folder.
        format: 'tf_saved_model'.
        verbose: False prints nothing. Default: True.
        input_signature: What the model is called with; default: what it was
            called with first, or made of, for any number of rows.
        options: `tf.saved_model.SaveOptions`.
    Raises:
        ValueError: If the format isn't known, or the model has no shape yet.
        FileExistsError: If at `filepath` is something other than a SavedModel.
    """
    if format not in _FORMATS:
        raise ValueError(
            f"{type(model).__name__}.export: no such format here. Expected one "
            f"of {list(_FORMATS)}. Received: format={format!r}."
        )
    args, kwargs = _call_types(model, input_signature)
    archive = export_archive.ExportArchive()
    archive.add_call("serve", model, args, kwargs)
    archive.track(model)
    strategy = model.distribute_strategy
    check = export_archive.check_path
    with workers.writing(strategy, filepath, True, check) as path:
        # Others than the chief write to a place that goes.
        tells = verbose is not False and workers.is_chief(strategy)
        archive.write_out(path, options, tells)


def _call_types(model, input_signature) -> tuple[list, dict]:
    if input_signature is not None:
        return signature.specs_of(input_signature), {}
    types = model.save_spec()
    if types is None:
        raise ValueError(
            f"{type(model).__name__}.export: the model {model.name!r} has no "
            "shape yet. Expected one that was called on data, or "
            "`input_signature`. Received: neither."
        )
    return types
