"""The values of a model's variables to and from files."""

import os
from typing import Any

from keras.backend import outside_graphs
from keras.engine import kinds
from keras.saving.files import file_kind, local_copy, whole_reading
from keras.saving.formats import options as options_module
from keras.saving.formats import shards, table


def save_weights(
    model: Any,
    filepath: kinds.Path,
    overwrite: bool = True,
    *,
    save_format: str | None = None,
    options: Any = None,
    include_optimizer: bool = True,
    max_shard_size: float | None = None,
) -> None:
    """Writes the values of all variables to a file, whole or not at all.

    Args:
        model: A model or layer with variables.
        filepath: A path that ends with '.weights.h5'; with another '.h5', or
            '.keras' as in Keras 2, for its file of layers' values; any other is
            the prefix of a TensorFlow checkpoint. Or a binary stream, or an
            open `h5py.File`.
        overwrite: False refuses to replace a file. Default True.
        save_format: 'h5' or 'tf' (a checkpoint); None for what the path says.
            Default None.
        options: `tf.train.CheckpointOptions` of a checkpoint. Default None.
        include_optimizer: False leaves out the state of the optimizer of a
            compiled model, so that training wouldn't go on where it was. Keras
            2's file never has it. Default True.
        max_shard_size: GiB that a file may take, for an index that ends with
            '.weights.json' and files with the values beside it, as in Keras 3.
            A path that ends with '.weights.h5' gets that ending, with a
            warning. Default None: one file.
    Raises:
        ValueError: If the path ends otherwise or asks for another format than
            `save_format`, there is a file and `overwrite` is False, or the
            model has no variables yet.
        OSError: If the file can't be written; nothing is changed then.
    Example:
        >>> import tempfile
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> path = tempfile.mkdtemp() + '/model.weights.h5'
        >>> keras.saving.save_weights(model, path)
    """
    outside_graphs.require("save_weights")
    if max_shard_size is not None:
        filepath = shards.index_of(filepath, max_shard_size)
    chosen = table.to_write("save_weights", table.VALUES, filepath, save_format)
    _check_options("save_weights", chosen, options)
    _require_built("save_weights", model)
    asked = options_module.Writing(
        overwrite, include_optimizer, options, max_shard_size
    )
    table.write(chosen, model, filepath, asked)


def load_weights(
    model: Any,
    filepath: kinds.Path,
    skip_mismatch: bool = False,
    *,
    by_name: bool = False,
    options: Any = None,
    include_optimizer: bool = True,
    **kwargs,
) -> Any:
    """Sets all variables to the values in a file, or none of them.

    Args:
        model: A model or layer with variables, made like the saved one.
        filepath: What `save_weights` of this package, tf_keras or Keras 3
            wrote: a '.weights.h5' or '.h5' file, the '.weights.json' of one in
            several files, or a checkpoint's prefix; or a
            '.keras' or '.h5' file of a whole model. Or a binary stream, or an
            open `h5py.File`.
        skip_mismatch: True leaves alone what doesn't fit, and warns. Default
            False.
        by_name: True sets the layers alone whose names the file has; of
            Keras 2's '.h5' files. Default False.
        options: `tf.train.CheckpointOptions` of a checkpoint. Default None.
        include_optimizer: True sets the state of the optimizer of a compiled
            model too, if the file has it; as in Keras 2, that in a '.h5' of a
            whole model is for `load_model` alone. Default True.
        **kwargs: `objects_to_skip` of Keras 3 must be None.
    Returns:
        None; of a checkpoint TensorFlow's status, which tells what was found.
        Variables of it that the model hasn't yet are set when they are made.
    Raises:
        ValueError: If `by_name` or `options` is of another kind of file.
        ModelFileError: If there is no such file, it is damaged, or a variable
            is missing, unexpected or of another shape; all are listed.
    Example:
        >>> import tempfile
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> path = tempfile.mkdtemp() + '/model.weights.h5'
        >>> keras.saving.save_weights(model, path)
        >>> keras.saving.load_weights(model, path)
    """
    outside_graphs.require("load_weights")
    file_kind.refuse_unknown("load_weights", kwargs, ("objects_to_skip",))
    asked = options_module.ValuesReading(
        skip_mismatch, include_optimizer, by_name, options
    )
    with local_copy.reading("load_weights", filepath) as path:
        for attempt in whole_reading.attempts(path):
            with attempt:
                chosen = _format(model, path, asked)
                status = chosen.load(model, path, asked)
        _settle(model, path)
        return status


def _format(model, path, asked: options_module.ValuesReading) -> table.Format:
    """Returns the format of a file, if it can be read as it's asked for."""
    chosen = table.to_read(table.VALUES, path)
    _check_options("load_weights", chosen, asked.checkpoint)
    if asked.by_name and not chosen.takes_any_path:
        raise ValueError(
            "load_weights: values are told by the place of their layer in "
            f"the model in {os.fspath(path)!r}. Expected by_name=False. "
            f"Received: by_name={asked.by_name!r}. For layers that the file "
            "has in another shape, pass `skip_mismatch=True`."
        )
    if chosen.needs_variables:
        _require_built("load_weights", model)
    return chosen


def _settle(model, path) -> None:
    """Has layers that care make of values what this model needs of them.

    Those of a model inside of this one are called without the file, whose
    layers are the outer one's.
    """
    own = getattr(model, "layers", ())
    for part in getattr(model, "submodules", ()):
        settled = getattr(part, "_keras_after_values", None)
        if settled is not None:
            is_own = any(part is layer for layer in own)
            settled(path if is_own else None)


def _check_options(where: str, chosen: table.Format, options) -> None:
    if options is not None and chosen.kind != file_kind.CHECKPOINT:
        raise ValueError(
            f"{where}: options are for TensorFlow checkpoints. Expected None "
            f"for a file of values. Received: options={options!r}."
        )


def _require_built(where: str, model) -> None:
    if not (getattr(model, "built", True) or has_variables(model)):
        raise ValueError(
            f"{where}: the model has no variables yet. Expected a built model. "
            f"Received: {getattr(model, 'name', model)!r}, built=False. Call "
            "it on data, or `model.build(input_shape)`."
        )


def has_variables(model) -> bool:
    """Tells whether a model has variables, if only in its parts.

    Those may have been called, and the model itself not: by a `train_step`.
    """
    try:
        return bool(model.variables)
    except ValueError:  # A Sequential model doesn't know yet.
        return False
