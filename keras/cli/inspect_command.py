"""`python -m keras inspect`: what a model file is."""

import dataclasses
import json
import os

import click

from keras.cli import inspection
from keras.cli.inspection import facts as facts_module
from keras.saving.files import file_error, file_mark

_ARCHIVE = ("config.json", "model.weights.h5")
_SAVED_MODEL = ("saved_model.pb", "saved_model.pbtxt")


@click.command()
@click.argument("model", type=click.Path())
@click.option("--arrays", is_flag=True, help="List the arrays of values, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def inspect(model: str, arrays: bool, as_json: bool) -> None:
    """Prints what MODEL is, and runs nothing of it.

    MODEL is a .keras archive, an HDF5 file (.h5, .weights.h5), the folder of a
    SavedModel, the prefix of a TensorFlow checkpoint, or a description (JSON).

    It tells the format, who wrote it, the layers with their parameters, the
    classes and functions that you would have to pass in `custom_objects`, and
    what would be unsafe: code of lambdas, files that it would open, operations
    of TensorFlow beyond arithmetic. `load_model` refuses all of these.
    """
    found = reader_of(model).read(model)
    if as_json:
        click.echo(json.dumps(_plain(found), indent=2))
        return
    for line in _lines(model, found, arrays):
        click.echo(line)


def reader_of(path: str):
    """Returns the module that reads a file of this kind.

    Raises:
        ModelFileError: If there is no file, or it's no model's.
    """
    if os.path.exists(f"{path}.index"):
        return inspection.checkpoint_facts
    if os.path.isdir(path):
        names = sorted(os.listdir(path))
        if set(_SAVED_MODEL) & set(names):
            return inspection.saved_model_facts
        if not set(_ARCHIVE) <= set(names):
            raise file_error.ModelFileError(
                path,
                "it's a folder, but no model's. Expected one with "
                f"{_SAVED_MODEL[0]!r}. Received: {names[:5]}."
                f"{_checkpoint_hint(path, names)}",
            )
        return inspection.archive_facts
    readers = {
        file_mark.ARCHIVE: "archive_facts",
        file_mark.HDF5: "hdf5_facts",
        file_mark.JSON: "json_facts",
        file_mark.UNKNOWN: "json_facts",
    }
    return getattr(inspection, readers[file_mark.of(path)])


def _checkpoint_hint(path: str, names: list[str]) -> str:
    indices = [name for name in names if name.endswith(".index")]
    if not indices:
        return ""
    inner = os.path.join(path, indices[-1].removesuffix(".index"))
    return f" A checkpoint in it is {inner!r}."


def _plain(found: facts_module.Facts) -> dict:
    counts = ("parameters", "training_numbers")
    return dataclasses.asdict(found) | {n: getattr(found, n) for n in counts}


def _lines(path: str, found: facts_module.Facts, with_arrays: bool):
    yield f"{_shown(path)}: {found.format}, {found.num_bytes:,} bytes"
    saved = f", saved {found.date_saved}" if found.date_saved else ""
    numbers = f"{found.parameters:,}"
    if found.training_numbers:
        numbers += f", and {found.training_numbers:,} numbers of its training"
    rows = [
        ("Keras", f"{found.keras_version}{saved}", found.keras_version),
        ("Model", found.model, found.model),
        ("Compiled", found.compiled, found.compiled),
        ("Parameters", numbers, found.arrays),
    ]
    yield from (_row(name, text) for name, text, is_told in rows if is_told)
    if found.model:
        foreign = found.custom_objects or ["none"]
        yield from (_row("Custom objects", text) for text in foreign)
    yield from (_row("Unsafe", text) for text in found.unsafe or ["nothing"])
    yield from (_row("Odd", text) for text in found.odd)
    yield from _table_of_layers(found.layers)
    if with_arrays:
        rows = [(a.path, a.dtype, str(a.shape)) for a in found.arrays]
        yield from _table(("Array", "Type", "Shape"), rows)


def _row(name: str, text) -> str:
    return f"  {name:<15} {_shown(text)}"


def _shown(text) -> str:
    """Returns a text of a file without what moves a terminal's cursor."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


def _table_of_layers(layers):
    rows = [
        (one.name, one.class_name, _number(one.parameters)) for one in layers
    ]
    return _table(("Layer", "Class", "Parameters"), rows)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _table(titles: tuple[str, ...], rows: list[tuple[str, ...]]):
    if not rows:
        return
    shown = [tuple(map(_shown, row)) for row in [titles, *rows]]
    widths = [max(map(len, column)) for column in zip(*shown)]
    yield ""
    for row in shown:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths))
        yield "  ".join(cells).rstrip()
