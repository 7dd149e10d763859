"""Reads what `writer.py` wrote, with any Keras there is.

    python -m tools.corpus.reader PACKAGE FOLDER [FILE ...]

A model of a file must predict what the one did that was saved, go on where its
training was, and come to the same after another epoch. `read.json` tells how
each file was read by the package itself.
"""

import dataclasses
import importlib
import json
import pathlib
import sys
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

from tools.corpus import models

WHOLE = (".keras", ".h5", "_saved_model")
VALUES = (".weights.h5", "_values.h5", "_checkpoint")
# Half precision has three digits.
_NEAR, _NEAR_IN_HALVES = 2e-6, 5e-3
# Two steps of Adam, which divides small gradients by small moments.
_NEAR_AFTER, _NEAR_AFTER_IN_HALVES = 1e-4, 5e-3
# How far reading came.
NOWHERE, LOADED, PREDICTED, ALL = range(4)


@dataclasses.dataclass(frozen=True)
class File:
    """A file of the corpus.

    Attributes:
        path: Where it is; a checkpoint's is a prefix.
        make: The function that made the model.
        kind: "plain", or "trained" and compiled.
        ending: What tells the format.
    """

    path: pathlib.Path
    make: Callable
    kind: str
    ending: str


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How a file was read.

    Attributes:
        held: How far: `NOWHERE`, `LOADED` but predicts something else,
            `PREDICTED` but goes on otherwise, or `ALL`.
        told: What doesn't hold; empty where all does.
    """

    held: int
    told: str


def files(folder: pathlib.Path) -> Iterator[File]:
    """Yields the files of a folder that `writer.py` wrote.

    Args:
        folder: The one.
    """
    refused = json.loads((folder / "made.json").read_text())["refused"]
    for make in models.MODELS:
        if not (folder / f"{make.__name__}.npz").exists():
            continue
        for kind in ("plain", "trained"):
            for ending in (*WHOLE, *VALUES):
                path = folder / f"{make.__name__}-{kind}{ending}"
                index = path.with_name(f"{path.name}.index")
                is_there = path.exists() or index.exists()
                if is_there and path.name not in refused:
                    yield File(path, make, kind, ending)


def read(k, file: File) -> Outcome:
    """Returns how a package reads a file.

    Args:
        k: The package.
        file: The file.
    """
    predicted = np.load(file.path.with_name(f"{file.make.__name__}.npz"))
    k.backend.clear_session()
    held = NOWHERE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = _loaded(k, file)
            held = LOADED
            told = _differs_at_once(model, file, predicted[file.kind])
            if told:
                return Outcome(held, told)
            held = PREDICTED
            told = _differs_later(model, file, predicted["further"])
            return Outcome(PREDICTED if told else ALL, told)
    except Exception as error:  # Whatever it is, it's what the table tells.
        return Outcome(held, f"{type(error).__name__}: {error}"[:300])


def _loaded(k, file: File):
    scale = models.scale_class(k)
    known = {"corpus>Scale": scale, "Scale": scale}
    if file.ending in WHOLE:
        return k.models.load_model(str(file.path), known)
    # The same model with other values.
    stem = file.path.name.removesuffix(file.ending)
    whole = file.path.with_name(f"{stem}.keras")
    model = k.models.load_model(str(whole), known)
    for variable in model.weights:
        if "float" in str(variable.dtype):
            variable.assign(tf.ones(variable.shape, variable.dtype) / 2)
    model.load_weights(str(file.path))
    return model


def _differs_at_once(model, file: File, expected: np.ndarray) -> str:
    near = _NEAR_IN_HALVES if file.make is models.mixed else _NEAR
    return _far(_predicted(model, file), expected, near)


def _differs_later(model, file: File, expected: np.ndarray) -> str:
    if file.kind != "trained" or model.optimizer is None:
        return ""
    model.fit(models.data(file.make), verbose=0)
    in_halves = file.make is models.mixed
    near = _NEAR_AFTER_IN_HALVES if in_halves else _NEAR_AFTER
    told = _far(_predicted(model, file), expected, near)
    return told and f"after another epoch: {told}"


def _predicted(model, file: File) -> np.ndarray:
    inputs = models.data(file.make).map(lambda x, y: (x,))
    return model.predict(inputs, verbose=0)


def _far(found: np.ndarray, expected: np.ndarray, near: float) -> str:
    size = max(1.0, float(np.max(np.abs(expected))))
    difference = float(np.max(np.abs(found - expected))) / size
    return "" if difference <= near else f"off by {difference:.1e}"


def main(package: str, folder: pathlib.Path, *names: str) -> None:
    """Reads files with one package: those that are named, or all."""
    k = importlib.import_module(package)
    outcomes = {
        file.path.name: dataclasses.astuple(read(k, file))
        for file in files(folder)
        if not names or file.path.name in names
    }
    (folder / "read.json").write_text(json.dumps(outcomes, indent=1))


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]), *sys.argv[3:])
