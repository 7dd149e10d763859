"""How commands make a model of a file: safely, with the user's own classes."""

import pathlib
import pkgutil

import click

from keras import models, saving

# Names of modules, whose classes the user vouches for.
imports = click.option(
    "--import",
    "modules",
    multiple=True,
    metavar="MODULE",
    help="Import a module of yours first, that registers classes of the model "
    "(@keras.saving.register_keras_serializable). May be repeated.",
)


def model(path: str, modules: tuple[str, ...], compile: bool = True):
    """Returns the model in a file, after the user's modules are imported.

    Args:
        path: A file of a whole model.
        modules: Names of modules.
        compile: False leaves it uncompiled.
    Raises:
        ModelFileError: If it isn't one, or names what isn't known.
    """
    _import(modules)
    return saving.load_model(path, compile=compile)


def model_of_json(path: str, weights: str, modules: tuple[str, ...]):
    """Returns the model of a description, with the values of another file.

    Args:
        path: The description, JSON.
        weights: A file of values.
        modules: Names of modules.
    """
    _import(modules)
    made = models.model_from_json(pathlib.Path(path).read_text("utf-8"))
    made.load_weights(weights)
    return made


def _import(modules: tuple[str, ...]) -> None:
    for name in modules:
        try:
            pkgutil.resolve_name(name)
        except (AttributeError, ValueError) as error:
            raise ImportError(
                f"--import {name}: there is no such module. Expected the name "
                "of one, such as my_package.my_layers."
            ) from error
