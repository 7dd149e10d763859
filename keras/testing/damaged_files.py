"""Damages a file of each format at random, and tells what comes of loading it.

Damage is told, or harmless: the model that is loaded is the one that was saved.
"""

import json
import os
import pathlib
import random
import shutil
import warnings

import numpy as np

from keras import layers, models, saving
from keras.engine.graph import input_layer

# GiB of a file, so that there are several.
_SMALL = 100 / 2**30
# What writes a model to a folder, by the name of the file.
MODELS = {
    "a.keras": lambda model, path: model.save(path),
    "a.h5": lambda model, path: model.save(path),
    "SavedModel": lambda model, path: model.save(path, save_format="tf"),
    "folder": lambda model, path: saving.save_model(model, path, zipped=False),
}
VALUES = {
    "a.weights.h5": lambda model, path: model.save_weights(path),
    "values.h5": lambda model, path: model.save_weights(path),
    "a.weights.json": lambda model, path: model.save_weights(
        path, max_shard_size=_SMALL
    ),
    "checkpoint": lambda model, path: model.save_weights(path),
}
KINDS = (*MODELS, *VALUES)


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Returns bytes of which some were changed, lost or came anew."""
    at, num = rng.randrange(len(data)), rng.randrange(1, 17)
    before, part, after = data[:at], data[at : at + num], data[at + num :]
    flipped = bytes([part[0] ^ 1 << rng.randrange(8)]) + part[1:]
    new = rng.choice([flipped, bytes(num), part * 2, rng.randbytes(num), b""])
    return before + new + (after if rng.random() < 0.9 else b"")


def check(kind: str, folder: pathlib.Path, times: int, seed: int) -> None:
    """Loads a file many times, each with another damage.

    Args:
        kind: One of `KINDS`.
        folder: An empty one.
        times: Number of damages.
        seed: Of the damages.
    Raises:
        AssertionError: If the model is another one than the saved.
        Exception: If loading raises anything but a `ModelFileError`.
    """
    model, whole, work = _made(1.0), folder / "whole", folder / "work"
    whole.mkdir()
    {**MODELS, **VALUES}[kind](model, whole / kind)
    files = sorted(path for path in whole.rglob("*") if path.is_file())
    rng = random.Random(seed)
    for number in range(times):
        path = rng.choice(files)
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(whole, work)
        other = work / os.path.relpath(path, whole)
        other.write_bytes(damaged(path.read_bytes(), rng))
        try:
            with warnings.catch_warnings():
                # A description that is gone leaves the program.
                warnings.simplefilter("ignore", UserWarning)
                found = _loaded(kind, work / kind)
        except saving.ModelFileError:
            continue
        _require_same(found, model, f"{number}: {path.name}")


def _made(value: float):
    """Returns a model, trained to have an optimizer's state."""
    model = models.Sequential(
        [
            input_layer.Input((3,), name="x"),
            layers.Dense(4, "relu", name="first"),
            layers.Dense(2, name="second"),
        ],
        name="damaged",
    )
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    for number, weight in enumerate(model.weights):
        weight.assign(np.full(weight.shape, value + number))
    return model


def _loaded(kind: str, path: pathlib.Path):
    if kind in MODELS:
        return saving.load_model(path)
    model = _made(0.0)
    model.load_weights(path)
    return model


def _require_same(found, model, name: str) -> None:
    for one, two in zip(found.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two, name)
    if not isinstance(found, models.SavedModelProgram):
        assert _description(found) == _description(model), name


def _description(model) -> str:
    return json.dumps(model.get_config(), sort_keys=True)
