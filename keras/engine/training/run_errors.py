"""Errors that only a run of a graph can find, told as other errors are.

TensorFlow tells them with the trace of an operation. What users meet most, data
that fits neither weights nor classes nor a table, is told by what it means.
"""

import contextlib
import re
from collections.abc import Iterator

import tensorflow as tf

from keras.engine.symbols import run_time_check

_LABEL = re.compile(
    r"label value of (-?\d+) which is outside the valid range of \[0, (\d+)\)"
)
_ID = re.compile(r"indices\[[\d,]*\] = (-?\d+) is not in \[0, (\d+)\)")
_TABLE = re.compile(r"node [\w/.-]*?([\w.-]+)/embedding_lookup")


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Raises what TensorFlow finds as a `ValueError`, where it's known."""
    try:
        yield
    except tf.errors.InvalidArgumentError as error:
        text = (
            run_time_check.text_of(error.message)
            or _label_text(error.message)
            or _id_text(error.message)
        )
        if text is None:
            raise
        raise ValueError(text) from None


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
    found, table = _ID.search(message), _TABLE.search(message)
    if found is None or table is None:
        return None
    return (
        f"Embedding layer {table[1]!r}: an id isn't in the table. Expected "
        f"whole numbers in [0, {found[2]}), as `input_dim` says. Received: "
        f"id={found[1]}. Pass an `input_dim` above the largest id, or look for "
        "wrong ids in the data."
    )
