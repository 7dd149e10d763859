"""Parts that several attributes lead to, in files of tf_keras and Keras 3.

Run as a program it stands for another package: it writes its files to a folder
and reads those that this package wrote there.
"""

import importlib
import os
import pathlib
import sys

import numpy as np
import pytest

ATTRIBUTES = {
    "private_first": ("_a", "b", "c"),
    "two_private": ("_a", "_b", "c"),
    "capital": ("A", "_b", "c"),
    "private_between": ("b", "_z", "z"),
    "public": ("alpha", "zeta", "mu"),
    "private": ("_a", "_b", "_c"),
    "before_layers": ("alpha", "beta", "layerz"),
}


def dense(k):
    return [k.layers.Dense(2, use_bias=False) for _ in range(3)]


def led_to(obj, parts, attributes):
    """Has each attribute list all parts, from another one on."""
    for number, attribute in enumerate(attributes, 1):
        setattr(obj, attribute, parts[number:] + parts[:number])
    return obj, parts


def functional(k, attributes):
    parts, x = dense(k), k.Input((2,))
    y = parts[2](parts[1](parts[0](x)))
    return led_to(k.Model(x, y), parts, attributes)


def sequential(k, attributes):
    parts = dense(k)
    model = k.Sequential([k.Input((2,)), *parts])
    return led_to(model, parts, attributes)


def deferred(k, attributes):
    parts = dense(k)
    model = k.Sequential(parts)
    model(np.ones((1, 2)))
    return led_to(model, parts, attributes)


def subclassed(k, attributes):
    class Summed(k.Model):
        def call(self, x):
            return sum(part(x) for part in getattr(self, attributes[0]))

    model, parts = led_to(Summed(), dense(k), attributes)
    model(np.ones((1, 2)))
    return model, parts


def layer(k, attributes):
    class Summed(k.layers.Layer):
        def call(self, x):
            return sum(part(x) for part in getattr(self, attributes[0]))

    inner, parts = led_to(Summed(), dense(k), attributes)
    model = k.Sequential([k.Input((2,)), inner])
    model(np.ones((1, 2)))
    return model, parts


MAKERS = {
    made.__name__: made
    for made in (functional, sequential, deferred, subclassed, layer)
}
CASES = [(name, each) for name in MAKERS for each in ATTRIBUTES]


def save(k, name, each, folder):
    model, parts = MAKERS[name](k, ATTRIBUTES[each])
    for number, part in enumerate(parts):
        part.kernel.assign(np.full((2, 2), number + 1.0))
    model.save_weights(folder / f"{name}_{each}.weights.h5")


def check(k, name, each, folder):
    model, parts = MAKERS[name](k, ATTRIBUTES[each])
    model.load_weights(folder / f"{name}_{each}.weights.h5")
    found = [float(part.get_weights()[0][0, 0]) for part in parts]
    assert found == [1.0, 2.0, 3.0], (name, each, found)


def main(package, folder):
    os.environ["KERAS_BACKEND"] = "tensorflow"
    k, folder = importlib.import_module(package), pathlib.Path(folder)
    for case in CASES:
        save(k, *case, folder / package)
        check(k, *case, folder / "ours")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for inner in ("ours", "keras", "tf_keras"):
        (folder / inner).mkdir()
    k = importlib.import_module("keras")
    for case in CASES:
        save(k, *case, folder / "ours")
    return folder


@pytest.mark.parametrize("package", ["keras", "tf_keras"])
def test_the_others_read_our_files_and_we_theirs(
    package, folder, run_beside_ours
):
    run_beside_ours(folder, os.path.abspath(__file__), package, folder)
    k = importlib.import_module("keras")
    for case in CASES:
        check(k, *case, folder / package)


def test_we_read_our_own_files(folder):
    for case in CASES:
        check(importlib.import_module("keras"), *case, folder / "ours")


if __name__ == "__main__":
    main(*sys.argv[1:])
