"""TensorFlow's checkpoints of a model's values, as Keras 2 writes them.

`<path>.index` and `<path>.data-…` hold variables by the attributes that lead
to them. What isn't there yet gets its value when it is made.
"""

import contextlib
import json
import os
import warnings

import tensorflow as tf

from keras.saving.files import (
    atomic_file,
    checkpoint_files,
    file_error,
    local_copy,
)
from keras.saving.formats import options as options_module
from keras.saving.values import (
    assets,
    checkpoint_graph,
    checkpoint_optimizers,
    optimizer_record,
    optimizer_state,
    own_arrays,
    values_report,
)

# TensorFlow's reader raises the second where bytes are missing.
DAMAGED = (tf.errors.OpError, IndexError, ValueError)


def save_values(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes a model's variables, and notes it as the folder's latest.

    An older checkpoint is replaced whole, whenever the process ends.
    """
    assets.warn_of_lost(model, path)
    own_arrays.warn_of_lost(model, path)
    if local_copy.is_remote(path):
        _save_there(model, os.fspath(path), options)
        return
    path = os.path.abspath(os.fspath(path))
    folder, name = os.path.split(path)
    if not options.overwrite and os.path.exists(f"{path}.index"):
        raise _there_is_one(path)
    os.makedirs(folder, exist_ok=True)
    with checkpoint_files.replacing(path) as prefix:
        _write(model, prefix, options)
    _note_latest(folder, name)


def _save_there(model, path: str, options: options_module.Writing) -> None:
    """Writes to another file system, which can't rename several files."""
    if not options.overwrite and tf.io.gfile.exists(f"{path}.index"):
        raise _there_is_one(path)
    folder, name = path.rsplit("/", 1)
    tf.io.gfile.makedirs(folder)
    _write(model, path, options)
    with tf.io.gfile.GFile(f"{folder}/checkpoint", "wb") as file:
        file.write(_latest(name))


def _write(model, prefix: str, options: options_module.Writing) -> None:
    with (
        optimizer_record.marked(checkpoint_optimizers.found(model)),
        _included(model, options.include_optimizer),
    ):
        tf.train.Checkpoint(root=model).write(prefix, options.checkpoint)


def _included(model, is_included: bool) -> contextlib.AbstractContextManager:
    """Hides a model's optimizers from TensorFlow, or none."""
    if is_included:
        return contextlib.nullcontext()
    return checkpoint_optimizers.all_hidden(model)


def _there_is_one(path: str) -> ValueError:
    return ValueError(
        "Can't write the checkpoint: there is one. Expected a free path, as "
        f"overwrite=False. Received: {path!r}. Pass `overwrite=True`."
    )


def _note_latest(folder: str, name: str) -> None:
    """Says in the folder which is the latest of its checkpoints."""
    with atomic_file.replacing(os.path.join(folder, "checkpoint")) as file:
        file.write(_latest(name))


def _latest(name: str) -> bytes:
    """Returns a text protobuf `CheckpointState`; paths are its folder's."""
    fields = ("model_checkpoint_path", "all_model_checkpoint_paths")
    lines = [f"{field}: {json.dumps(name)}\n" for field in fields]
    return "".join(lines).encode()


def load_values(
    model, path: str | os.PathLike, options: options_module.ValuesReading
):
    """Sets a model's variables, or none, if one doesn't fit.

    Returns:
        TensorFlow's status, which tells which were found.
    """
    if options.by_name or options.skip_mismatch:
        raise ValueError(
            f"load_weights: {os.fspath(path)!r} is a TensorFlow checkpoint, "
            "which knows a variable by the attributes that lead to it. "
            "Expected by_name=False and skip_mismatch=False. Received: "
            f"by_name={options.by_name}, "
            f"skip_mismatch={options.skip_mismatch}."
        )
    return read(model, os.fspath(path), options)


def read(
    model,
    path: str,
    options: options_module.ValuesReading,
    graph: checkpoint_graph.CheckpointGraph | None = None,
):
    """Sets a model's variables, or none, if one doesn't fit.

    Args:
        model: The model.
        path: The checkpoint's prefix.
        options: How TensorFlow reads it.
        graph: What is known of it already.
    Returns:
        TensorFlow's status, which tells which were found.
    """
    checkpoint = tf.train.Checkpoint(root=model)
    try:
        missing, status = _read(model, checkpoint, path, options, graph)
    except file_error.ModelFileError:
        raise
    except DAMAGED as error:
        raise file_error.ModelFileError(
            path,
            f"its values can't be read. Received: {str(error).strip('.')}.",
        ) from error
    # One that is there must be in it; others may come.
    status.assert_nontrivial_match()
    _warn_of_missing(path, missing)
    return status


def _read(model, checkpoint: tf.train.Checkpoint, path: str, options, graph):
    graph = graph or checkpoint_graph.CheckpointGraph(path)
    is_included = options.include_optimizer
    others = graph.of_other_classes(model) if is_included else []
    with contextlib.ExitStack() as stack:
        hidden = [one for one, *_ in others]
        stack.enter_context(checkpoint_optimizers.hidden(model, hidden))
        stack.enter_context(_included(model, is_included))
        for part in graph.miscounted(model):
            stack.enter_context(part._keras_known_by_place())
        _require_fitting(model, path, graph)
        status = checkpoint.read(path, options.checkpoint)
        missing = graph.missing(model)
    for _, mine, theirs in others:
        optimizer_state.warn_of_other_class(path, mine, theirs)
    return missing, status


def _require_fitting(
    model, path: str, graph: checkpoint_graph.CheckpointGraph
) -> None:
    """Raises if the file has another shape or type for a variable."""
    values_report.warn_of_moved(graph.moved(model), path)
    lines = graph.mismatched(model)
    if lines:
        raise file_error.ValuesDontFitError(
            path,
            values_report.report([], [], lines),
            ", or read the parts that fit by `tf.train.Checkpoint`",
        )


def _warn_of_missing(path: str, lines: list[str]) -> None:
    if lines:
        warnings.warn(
            f"{path}: weights that the checkpoint has nothing for were left as "
            "they are. Expected each at the attributes that lead to it.\n"
            f"{values_report.report(lines, [], [])}",
            stacklevel=6,
        )
