"""`python -m keras convert`: a model from one format to another."""

import warnings

import click

from keras import models
from keras.cli import loading, output
from keras.saving.files import atomic_file

_JSON = ".json"
_VALUES = (".weights.h5", ".weights.json")
# Of formats that converters of others write.
_OTHERS = (".mlmodel", ".onnx", ".pb", ".pt", ".tflite")


@click.command()
@click.argument("source", metavar="IN", type=click.Path())
@click.argument("target", metavar="OUT", type=click.Path())
@output.overwrite
@click.option(
    "--checkpoint",
    is_flag=True,
    help="OUT is the prefix of a TensorFlow checkpoint: values alone.",
)
@click.option(
    "--max-shard-size",
    type=float,
    metavar="GIB",
    help="OUT is a .weights.json, with the values in files of this size.",
)
@click.option(
    "--weights",
    metavar="FILE",
    type=click.Path(),
    help="The file with the values, where IN is a description (JSON).",
)
@click.option(
    "--no-training",
    is_flag=True,
    help="Leave out how the model was compiled, and its optimizer's state.",
)
@loading.imports
def convert(
    source: str,
    target: str,
    overwrite: bool,
    checkpoint: bool,
    max_shard_size: float | None,
    weights: str | None,
    no_training: bool,
    modules: tuple[str, ...],
) -> None:
    """Writes the model IN to OUT, in the format that OUT's name tells.

    \b
      .keras         the whole model, in today's format
      .h5, .hdf5     the whole model, in Keras 2's format
      .weights.h5    its values alone
      .weights.json  its values alone, in several files
      .json          its description alone
      no ending      the folder of a SavedModel

    IN is a .keras or HDF5 file of a whole model, the folder of a SavedModel, or
    a description (JSON) with --weights; its content tells which. No code that
    it carries is run.

    OUT is written whole or not at all: not if it can't hold all that the model
    has, and not over what is there unless --overwrite is given.
    """
    _check(source, target, overwrite, weights)
    if weights is not None:
        model = loading.model_of_json(source, weights, modules)
    else:
        model = loading.model(source, modules, compile=not no_training)
    if isinstance(model, models.SavedModelProgram):
        raise click.ClickException(
            f"{source}: it has a program, and no layers that could be written. "
            "Expected a model of Keras. Received: a SavedModel whose layers "
            "aren't told, or aren't known. Pass --import MODULE if they're "
            "yours."
        )
    with warnings.catch_warnings():
        # What a format has no place for is told by a warning.
        warnings.simplefilter("error", UserWarning)
        try:
            _write(model, target, checkpoint, max_shard_size)
        except UserWarning as told:
            raise click.ClickException(
                f"{target}: nothing was written, as it wouldn't hold all. "
                f"{told}"
            ) from told


def _check(source: str, target: str, overwrite: bool, weights) -> None:
    """Raises before work is done that can't end well."""
    output.require_free(target, overwrite)
    if target.endswith(_OTHERS):
        raise click.UsageError(
            f"{target}: its ending is another program's format. Expected "
            ".keras, .h5, .hdf5, .weights.h5, .weights.json, .json, or a "
            "folder's name for a SavedModel, which converters read."
        )
    if source.endswith(_JSON) != (weights is not None):
        raise click.UsageError(
            "--weights FILE is for a description (.json), which has no values "
            f"of its own. Received: IN={source!r}, --weights {weights}."
        )


def _write(model, target: str, checkpoint: bool, max_shard_size) -> None:
    if checkpoint:
        model.save_weights(target, save_format="tf")
    elif target.endswith(_VALUES):
        model.save_weights(target, max_shard_size=max_shard_size)
    elif target.endswith(_JSON):
        with atomic_file.replacing(target) as file:
            file.write(model.to_json().encode())
    else:
        model.save(target)
