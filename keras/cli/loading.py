"""How commands make a model of a file: safely, with the user's own classes."""

import pathlib
import pkgutil
import types

import click

from keras import models, saving

# Names of modules, whose classes the user vouches for.
imports = click.option(
    "--import",
    "modules",
    multiple=True,
    metavar="MODULE",
    help="A module of yours with classes or functions of the model. May be "
    "repeated.",
)
_MEND = " On the command line: name the module that has it, by --import MODULE."


def model(path: str, modules: tuple[str, ...], compile: bool = True):
    """Returns the model in a file, that may name what the user's modules have.

    Args:
        path: A file of a whole model.
        modules: Names of modules.
        compile: False leaves it uncompiled.
    Raises:
        ModelFileError: If it isn't one, or names what isn't known.
    """
    known = _names_in(modules)
    try:
        return saving.load_model(path, known, compile=compile)
    except saving.ModelFileError as error:
        if "custom_objects" not in error.reason:
            raise
        raise saving.ModelFileError(path, error.reason + _MEND) from error


def model_of_json(path: str, weights: str, modules: tuple[str, ...]):
    """Returns the model of a description, with the values of another file.

    Args:
        path: The description, JSON.
        weights: A file of values.
        modules: Names of modules.
    """
    text = pathlib.Path(path).read_text("utf-8")
    made = models.model_from_json(text, _names_in(modules))
    made.load_weights(weights)
    return made


def _names_in(modules: tuple[str, ...]) -> dict[str, object]:
    """Imports modules, and returns the classes and functions that are theirs.

    What they register is known by that.
    """
    return {
        name: value
        for module in modules
        for name, value in vars(_imported(module)).items()
        if callable(value) and getattr(value, "__module__", None) == module
    }


def _imported(name: str) -> types.ModuleType:
    try:
        found = pkgutil.resolve_name(name)
    except (AttributeError, ImportError, ValueError) as error:
        raise ImportError(
            f"--import {name}: it can't be imported. Expected a module, such "
            f"as my_package.my_layers. Received: {error}."
        ) from error
    if not isinstance(found, types.ModuleType):
        raise ImportError(
            f"--import {name}: it's no module. Expected the module that it is "
            f"in. Received: a {type(found).__name__}."
        )
    return found
