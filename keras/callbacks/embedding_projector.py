"""The embeddings of a model, as TensorBoard's projector reads them."""

import json
import os
from typing import Any

import tensorflow as tf

from keras.saving.files import atomic_file, local_copy

_CONFIG_FILE = "projector_config.pbtxt"
_CHECKPOINT_NAME = "keras_embedding.ckpt"


class EmbeddingProjector:
    """Saves embeddings, with a configuration for TensorBoard's projector.

    Every layer that holds a variable as `embeddings` counts. The checkpoints
    hold these variables and nothing else, each under its layer's name.

    Args:
        model: The model.
        log_dir: Where TensorBoard looks; gets the configuration.
        directory: Gets the checkpoints.
        metadata: Path of the file that says what the rows are; or a dict of
            paths by the layers' names; or None.

    Raises:
        ValueError: If a name in `metadata` is no embedding's.
    """

    def __init__(
        self, model: Any, log_dir: str, directory: str, metadata: Any
    ) -> None:
        self._log_dir = log_dir
        tables = _tables(model)
        paths = _metadata_paths(list(tables), metadata)
        self._entries = [_entry(name, paths.get(name)) for name in tables]
        self._manager = tf.train.CheckpointManager(
            tf.train.Checkpoint(**tables),
            directory,
            max_to_keep=None,
            checkpoint_name=_CHECKPOINT_NAME,
        )

    def save(self, number: int) -> None:
        """Saves the embeddings, and tells the projector where.

        Args:
            number: Part of the file's name.
        """
        path = self._manager.save(checkpoint_number=number)
        # Relative paths would count from where TensorBoard is started.
        lines = [f"model_checkpoint_path: {_quoted(os.path.abspath(path))}\n"]
        if "://" in path:
            lines = [f"model_checkpoint_path: {_quoted(path)}\n"]
        tf.io.gfile.makedirs(self._log_dir)
        config = os.path.join(self._log_dir, _CONFIG_FILE)
        with (
            local_copy.writing(config, ".pbtxt", overwrite=True) as path,
            atomic_file.replacing(path) as file,
        ):
            file.write("".join(lines + self._entries).encode())


def _tables(model: Any) -> dict[str, tf.Variable]:
    return {
        part.name: part.embeddings
        for part in model.submodules
        if isinstance(getattr(part, "embeddings", None), tf.Variable)
    }


def _metadata_paths(names: list[str], metadata: Any) -> dict[str, str]:
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        return dict.fromkeys(names, os.fspath(metadata))
    unknown = sorted(set(metadata) - set(names))
    if unknown:
        raise ValueError(
            "TensorBoard: metadata for what is no embedding. Expected names "
            f"of: {', '.join(names)}. Received: embeddings_metadata for "
            f"{', '.join(unknown)}. Correct the layer's name."
        )
    return {name: os.fspath(path) for name, path in metadata.items()}


def _entry(name: str, metadata: str | None) -> str:
    """One embedding, in the text form of TensorBoard's ProjectorConfig."""
    tensor = _quoted(f"{name}/.ATTRIBUTES/VARIABLE_VALUE")
    path = f"  metadata_path: {_quoted(metadata)}\n" if metadata else ""
    return f"embeddings {{\n  tensor_name: {tensor}\n{path}}}\n"


def _quoted(text: str) -> str:
    # The escapes of JSON are the ones of protobuf's text form, but for those
    # of characters outside of ASCII, which stay as they are.
    return json.dumps(text, ensure_ascii=False)
