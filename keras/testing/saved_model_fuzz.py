"""Damages a SavedModel at random, and tells what comes of loading it."""

import os
import pathlib
import random
import shutil
import warnings

import numpy as np

from keras import layers, models, saving
from keras.engine.graph import input_layer


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Returns bytes of which some were changed, lost or came anew."""
    at, num = rng.randrange(len(data)), rng.randrange(1, 17)
    before, part, after = data[:at], data[at : at + num], data[at + num :]
    flipped = bytes([part[0] ^ 1 << rng.randrange(8)]) + part[1:]
    new = rng.choice([flipped, bytes(num), part * 2, rng.randbytes(num), b""])
    return before + new + (after if rng.random() < 0.9 else b"")


def check(folder: pathlib.Path, times: int, seed: int) -> None:
    """Loads a SavedModel many times, each with another damage.

    Args:
        folder: An empty one.
        times: Number of damages.
        seed: Of the damages.
    Raises:
        AssertionError: If values are other ones than those that were saved.
        Exception: If loading raises anything but a `ModelFileError`.
    """
    model = models.Sequential(
        [input_layer.Input((3,)), layers.Dense(2, "relu")]
    )
    model.save(folder / "whole", save_format="tf")
    files = [path for path in (folder / "whole").rglob("*") if path.is_file()]
    rng = random.Random(seed)
    for number in range(times):
        path = rng.choice(files)
        work = folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(folder / "whole", work)
        other = work / os.path.relpath(path, folder / "whole")
        other.write_bytes(damaged(path.read_bytes(), rng))
        try:
            with warnings.catch_warnings():
                # A description that is gone leaves the program.
                warnings.simplefilter("ignore", UserWarning)
                found = saving.load_model(work).get_weights()
        except saving.ModelFileError:
            continue
        for one, two in zip(found, model.get_weights(), strict=True):
            np.testing.assert_array_equal(one, two, f"{number}: {path.name}")
