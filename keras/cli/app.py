"""`python -m keras` itself: which commands there are, and how they fail.

Of click, which wraps help to the terminal, tells a wrong use (exit code 2) from
a failure (1), hints at what was meant, and completes in a shell.
"""
# bazel: deps=//keras

import warnings

import click

from keras import cli

# `keras.version` is the public function, so the name itself is imported.
from keras.version import __version__

_NAME = "python -m keras"
_FAILURES = (
    ImportError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)


class Commands(click.Group):
    """The commands that `keras.cli` has, each imported when it's asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns their names."""
        return list(cli.__all__)

    def get_command(
        self, ctx: click.Context, cmd_name: str
    ) -> click.Command | None:
        """Returns the command of a name, None where there is none."""
        known = cmd_name in self.list_commands(ctx)
        return getattr(cli, cmd_name) if known else None

    def invoke(self, ctx: click.Context):
        """Runs the command; what it raises becomes a line on stderr."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # `… | head`: click ends in silence.
            raise
        except _FAILURES as error:
            raise click.ClickException(str(error)) from error


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="keras")
def commands() -> None:
    """Looks at model files, converts them, and brings old scripts up to date.

    No code that a model file carries is run.

    \b
    Exit codes:
      0  done
      1  it failed: the reason is on stderr, and nothing was changed
      2  wrong use
    """


def main() -> None:
    """Runs the command line, and ends the program with its exit code."""
    warnings.showwarning = _show
    commands(prog_name=_NAME)


def _show(message, *_: object) -> None:
    """Tells a warning without the line of code that it came from."""
    click.echo(f"Warning: {message}", err=True)
