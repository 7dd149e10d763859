"""Files, hashes and numbers are those of the other packages."""

import inspect

import numpy as np
import pytest
import tf_keras

import keras
from keras.testing import small_files
from keras.utils import data_fetch

OURS, THEIRS = keras.datasets, tf_keras.datasets
NAMES = (
    "mnist",
    "fashion_mnist",
    "cifar10",
    "cifar100",
    "imdb",
    "reuters",
    "boston_housing",
)
CHOICES = [
    {},
    {"num_words": 8},
    {"skip_top": 5},
    {"maxlen": 4},
    {"oov_char": None, "num_words": 8},
    {"start_char": None},
    {"seed": 7, "index_from": 10},
]


class Asked(Exception):
    """Carries what a package asked for instead of fetching it."""


@pytest.fixture
def asking(monkeypatch):
    """What load_data of either package asks its get_file for."""

    signature = inspect.signature(keras.utils.get_file)

    def ask(*positional, **named):
        given = signature.bind(*positional, **named)
        raise Asked(given.arguments)

    monkeypatch.setattr(data_fetch, "get_file", ask)
    for name in NAMES:
        module = inspect.getmodule(getattr(THEIRS, name).load_data)
        monkeypatch.setattr(module, "get_file", ask)

    def what(load):
        with pytest.raises(Asked) as caught:
            load()
        (asked,) = caught.value.args
        return {
            key: asked[key]
            for key in ("fname", "origin", "untar", "file_hash")
            if asked.get(key)
        }

    return what


@pytest.mark.parametrize("name", NAMES)
def test_the_same_files_are_fetched(asking, name):
    ours, theirs = getattr(OURS, name), getattr(THEIRS, name)
    assert asking(ours.load_data) == asking(theirs.load_data)


@pytest.mark.parametrize("name", ["imdb", "reuters"])
def test_the_same_word_index_is_fetched(asking, name):
    ours, theirs = getattr(OURS, name), getattr(THEIRS, name)
    assert asking(ours.get_word_index) == asking(theirs.get_word_index)


def test_topics_have_the_same_names():
    assert OURS.reuters.get_label_names() == THEIRS.reuters.get_label_names()


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Lets both packages load one small file of the test's."""

    def write(name, data):
        path = tmp_path / f"{name}.npz"
        path.write_bytes(data)

        def taken(*_, **__):
            return str(path)

        monkeypatch.setattr(data_fetch, "get_file", taken)
        module = inspect.getmodule(getattr(THEIRS, name).load_data)
        monkeypatch.setattr(module, "get_file", taken)
        return getattr(OURS, name).load_data, getattr(THEIRS, name).load_data

    return write


def as_lists(loaded):
    # Of texts of one length theirs are rows of an array.
    return [[[list(text) for text in x], list(y), y.dtype] for x, y in loaded]


@pytest.mark.parametrize("options", CHOICES)
def test_reviews_are_theirs(small, options):
    # row 217
    ours, theirs = small("imdb", small_files.imdb())
    assert as_lists(ours(**options)) == as_lists(theirs(**options))


@pytest.mark.parametrize(
    "options",
    [*CHOICES, {"test_split": 0.5}, {"start_char": None, "index_from": 0}],
)
def test_newswires_are_theirs(small, options):
    # row 217
    x = small_files.texts(small_files.REVIEWS)
    ours, theirs = small("reuters", small_files.npz(x=x, y=np.arange(6)))
    assert as_lists(ours(**options)) == as_lists(theirs(**options))


@pytest.mark.parametrize("options", [{}, {"test_split": 0.45, "seed": 1}])
def test_houses_are_theirs(small, options):
    x = np.arange(91.0).reshape(7, 13)
    ours, theirs = small("boston_housing", small_files.npz(x=x, y=x[:, 0]))
    for our, their in zip(ours(**options), theirs(**options), strict=True):
        np.testing.assert_array_equal(our[0], their[0])
        np.testing.assert_array_equal(our[1], their[1])
