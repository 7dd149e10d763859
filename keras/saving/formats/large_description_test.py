"""A small file that describes a large model is refused before it's made."""

import json
import resource
import zipfile

import numpy as np
import pytest

import keras
from keras import layers, saving


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    path = tmp_path_factory.mktemp("base") / "model.keras"
    keras.Sequential([keras.Input((2,)), layers.Dense(2)]).save(path)
    return path


def _peak():
    """Returns the largest size of this process, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def described(base, path, shape, class_name, **config):
    """Writes the file of a model of one layer, without its values."""
    named = [
        ("InputLayer", {"batch_shape": [None, *shape], "name": "i"}),
        (class_name, {"name": "layer", **config}),
    ]
    with zipfile.ZipFile(base) as read, zipfile.ZipFile(path, "w") as written:
        for name in read.namelist():
            content = read.read(name)
            if name == "config.json":
                model = json.loads(content)
                model.pop("build_config", None)
                model["config"]["layers"] = [
                    {"module": "keras.layers", "class_name": c, "config": k}
                    for c, k in named
                ]
                content = json.dumps(model)
            written.writestr(name, content)
    return path


LARGE = {
    "a summary": ((1,), "Discretization", {"num_bins": 2**27}),
    "all its variables": ((1,), "Dense", {"units": 10**300}),
    "pairs": (
        (300_000, 1),
        "LocallyConnected1D",
        {"filters": 1, "kernel_size": 3000, "implementation": 3},
    ),
    "a mask": (
        (300_000, 1),
        "LocallyConnected1D",
        {"filters": 1, "kernel_size": 1, "implementation": 2},
    ),
}
_MODES = {"vocabulary": [1], "output_mode": "one_hot"}


@pytest.mark.parametrize("case", LARGE.values(), ids=LARGE)
def test_it_is_refused_in_few_words_and_little_memory(case, base, tmp_path):
    shape, class_name, config = case
    path = described(base, tmp_path / "a.keras", shape, class_name, **config)
    before = _peak()
    with pytest.raises(saving.ModelFileError, match="Expected") as raised:
        saving.load_model(path)
    assert _peak() - before < 100 * 2**20
    assert len(str(raised.value)) < 400 + len(str(path)) + 20


def test_any_number_of_unknown_tokens_takes_no_memory(base, tmp_path):
    config = {"num_oov_indices": 2**40, **_MODES}
    path = described(
        base, tmp_path / "a.keras", (1,), "IntegerLookup", **config
    )
    before = _peak()
    with pytest.raises(saving.ModelFileError, match="Unexpected in the file"):
        saving.load_model(path)
    assert _peak() - before < 100 * 2**20


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_pairs_are_counted_as_they_are_made(padding):
    layer = layers.LocallyConnected2D(
        2, (3, 2), strides=(2, 1), padding=padding, implementation=3
    )
    layer.build((None, 7, 5, 3))
    pairs = layer._weights_of_places._pairs
    assert layer.kernel.shape == (len(pairs),)
    assert len(np.unique(pairs, axis=0)) == len(pairs)
