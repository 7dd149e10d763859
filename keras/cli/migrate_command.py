"""`python -m keras migrate`: scripts of older Keras in today's spelling."""

import click

from keras.cli import migration


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option(
    "--diff/--write",
    "only_shows",
    default=True,
    help="Show what would change (the default), or change the files.",
)
@click.option(
    "--dialect",
    metavar="NAME",
    help="What the scripts speak: keras1, keras2, tf_keras or tf1. It's seen "
    "by their names if you don't say it.",
)
def migrate(files: tuple[str, ...], only_shows: bool, dialect: str) -> None:
    """Rewrites scripts of older Keras in today's spelling.

    FILES are Python scripts, or notebooks (.ipynb), of Keras 1, Keras 2,
    tf_keras, or TensorFlow 1's tf.keras. Comments and layout stay. What can't
    be rewritten is left, and listed on stderr by line, with the reason.

    All files are read before one is written: if one doesn't parse, none is
    changed.
    """
    done = [_migrated(path, dialect) for path in files]
    for one in done:
        if only_shows:
            click.echo(one.diff(), nl=False)
        else:
            one.write()
        for note in one.notes:
            click.echo(f"{one.path}:{note.line}: {note.reason}", err=True)


def _migrated(path: str, dialect: str):
    try:
        return migration.migrate(path, dialect)
    except ModuleNotFoundError as error:
        if error.name != "libcst":
            raise
        raise ImportError(
            "migrate: the package libcst isn't installed. Expected it to read "
            "scripts. Received: no module libcst. Run `pip install "
            "'keras[cli]'`."
        ) from error
