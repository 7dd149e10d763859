"""Where commands write to: not over what is there, unless they are told to."""

import os

import click

overwrite = click.option(
    "--overwrite", is_flag=True, help="Replace what is there."
)


def require_free(path: str, overwrite: bool) -> None:
    """Raises `ClickException` if there is something that is to stay.

    Args:
        path: The new file or folder, or the prefix of a checkpoint.
        overwrite: True lets it be replaced.
    """
    there = os.path.lexists(path) or os.path.exists(f"{path}.index")
    if there and not overwrite:
        raise click.ClickException(
            f"{path}: it's there already. Expected a free path. Pass "
            "--overwrite to replace it."
        )
