"""Spaces of the other packages: the same numbers, and files that are read.

Run as a program it stands for another package: it writes spaces and their
outputs to a folder, and reads those that this package wrote.
"""

import importlib
import pathlib
import sys

import numpy as np
import pytest
import tensorflow as tf

random = np.random.RandomState(0)
COUNT = 40
TABLE = {
    "bins": np.linspace(0, 1, COUNT),
    "code": random.randint(0, 30, COUNT),
    "kind": random.randint(0, 9, COUNT),
    "mean": random.rand(COUNT) * 7,
    "part": random.rand(COUNT).astype("float32"),
    "raw": random.rand(COUNT).astype("float32"),
    "tag": random.choice([*"pqr"], COUNT),
    "word": random.choice([*"xyz"], COUNT),
}
# Quantiles of the packages differ by a row or so.
FEW = {name: column[2:8] for name, column in TABLE.items()}
MODES = ("concat", "dict")


def space_of(k, mode):
    space = k.utils.FeatureSpace
    found = space(
        {
            "bins": space.float_discretized(num_bins=3),
            "code": space.integer_hashed(7),
            "kind": space.integer_categorical(max_tokens=5, num_oov_indices=1),
            "mean": "float_normalized",
            "part": space.float_rescaled(scale=0.5, offset=1.0),
            "raw": "float",
            "tag": "string_hashed",
            "word": space.string_categorical(output_mode="one_hot"),
        },
        mode,
        [("kind", "word"), space.cross(("tag", "code"), 16)],
        crossing_dim=8,
        hashing_dim=4,
    )
    found.adapt(tf.data.Dataset.from_tensor_slices(TABLE))
    return found


def outputs_of(space):
    found = space(FEW)
    found = found if isinstance(found, dict) else {"all": found}
    return {name: np.array(values) for name, values in found.items()}


def write(k, folder):
    for mode in MODES:
        space = space_of(k, mode)
        np.savez(folder / f"{mode}.npz", **outputs_of(space))
        space.save(folder / f"{mode}.keras")


def check(space, folder, mode):
    found = outputs_of(space)
    with np.load(folder / f"{mode}.npz") as expected:
        assert found.keys() == expected.keys()
        for name, values in expected.items():
            np.testing.assert_allclose(found[name], values, atol=1e-6)


def stand_for(package, mine, theirs):
    """What the other process does."""
    k = importlib.import_module(package)
    assert "4.0" not in k.__version__
    write(k, theirs)
    # tf_keras forgets what a space in a file knows, its own ones too.
    for mode in MODES if package == "keras" else ():
        check(k.models.load_model(mine / f"{mode}.keras"), mine, mode)


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ours")
    write(importlib.import_module("keras"), folder)
    return folder


@pytest.mark.parametrize("package", ["keras", "tf_keras"])
def test_numbers_are_the_same_and_files_are_read(
    package, mine, tmp_path, run_beside_ours
):
    # row 229
    run_beside_ours(tmp_path, __file__, package, mine, tmp_path)
    ours = importlib.import_module("keras")
    for mode in MODES:
        check(space_of(ours, mode), tmp_path, mode)
        loaded = ours.models.load_model(tmp_path / f"{mode}.keras")
        check(loaded, tmp_path, mode)


if __name__ == "__main__":
    stand_for(sys.argv[1], *map(pathlib.Path, sys.argv[2:]))
