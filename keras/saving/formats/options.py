"""What a caller asks for when a file of any format is read or written."""

import dataclasses

import tensorflow as tf

from keras.saving.config import registry


@dataclasses.dataclass(frozen=True)
class Writing:
    """How a file is written.

    Attributes:
        overwrite: False refuses to replace a file.
        include_optimizer: False leaves out the optimizer's state.
        checkpoint: `tf.train.CheckpointOptions` of a checkpoint, or None.
        max_shard_size: GiB that a file of several may take, or None for one.
        saved_model: `tf.saved_model.SaveOptions` of a SavedModel, or None.
        signatures: Functions that a SavedModel serves; None for the call.
        save_traces: False leaves the call out of a SavedModel.
        keras_version: The Keras, 2 or 3, that gets its own where they want
            different things of an archive.
    """

    overwrite: bool = True
    include_optimizer: bool = True
    checkpoint: tf.train.CheckpointOptions | None = None
    max_shard_size: float | None = None
    saved_model: tf.saved_model.SaveOptions | None = None
    signatures: object = None
    save_traces: bool = True
    keras_version: int = 2

    def __post_init__(self) -> None:
        check_saved_model(self.saved_model)
        check_checkpoint(self.checkpoint)


@dataclasses.dataclass(frozen=True)
class ModelReading:
    """How a model is made of a file.

    Attributes:
        custom_objects: Names of the caller's own classes and functions.
        compile: False leaves the model uncompiled.
        safe_mode: False allows Python code in the file to run.
    """

    custom_objects: dict | None = None
    compile: bool = True
    safe_mode: bool = True

    def __post_init__(self) -> None:
        registry.check_custom_objects(self.custom_objects or {})


@dataclasses.dataclass(frozen=True)
class ValuesReading:
    """How values of a file are given to a model.

    Attributes:
        skip_mismatch: True leaves alone what doesn't fit, and warns.
        include_optimizer: True sets the optimizer's state too.
        by_name: True sets the layers alone whose names the file has.
        checkpoint: `tf.train.CheckpointOptions` of a checkpoint, or None.
    """

    skip_mismatch: bool = False
    include_optimizer: bool = True
    by_name: bool = False
    checkpoint: tf.train.CheckpointOptions | None = None

    def __post_init__(self) -> None:
        check_checkpoint(self.checkpoint)


def check_saved_model(options) -> None:
    """Raises `TypeError` for what aren't options of a SavedModel."""
    _check(options, tf.saved_model.SaveOptions, "tf.saved_model.SaveOptions")


def check_checkpoint(options) -> None:
    """Raises `TypeError` for what aren't options of a checkpoint."""
    kind = tf.train.CheckpointOptions
    _check(options, kind, "tf.train.CheckpointOptions")


def _check(options, kind: type, name: str) -> None:
    if options is not None and not isinstance(options, kind):
        raise TypeError(
            f"options: of another type than the format takes. Expected {name}, "
            f"or None. Received: options={options!r}."
        )
