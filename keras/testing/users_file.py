"""Modules of users': AutoGraph leaves this package's own files alone."""

import importlib.util
import pathlib
import types


def module(folder: pathlib.Path, text: str) -> types.ModuleType:
    """Returns the module `users` that a text makes.

    Args:
        folder: Where its file may be: AutoGraph reads it.
        text: Python code.
    """
    path = folder / "users.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("users", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made
