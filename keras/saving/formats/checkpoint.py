"""TensorFlow's checkpoints of a model's values, as Keras 2 writes them.

`<path>.index` and `<path>.data-…` hold variables by the attributes that lead
to them. What isn't there yet gets its value when it is made.
"""

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
    parts = tf.train.TrackableView(model).children(model).values()
    optimizers = filter(optimizer_state.is_optimizer, parts)
    with optimizer_record.marked(optimizers):
        tf.train.Checkpoint(root=model).write(prefix, options.checkpoint)


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
        graph, status = _read(
            model, checkpoint, path, options.checkpoint, graph
        )
    except file_error.ModelFileError:
        raise
    except DAMAGED as error:
        raise file_error.ModelFileError(
            path,
            f"its values can't be read. Received: {str(error).strip('.')}.",
        ) from error
    # One that is there must be in it; others may come.
    status.assert_nontrivial_match()
    _warn_of_missing(path, graph.missing(model))
    return status


def _read(model, checkpoint: tf.train.Checkpoint, path: str, options, graph):
    """Reads a checkpoint; once more where it was replaced meanwhile."""
    while True:
        before = _identity(path)
        try:
            graph = graph or checkpoint_graph.CheckpointGraph(path)
            others = graph.of_other_classes(model)
            with optimizer_state.hidden(model, others):
                _require_fitting(model, path, graph)
                status = checkpoint.read(path, options)
        except DAMAGED:
            if _identity(path) == before:
                raise
            graph = None
            continue
        for mine, theirs in others.values():
            optimizer_state.warn_of_other_class(path, mine, theirs)
        return graph, status


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


def _identity(path: str) -> tuple[int, int] | None:
    """Returns what tells a checkpoint from its successor; None elsewhere."""
    if local_copy.is_remote(path) or not os.path.exists(f"{path}.index"):
        return None
    found = os.stat(f"{path}.index")
    return found.st_ino, found.st_mtime_ns


def _warn_of_missing(path: str, lines: list[str]) -> None:
    if lines:
        warnings.warn(
            f"{path}: weights that the checkpoint has nothing for were left as "
            "they are. Expected each at the attributes that lead to it.\n"
            f"{values_report.report(lines, [], [])}",
            stacklevel=6,
        )
