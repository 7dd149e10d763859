"""TensorFlow's checkpoints of a model's values, as Keras 2 writes them.

`<path>.index` and `<path>.data-…` hold variables by the attributes that lead
to them. What isn't there yet gets its value when it is made.
"""

import json
import os
import tempfile

import tensorflow as tf

from keras.saving.files import atomic_file, file_error, local_copy
from keras.saving.formats import options as options_module


def save_values(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes a model's variables, and notes it as the folder's latest.

    TensorFlow writes to a folder of its own first, so that a failure leaves an
    older checkpoint as it was.
    """
    if local_copy.is_remote(path):
        _save_there(model, os.fspath(path), options)
        return
    path = os.path.abspath(os.fspath(path))
    folder, name = os.path.split(path)
    if not options.overwrite and os.path.exists(f"{path}.index"):
        raise _there_is_one(path)
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=f".{name[:200]}.") as t:
        checkpoint = tf.train.Checkpoint(root=model)
        checkpoint.write(os.path.join(t, name), options.checkpoint)
        # The index last: without it there is no checkpoint.
        for part in sorted(os.listdir(t)):
            os.replace(os.path.join(t, part), os.path.join(folder, part))
    _note_latest(folder, name)


def _save_there(model, path: str, options: options_module.Writing) -> None:
    """Writes to another file system, which can't rename several files."""
    if not options.overwrite and tf.io.gfile.exists(f"{path}.index"):
        raise _there_is_one(path)
    folder, name = path.rsplit("/", 1)
    tf.io.gfile.makedirs(folder)
    tf.train.Checkpoint(root=model).write(path, options.checkpoint)
    with tf.io.gfile.GFile(f"{folder}/checkpoint", "wb") as file:
        file.write(_latest(name))


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
    """Sets a model's variables; returns what tells which were found."""
    if options.by_name or options.skip_mismatch:
        raise ValueError(
            f"load_weights: {os.fspath(path)!r} is a TensorFlow checkpoint, "
            "which knows a variable by the attributes that lead to it. "
            "Expected by_name=False and skip_mismatch=False. Received: "
            f"by_name={options.by_name}, "
            f"skip_mismatch={options.skip_mismatch}."
        )
    checkpoint = tf.train.Checkpoint(root=model)
    try:
        status = checkpoint.read(os.fspath(path), options.checkpoint)
    except (tf.errors.OpError, ValueError) as error:
        raise file_error.ModelFileError(
            path, f"its values can't be read. Received: {error}."
        ) from error
    # Those that are there must be in it; others may come.
    status.assert_nontrivial_match()
    return status
