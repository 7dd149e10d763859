"""A script as a whole: text in, text and notes out."""

from __future__ import annotations

import ast
import dataclasses

import libcst as cst
from libcst import metadata

from keras.cli.migration import rewriting

DIALECTS = ("keras1", "keras2", "tf_keras", "tf1")


@dataclasses.dataclass(frozen=True)
class Note:
    """What is left to the script's owner.

    Args:
        line: Where, from 1.
        reason: What it is, why, and what to write.
    """

    line: int
    reason: str


@dataclasses.dataclass(frozen=True)
class Rewritten:
    """A script of today.

    Args:
        source: Its text, in the encoding and with the line ends that it had.
        notes: What is left to do, by line.
    """

    source: bytes
    notes: tuple[Note, ...]


def rewrite(source: bytes, dialect: str | None = None) -> Rewritten:
    """Rewrites a script of an older Keras to today's spelling.

    Names are told by the script's imports. What isn't Keras's, comments,
    strings and layout stay as they are. The result of a second run is the same.

    Args:
        source: The script, as the file has it.
        dialect: What it speaks: 'keras1', 'keras2', 'tf_keras' or 'tf1'. That
            tells what arguments by position mean. Default None: seen by the
            names in it.

    Returns:
        The script, and notes on what is left to its owner.

    Raises:
        ValueError: If the script doesn't parse, or there is no such dialect.

    Example:
        >>> from keras.cli.migration import script
        >>> new = script.rewrite(b"from keras.layers.core import Dense")
        >>> new.source.decode()
        'from keras.layers import Dense'
    """
    if dialect not in (None, *DIALECTS):
        raise ValueError(
            f"migrate: no such dialect. Expected one of {', '.join(DIALECTS)}. "
            f"Received: dialect={dialect!r}. Leave it out to have it seen."
        )
    module = parsed(source)
    wrapper = metadata.MetadataWrapper(module, unsafe_skip_copy=True)
    done = rewriting.Rewriting(wrapper, dialect)
    new = done.run()
    notes = sorted(set(done.notes))
    return Rewritten(new, tuple(Note(*note) for note in notes))


def parsed(source: bytes, place: str = "") -> cst.Module:
    """Returns the tree of a script.

    Args:
        source: The script, or a part of one.
        place: Where it's from, before the line that an error tells.

    Raises:
        ValueError: If it isn't Python 3.
    """
    try:
        return cst.parse_module(source)
    except cst.ParserSyntaxError as error:
        raise ValueError(
            f"migrate: {place}line {_line(source, error.raw_line)} isn't "
            f"Python 3: {_why(source)}. Expected a script that Python 3 reads. "
            "Received: another. Bring it to Python 3 first (`2to3`)."
        ) from error
    except (LookupError, SyntaxError, UnicodeDecodeError) as error:
        raise ValueError(
            f"migrate: the text can't be decoded: {error}. Expected UTF-8, or "
            "what the first lines declare. Received: other bytes. Save it as "
            "UTF-8."
        ) from error


def _line(source: bytes, found: int) -> int:
    """Returns where Python itself stops, which is where the mistake is."""
    try:
        ast.parse(source)
    except SyntaxError as error:
        return error.lineno or found
    except ValueError:
        pass
    return found


def _why(source: bytes) -> str:
    """Returns Python's own words, which are for people, for what's wrong."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError) as error:
        return getattr(error, "msg", str(error)).rstrip(".?")
    return "libcst can't read it"
