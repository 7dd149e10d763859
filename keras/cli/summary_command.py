"""`python -m keras summary`: the table of a model's layers."""

import click

from keras.cli import loading


@click.command()
@click.argument("model", type=click.Path())
@click.option("--nested", is_flag=True, help="Show the layers of layers, too.")
@click.option("--trainable", is_flag=True, help="Show which layers train.")
@loading.imports
def summary(
    model: str, nested: bool, trainable: bool, modules: tuple[str, ...]
) -> None:
    """Prints the table of layers of MODEL.

    MODEL is a .keras or HDF5 file, or the folder of a SavedModel. It's loaded
    for this, and no code that it carries is run. For a file that can't be
    loaded, see `inspect`.
    """
    made = loading.model(model, modules, compile=False)
    made.summary(expand_nested=nested, show_trainable=trainable)
