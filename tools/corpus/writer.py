"""Writes one of each kind of model, in each format, with any Keras there is.

    python -m tools.corpus.writer PACKAGE FOLDER [MODEL ...]

Runs where that Keras is (`tensorflow.keras`, `tf_keras`, `keras`), with nothing
of ours. Beside the files of a model is `<model>.npz`: what it predicts as made
(`plain`), trained (`trained`), and trained for an epoch more (`further`).
`made.json` lists the files, and what the package itself refuses.
"""

import importlib
import json
import pathlib
import sys
import traceback
from collections.abc import Callable

import numpy as np

from tools.corpus import models


def formats(k, stem: str) -> dict[str, Callable]:
    """Returns what writes a model, by the name of the file."""
    if models.is_keras_3(k):
        return {
            f"{stem}.keras": lambda model, path: model.save(path),
            f"{stem}.h5": lambda model, path: model.save(path),
            f"{stem}.weights.h5": lambda model, path: model.save_weights(path),
        }

    def whole(save_format):
        return lambda model, path: model.save(path, save_format=save_format)

    def values(save_format=None):
        return lambda model, path: model.save_weights(
            path, save_format=save_format
        )

    return {
        # 2.12 has no other name for the archive.
        f"{stem}.keras": whole("keras_v3"),
        f"{stem}.h5": whole("h5"),
        f"{stem}_saved_model": whole("tf"),
        f"{stem}.weights.h5": values(),
        f"{stem}_values.h5": values("h5"),
        f"{stem}_checkpoint": values("tf"),
    }


def write(k, make: Callable, folder: pathlib.Path) -> dict[str, str]:
    """Writes all files of a model; returns why which could not be."""
    refused: dict[str, str] = {}

    def write_all(stem: str) -> None:
        for name, writer in formats(k, stem).items():
            try:
                writer(model, str(folder / name))
            except Exception as error:
                traceback.print_exc()
                refused[name] = f"{type(error).__name__}: {error}"[:200]

    k.utils.set_random_seed(7)
    model, fed = make(k), models.data(make)
    inputs = fed.map(lambda x, y: (x,))
    predicted = {"plain": model.predict(inputs, verbose=0)}
    (folder / f"{make.__name__}.json").write_text(model.to_json())
    write_all(f"{make.__name__}-plain")
    model.compile(k.optimizers.Adam(0.01), "mse", metrics=["mae"])
    model.fit(fed, epochs=2, verbose=0)
    predicted["trained"] = model.predict(inputs, verbose=0)
    write_all(f"{make.__name__}-trained")
    model.fit(fed, verbose=0)
    predicted["further"] = model.predict(inputs, verbose=0)
    np.savez(folder / f"{make.__name__}.npz", **predicted)
    return refused


def main(package: str, folder: pathlib.Path, *names: str) -> None:
    """Writes models with one package: those that are named, or all."""
    k = importlib.import_module(package)
    refused: dict[str, str] = {}
    for make in models.MODELS:
        if models.is_keras_3(k) and make in models.KERAS_2_ALONE:
            continue
        if names and make.__name__ not in names:
            continue
        try:
            refused |= write(k, make, folder)
        except Exception as error:
            traceback.print_exc()
            refused[make.__name__] = f"{type(error).__name__}: {error}"[:200]
    written = sorted(path.name for path in folder.iterdir())
    told = {"files": written, "refused": refused}
    (folder / "made.json").write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]), *sys.argv[3:])
