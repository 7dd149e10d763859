"""A process that is killed while it saves leaves the older or the newer.

Of each format; each value of a file is the number of its save.
"""
# bazel: shard_count=16 tags=nightly size=large

import json
import os
import subprocess
import sys

import numpy as np
import pytest

import keras
from keras.testing import killed_saves_program, shared_saves_program

KILLS = 100
SHARDS = {"max_shard_size": 200_000 / 2**30}
FORMATS = {
    "checkpoint": ("a", "save_weights", {}, 0.1),
    "shards": ("a.weights.json", "save_weights", SHARDS, 0.1),
    "values": ("a.weights.h5", "save_weights", {}, 0.1),
    "values of layers": ("a.h5", "save_weights", {}, 0.1),
    "archive": ("a.keras", "save", {}, 0.1),
    "HDF5": ("b.h5", "save", {}, 0.1),
    "SavedModel": ("b", "save", {"save_format": "tf"}, 1.0),
    "folder": ("c", "save", {"zipped": False}, 0.1),
}
# While two others read.
SAVES = 200


def counts(program, *arguments):
    """Runs a program; returns the numbers that it prints."""
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, program.__file__, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def value_of(path, method):
    if method == "save":
        model = keras.models.load_model(path)
    else:
        model = killed_saves_program.made()
        model.load_weights(path)
    (value,) = {float(v) for w in model.weights for v in np.unique(w)}
    return value


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_there_is_one_save(kind, tmp_path):
    name, method, options, seconds = FORMATS[kind]
    given = (tmp_path, name, method, json.dumps(options), KILLS, seconds)
    told = counts(killed_saves_program, *given)
    assert len(told) == KILLS
    newer = 0
    for index, count in enumerate(told):
        # The one after the last that was told may be whole, too.
        value = value_of(tmp_path / str(index) / name, method)
        assert value in (count, count + 1)
        newer += value == count + 1
    print(f"{kind}: {KILLS - newer} of the last save told, {newer} newer")


@pytest.mark.parametrize("kind", FORMATS)
def test_who_reads_meanwhile_gets_one_save(kind, tmp_path):
    name, method, options, _ = FORMATS[kind]
    place = tmp_path / "shared"
    given = (place, name, method, json.dumps(options), SAVES)
    place.mkdir()
    reads = counts(shared_saves_program, *given)
    assert min(reads) > 20
    print(f"{kind}: {reads} reads of {SAVES} saves")
