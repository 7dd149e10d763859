"""Errors that only a run of a graph can find, told as other errors are.

TensorFlow tells them with the trace of an operation. What users meet most, data
that fits neither weights nor classes nor a table, is told by what it means:
where a line of this package's own made the operation, and not a user's.
"""

import contextlib
import pathlib
import re
import traceback
from collections.abc import Callable, Iterator

import tensorflow as tf

from keras.engine.symbols import run_time_check
from keras.engine.training import batch_rows
from keras.saving.files import write_error
from keras.tf_internals import error_message

_LABEL = re.compile(
    r"label value of (-?\d+) which is outside the valid range of \[0, (\d+)\)"
)
_ID = re.compile(r"indices\[[\d,]*\] = (-?\d+) is not in \[0, (\d+)\)")
_TABLE = re.compile(r"node [\w/.-]*?([\w.-]+)/embedding_lookup")
_REFUSED = re.compile(r"assertion failed: \[(.*Received:)\] \[([^\]]*)\]")
_UNCOMPILED = re.compile(
    r"unsupported operations when trying to compile graph .* on XLA_\w+: "
    r"(\w+) \(No registered .*?\{\{node ([^}]*)\}\}"
)
_LINE = re.compile(r'File "([^"]+)", line \d+')


class InvalidDataError(tf.errors.InvalidArgumentError, ValueError):
    """Data that a run found to be wrong: TensorFlow's error, said otherwise."""


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Raises what TensorFlow finds as a `ValueError` too, where it's known."""
    try:
        yield
    except tf.errors.InvalidArgumentError as error:
        text = _uncompiled_text(error.message)
        if text is None:
            found = _TEXTS.get(_made_by(error), lambda message: None)
            text = found(error.message)
        if text is None:
            raise
        raise InvalidDataError(error.node_def, error.op, text) from error


def require_end_of_data(error: Exception) -> None:
    """Raises an error that isn't the end of data.

    TensorFlow has the same one for a disk that is full, on which a step writes
    summaries: the rows behind would be left out, and nobody told.

    Args:
        error: What reading or a step raised.
    """
    if write_error.is_systems(error):
        raise error


def _uncompiled_text(message: str) -> str | None:
    """Says what XLA can't compile, whoever's line made it."""
    found = _UNCOMPILED.search(message)
    if found is None:
        return None
    operation, node = found.groups()
    if operation == "_Arg":
        operation = "strings"
    return (
        f"XLA compiles no {operation}, as in node {node!r}. Expected numbers, "
        "and operations that it has. Received: jit_compile=True. Compile the "
        "model without, or map the layers that look tokens up over the data "
        "set before: `data.map(lambda x, y: (lookup(x), y))`."
    )


def _made_by(error: tf.errors.OpError) -> str | None:
    """Returns the file whose line made the operation; None for several."""
    places = error.message.split("Detected at node ")[1:]
    if places:
        files = {file for place in places for file in _LINE.findall(place)[-1:]}
        return files.pop() if len(files) == 1 else None
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.filename for frame in frames]
    own = [f for f in own if not f.startswith(error_message.TENSORFLOW)]
    return own[-1]


def _label_text(message: str) -> str | None:
    found = _LABEL.search(message)
    if found is None:
        return None
    return (
        f"sparse_categorical_crossentropy: a label is none of {found[2]} "
        f"classes. Expected whole numbers in [0, {found[2]}), a class for each "
        f"of the last layer's units. Received: label={found[1]}. Correct the "
        "labels, give the last layer a unit for each class, or pass "
        "`ignore_class` where such a label means none."
    )


def _id_text(message: str) -> str | None:
    table = _TABLE.search(message)
    return table and _id_text_of(table[1], message)


def tell_id(layer_name: str, error: tf.errors.InvalidArgumentError) -> None:
    """Raises `InvalidDataError` if an id wasn't in an embedding's table.

    Args:
        layer_name: The embedding's.
        error: What was raised, outside of a graph.
    """
    text = _id_text_of(layer_name, error.message)
    if text is not None:
        raise InvalidDataError(error.node_def, error.op, text) from error


def _id_text_of(layer_name: str, message: str) -> str | None:
    found = _ID.search(message)
    if found is None:
        return None
    return (
        f"Embedding layer {layer_name!r}: an id isn't in the table. Expected "
        f"whole numbers in [0, {found[2]}), as `input_dim` says. Received: "
        f"id={found[1]}. Pass an `input_dim` above the largest id, or look for "
        "wrong ids in the data."
    )


def _refused_text(message: str) -> str | None:
    found = _REFUSED.search(message)
    if found is None:
        return None
    # TensorFlow escapes quotes.
    return f"{found[1]} [{found[2]}].".replace("\\", "")


_PACKAGE = pathlib.Path(__file__).parents[2]
# The lines that make what can fail, by file, and what is said of it.
_TEXTS: dict[str | None, Callable[[str], str | None]] = {
    run_time_check.__file__: run_time_check.text_of,
    batch_rows.__file__: batch_rows.text_of,
    str(_PACKAGE / "losses" / "sparse_categorical.py"): _label_text,
    str(_PACKAGE / "layers" / "core" / "low_rank.py"): _id_text,
    str(
        _PACKAGE / "layers" / "preprocessing" / "refused_values.py"
    ): _refused_text,
}
