"""Saves over and over that are killed at random moments.

`python killed_saves_program.py FOLDER NAME METHOD OPTIONS NUMBER SECONDS` kills
NUMBER processes, each up to SECONDS after the first of its saves to
`FOLDER/<number>/NAME`; it prints how many saves each of them had made.
"""

import itertools
import json
import os
import random
import signal
import sys
import time

import numpy as np

# By their files: a name of `keras` is fetched, and TensorFlow with it, by each
# child anew.
from keras.engine.graph import input_layer
from keras.engine.model import sequential
from keras.layers.core import dense
from keras.testing import forked_runs

_UNITS = 200


def made():
    """Returns a model with half a megabyte of values."""
    layers = [dense.Dense(_UNITS) for _ in range(3)]
    return sequential.Sequential([input_layer.Input((_UNITS,)), *layers])


def save_forever(path: str, told: str, method: str, options: dict) -> None:
    """Saves a model whose values are the number of the save.

    Args:
        path: The file, or folder.
        told: A file that gets a byte a save, once it was made.
        method: `save` or `save_weights`.
        options: Arguments of it.
    """
    model = made()
    for number in itertools.count(1):
        for weight in model.weights:
            weight.assign(np.full(weight.shape, number))
        getattr(model, method)(path, **options)
        with open(told, "ab", buffering=0) as file:
            file.write(b".")


def killed(folder: str, seconds: float, name: str, *arguments) -> int:
    """Kills a process that saves; returns how many saves it had made."""
    os.makedirs(folder)
    told = f"{folder}.told"
    child = forked_runs.start(
        save_forever, f"{folder}/{name}", told, *arguments
    )
    while not os.path.exists(told):
        time.sleep(0.001)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return os.path.getsize(told)


def main(
    folder: str, name: str, method: str, options: str, number: str, most: str
) -> None:
    """Prints the numbers of saves."""
    draw = random.Random(7)
    counts = [
        killed(
            f"{folder}/{index}",
            draw.uniform(0, float(most)),
            name,
            method,
            json.loads(options),
        )
        for index in range(int(number))
    ]
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
