"""The rows of all layers that are there: `keras/layers/<family>/rows.py`.

A new layer is held to the whole contract by its row. A family's Bazel targets
bring the rows of that family only.
"""

import importlib
import pathlib
from collections.abc import Callable

import pytest

from keras import layers
from keras.testing import layer_row, refusal

# Layers without a row, and why.
WITHOUT_ROW = {
    "AbstractRNNCell": "it is a base",
    "Convolution2D": "it makes a Conv2D",
    "Convolution3D": "it makes a Conv3D",
    "SeparableConvolution2D": "it makes a SeparableConv2D",
    "InputLayer": "it computes nothing",
    "Lambda": "it is what a user's function makes of it",
    "Layer": "it is the base",
    "SpectralNormalization": "it is what the layer inside makes of it",
    "RandomHeight": "the size of what comes out is drawn",
    "RandomWidth": "the size of what comes out is drawn",
    "Pipeline": "it is what the layers inside make of it",
    "TFSMLayer": "it is what a SavedModel makes of it",
    "TimeDistributed": "it is what the layer inside makes of it",
    "Wrapper": "it is a base",
}


def _families() -> list:
    (folder,) = layers.__path__
    families = sorted(
        path.parent.name for path in pathlib.Path(folder).glob("*/rows.py")
    )
    return [
        importlib.import_module(f"{layers.__name__}.{family}.rows")
        for family in families
    ]


_FAMILIES = _families()
ROWS: tuple[layer_row.Row, ...] = tuple(
    row for family in _FAMILIES for row in family.ROWS
)
# What layers refuse: wrong arguments, wrong inputs.
REFUSALS: tuple[refusal.Refusal, ...] = tuple(
    refused for family in _FAMILIES for refused in family.REFUSALS
)


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
