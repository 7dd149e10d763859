"""Files with layers of raw data: written by one package, read by another.

Run as a program it stands for another package: it writes models to a folder,
and reads those that this package wrote there.
"""

import importlib
import pathlib
import sys
import warnings

import numpy as np
import pytest
import tensorflow as tf

TEXTS = ["the cat the dog", "a cat", "the bird"]
NUMBERS = [[5, 7], [5, 9], [5, 12]]
FEATURES = np.array([[1.0, 2.0], [3.0, 8.0], [5.0, 5.0]], "float32")
CASES = {
    "whole": ("IntegerLookup", {}),
    "whole mask": ("IntegerLookup", {"mask_token": 9, "num_oov_indices": 2}),
    "whole tf-idf": ("IntegerLookup", {"output_mode": "tf_idf"}),
    "whole given": ("IntegerLookup", {"vocabulary": [12, 5]}),
    "text": ("TextVectorization", {}),
    "text length": ("TextVectorization", {"output_sequence_length": 3}),
    "text 2-grams": ("TextVectorization", {"ngrams": 2}),
    "text counts": ("TextVectorization", {"output_mode": "count"}),
    "text tf-idf": ("TextVectorization", {"output_mode": "tf_idf"}),
    "text given": ("TextVectorization", {"vocabulary": ["cat", "the"]}),
    "hash": ("Hashing", {"num_bins": 5, "mask_value": "the", "salt": 3}),
    "hash counts": ("Hashing", {"num_bins": 5, "output_mode": "count"}),
    "categories": ("CategoryEncoding", {"num_tokens": 15}),
    "bins": ("Discretization", {"bin_boundaries": [2.0, 4.0]}),
    "learned bins": ("Discretization", {"num_bins": 3}),
    "normal": ("Normalization", {}),
    "normal axis": ("Normalization", {"axis": None, "invert": True}),
    "normal given": (
        "Normalization",
        {"mean": [1.0, 2.0], "variance": [4.0, 9.0]},
    ),
    "scale": ("Rescaling", {"scale": 0.5, "offset": [1.0, 2.0]}),
}
# tf_keras forgets what it has learned; ours refuses to be read so.
UNREAD = {"tf_keras": {"learned bins"}, "keras": set()}


def data_of(name):
    if name.startswith("text"):
        return tf.constant(TEXTS)[:, tf.newaxis]
    if name.startswith("hash"):
        return tf.constant([["the", "cat"], ["", "b"]])
    if name.startswith(("whole", "categories")):
        return tf.constant(NUMBERS, tf.int64)
    return tf.constant(FEATURES)


def model_of(k, name):
    kind, options = CASES[name]
    layer = getattr(k.layers, kind)(name="raw", **options)
    data = data_of(name)
    given = {"vocabulary", "bin_boundaries", "mean"} & options.keys()
    if hasattr(layer, "adapt") and not given:
        layer.adapt(data if kind == "TextVectorization" else data.numpy())
    x = k.Input(data.shape[1:], dtype=data.dtype.name, name="x")
    return k.Model(x, layer(x))


def ours():
    return importlib.import_module("keras")


def write(k, folder):
    for name in CASES:
        k.backend.clear_session()
        model = model_of(k, name)
        model.save(folder / f"{name}.keras")
        np.save(folder / f"{name}.npy", np.array(model(data_of(name))))


def check(k, folder, name):
    k.backend.clear_session()
    model = k.models.load_model(folder / f"{name}.keras")
    expected = np.load(folder / f"{name}.npy")
    found = model(data_of(name))
    np.testing.assert_allclose(found, expected, rtol=1e-5, err_msg=name)


def stand_for(package, mine, theirs):
    """What the other process does."""
    warnings.simplefilter("ignore")
    k = importlib.import_module(package)
    assert "4.0" not in k.__version__
    write(k, theirs)
    for name in CASES:
        if name not in UNREAD[package]:
            check(k, mine, name)


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """The files that this package writes."""
    folder = tmp_path_factory.mktemp("ours")
    write(ours(), folder)
    return folder


@pytest.fixture(scope="module", params=["tf_keras", "keras"])
def theirs(request, mine, tmp_path_factory, run_beside_ours):
    """The other package's files, after it has read ours."""
    folder = tmp_path_factory.mktemp(request.param)
    run_beside_ours(folder, __file__, request.param, mine, folder)
    return folder


@pytest.mark.parametrize("name", CASES)
def test_files_go_both_ways(theirs, name):
    if name == "learned bins" and theirs.name.startswith("tf_keras"):
        # Both make their own of a summary: no boundary is further off than one
        # number.
        layer = ours().models.load_model(theirs / f"{name}.keras").layers[-1]
        assert len(layer.bin_boundaries) == 2
        return
    check(ours(), theirs, name)


if __name__ == "__main__":
    stand_for(sys.argv[1], *map(pathlib.Path, sys.argv[2:]))
