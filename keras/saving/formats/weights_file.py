"""The values of a model's variables to and from files."""

import os

from keras.backend import outside_graphs
from keras.saving.files import file_kind
from keras.saving.formats import options as options_module
from keras.saving.formats import table


def save_weights(
    model,
    filepath: str | os.PathLike,
    overwrite: bool = True,
    *,
    save_format: str | None = None,
    options=None,
    include_optimizer: bool = True,
    **kwargs,
) -> None:
    """Writes the values of all variables to a file, whole or not at all.

    Args:
        model: A model or layer with variables.
        filepath: Path that ends with '.weights.h5'.
        overwrite: False refuses to replace a file. Default True.
        save_format: 'h5', or None: what the path says. Default None.
        options: Keras 2's, of TensorFlow checkpoints; must be None here.
        include_optimizer: False leaves out the state of the optimizer of a
            compiled model, so that training wouldn't go on where it was.
            Default True.
        **kwargs: `max_shard_size` of Keras 3 must be None.
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
    file_kind.refuse_unknown("save_weights", kwargs, ("max_shard_size",))
    _refuse_checkpoint_options("save_weights", options)
    chosen = table.to_write("save_weights", table.VALUES, filepath, save_format)
    _require_built("save_weights", model)
    chosen.save(
        model, filepath, options_module.Writing(overwrite, include_optimizer)
    )


def load_weights(
    model,
    filepath: str | os.PathLike,
    skip_mismatch: bool = False,
    *,
    by_name: bool = False,
    options=None,
    include_optimizer: bool = True,
    **kwargs,
) -> None:
    """Sets all variables to the values in a file, or none of them.

    Args:
        model: A model or layer with variables, made like the saved one.
        filepath: A '.weights.h5' file of this package, tf_keras or Keras 3; or
            a '.keras' file.
        skip_mismatch: True leaves alone what doesn't fit, and warns. Default
            False.
        by_name: Keras 2's, of whole models in HDF5; must be False here, where
            a layer's place tells its values.
        options: Keras 2's, of TensorFlow checkpoints; must be None here.
        include_optimizer: True sets the state of the optimizer of a compiled
            model too, if the file has it. Default True.
        **kwargs: `objects_to_skip` of Keras 3 must be None.
    Raises:
        ValueError: If `by_name` or `options` asks for what isn't done here.
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
    _refuse_checkpoint_options("load_weights", options)
    if by_name:
        raise ValueError(
            "load_weights: values are told by the place of their layer in the "
            "model. Expected by_name=False. Received: "
            f"by_name={by_name!r}. For layers that the file has in another "
            "shape, pass `skip_mismatch=True`."
        )
    chosen = table.to_read(table.VALUES, filepath)
    _require_built("load_weights", model)
    asked = options_module.ValuesReading(skip_mismatch, include_optimizer)
    chosen.load(model, filepath, asked)


def _refuse_checkpoint_options(where: str, options) -> None:
    if options is not None:
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
