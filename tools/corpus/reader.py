"""Reads with this package what `writer.py` wrote with another.

A model of a file must predict what the one did that was saved, go on where its
training was, and come to the same after another epoch.
"""

import dataclasses
import json
import pathlib
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

import keras
from tools.corpus import writer

WHOLE = (".keras", ".h5", "_saved_model")
VALUES = (".weights.h5", "_values.h5", "_checkpoint")
# Half precision has three digits.
_NEAR, _NEAR_IN_HALVES = 2e-6, 5e-3
# The gradient of a bias before a batch norm is what rounding leaves, and Adam
# makes steps of it.
_NEAR_AFTER, _NEAR_AFTER_IN_HALVES = 2e-3, 3e-2


@dataclasses.dataclass(frozen=True)
class Row:
    """How one file was read.

    Attributes:
        model: The function that made the model.
        kind: "plain", or "trained" and compiled.
        ending: What tells the format.
        wrong: What doesn't hold; empty where all does.
    """

    model: str
    kind: str
    ending: str
    wrong: str


def rows(folder: pathlib.Path) -> Iterator[Row]:
    """Yields how each file of a folder is read.

    Args:
        folder: What `writer.py` wrote.
    """
    for make in writer.MODELS:
        told = folder / f"{make.__name__}.npz"
        if not told.exists():
            continue
        predicted = dict(np.load(told))
        refused = json.loads((folder / "made.json").read_text())["refused"]
        for kind in ("plain", "trained"):
            for ending in (*WHOLE, *VALUES):
                path = folder / f"{make.__name__}-{kind}{ending}"
                is_there = (
                    path.exists()
                    or path.with_name(f"{path.name}.index").exists()
                )
                if is_there and path.name not in refused:
                    wrong = _wrong(make, path, kind, predicted)
                    yield Row(make.__name__, kind, ending, wrong)


def _wrong(
    make: Callable, path: pathlib.Path, kind: str, predicted: dict
) -> str:
    keras.backend.clear_session()
    is_whole = path.name.endswith(WHOLE) and not path.name.endswith(VALUES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = _loaded(make, path, is_whole)
            return _differences(make, model, kind, predicted)
    except Exception as error:  # Whatever it is, it's what the table tells.
        return f"{type(error).__name__}: {error}"[:300]


def _loaded(make: Callable, path: pathlib.Path, is_whole: bool):
    scale = writer.scale_class(keras)
    known = {"corpus>Scale": scale, "Scale": scale}
    if is_whole:
        return keras.models.load_model(path, known)
    # The same model with other values.
    stem = next(end for end in VALUES if path.name.endswith(end))
    whole = path.with_name(path.name.removesuffix(stem) + ".keras")
    model = keras.models.load_model(whole, known)
    for variable in model.weights:
        if variable.dtype.is_floating:
            variable.assign(tf.ones_like(variable) / 2)
    model.load_weights(path)
    return model


def _differences(
    make: Callable, model, kind: str, predicted: dict[str, np.ndarray]
) -> str:
    data = writer.data(make)
    inputs = data.map(lambda x, y: (x,))
    in_halves = make is writer.mixed
    near = _NEAR_IN_HALVES if in_halves else _NEAR
    found = [_far(model.predict(inputs, verbose=0), predicted[kind], near)]
    if kind == "trained" and model.optimizer is not None:
        model.fit(data, verbose=0)
        after = model.predict(inputs, verbose=0)
        near = _NEAR_AFTER_IN_HALVES if in_halves else _NEAR_AFTER
        further = _far(after, predicted["further"], near)
        found.append(further and f"after another epoch: {further}")
    return "; ".join(filter(None, found))


def _far(found: np.ndarray, expected: np.ndarray, near: float) -> str:
    size = max(1.0, float(np.max(np.abs(expected))))
    difference = float(np.max(np.abs(found - expected))) / size
    return "" if difference <= near else f"off by {difference:.1e}"
