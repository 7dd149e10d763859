"""`python -m keras summary`: the table of a model's layers."""

import click

from keras import saving


@click.command()
@click.argument("model", type=click.Path())
@click.option("--nested", is_flag=True, help="Show the layers of layers, too.")
@click.option("--trainable", is_flag=True, help="Show which layers train.")
def summary(model: str, nested: bool, trainable: bool) -> None:
    """Prints the table of layers of MODEL.

    MODEL is a .keras or HDF5 file, or the folder of a SavedModel. It's loaded
    for this, so what it names must be Keras's own; no code that it carries is
    run. For a file that can't be loaded, see `inspect`.
    """
    made = saving.load_model(model, compile=False)
    made.summary(expand_nested=nested, show_trainable=trainable)
