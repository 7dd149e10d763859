"""The rows of all layers that are there: `keras/layers/<family>/rows.py`.

A new layer is held to the whole contract by its row. A family's Bazel targets
bring the rows of that family only.
"""

import importlib
import pathlib
from collections.abc import Callable

import pytest

from keras import layers
from keras.testing import layer_row

# Layers without a row, and why.
WITHOUT_ROW = {
    "InputLayer": "it computes nothing",
    "Lambda": "it is what a user's function makes of it",
    "Layer": "it is the base",
    "TimeDistributed": "it is what the layer inside makes of it",
    "Wrapper": "it is a base",
}


def _all_rows() -> tuple[layer_row.Row, ...]:
    (folder,) = layers.__path__
    families = sorted(
        path.parent.name for path in pathlib.Path(folder).glob("*/rows.py")
    )
    modules = [
        importlib.import_module(f"{layers.__name__}.{family}.rows")
        for family in families
    ]
    return tuple(row for module in modules for row in module.ROWS)


ROWS = _all_rows()


def every_layer(
    *concerns: str,
    only: Callable[[layer_row.Row], bool] = lambda row: True,
) -> pytest.MarkDecorator:
    """Returns a mark that runs a test over each row of the table.

    Args:
        *concerns: What the test is about: rows that are excepted from any of
            these are left out.
        only: Says of a row whether it is asked at all.
    """
    rows = [
        row
        for row in ROWS
        if only(row) and not row.exceptions.keys() & {*concerns}
    ]
    return pytest.mark.parametrize("row", rows, ids=[row.id for row in rows])
