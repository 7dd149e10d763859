"""`python -m keras summary`: the table of a model's layers, or a page."""

import os
import shutil
import tempfile

import click

from keras import utils
from keras.cli import loading, output
from keras.saving.files import atomic_file


@click.command()
@click.argument("model", type=click.Path())
@click.option("--nested", is_flag=True, help="Show the layers of layers, too.")
@click.option("--trainable", is_flag=True, help="Show which layers train.")
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(),
    help="Write a page with the graph instead, to look at in a browser.",
)
@output.overwrite
@loading.imports
def summary(
    model: str,
    nested: bool,
    trainable: bool,
    html: str | None,
    overwrite: bool,
    modules: tuple[str, ...],
) -> None:
    """Prints the table of layers of MODEL, or writes a page that shows it.

    MODEL is a .keras or HDF5 file, or the folder of a SavedModel. It's loaded
    for this, and no code that it carries is run. For a file that can't be
    loaded, see `inspect`.
    """
    if html is not None:
        output.require_free(html, overwrite)
    made = loading.model(model, modules, compile=False)
    if html is None:
        made.summary(expand_nested=nested, show_trainable=trainable)
    else:
        _write_page(made, html)


def _write_page(model, path: str) -> None:
    """Writes the page, whole or not at all."""
    with tempfile.TemporaryDirectory() as folder:
        page = os.path.join(folder, "page.html")
        utils.model_to_html(model, page)
        with open(page, "rb") as made, atomic_file.replacing(path) as file:
            shutil.copyfileobj(made, file)
