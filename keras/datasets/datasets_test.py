"""Published files, in small, are read from a server of this machine."""

import gzip
import io
import json
import os
import pickle
import tarfile
import zipfile

import numpy as np
import pytest

import keras
from keras.datasets import cifar_batches, published
from keras.saving.files import file_hash
from keras.testing import file_server, small_files

DATA = keras.datasets
RNG = np.random.default_rng(0)
REVIEWS = small_files.REVIEWS
npz, texts, imdb = small_files.npz, small_files.texts, small_files.imdb


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server of files that are smaller than those whose hashes are known."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(file_hash, "matches", lambda *_: True)
    with file_server.serving() as running:
        monkeypatch.setattr(published, "ADDRESS", f"{running.address}/")
        monkeypatch.setattr(cifar_batches, "ADDRESS", f"{running.address}/")
        yield running


def tar(**files):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def python2_pickle(**entries):
    """A pickle as Python 2 wrote it: its strings are bytes."""
    return pickle.dumps(
        {name.encode(): value for name, value in entries.items()}, 2
    )


def test_mnist(server):
    x, y = (
        RNG.integers(0, 256, (5, 28, 28), "uint8"),
        np.arange(5, dtype="uint8"),
    )
    server.files["mnist.npz"] = npz(
        x_train=x, y_train=y, x_test=x[:2], y_test=y[:2]
    )
    (x_train, y_train), (x_test, y_test) = DATA.mnist.load_data()
    np.testing.assert_array_equal(x_train, x)
    np.testing.assert_array_equal(y_test, y[:2])
    assert (len(y_train), len(x_test), x_train.dtype) == (5, 2, "uint8")


def test_mnist_is_fetched_into_the_cache_that_is_named(server, tmp_path):
    server.files["mnist.npz"] = npz(x_train=1, y_train=1, x_test=1, y_test=1)
    DATA.mnist.load_data("m.npz", cache_dir=tmp_path / "own")
    assert (tmp_path / "own" / "datasets" / "m.npz").exists()


def test_fashion_mnist(server, tmp_path):
    x, y = RNG.integers(0, 256, (3, 28, 28), "uint8"), bytes([4, 5, 6])
    for part in ("train", "t10k"):
        server.files[f"{part}-images-idx3-ubyte.gz"] = gzip.compress(
            np.array([0x803, 3, 28, 28], ">u4").tobytes() + x.tobytes()
        )
        server.files[f"{part}-labels-idx1-ubyte.gz"] = gzip.compress(
            np.array([0x801, 3], ">u4").tobytes() + y
        )
    (x_train, y_train), (x_test, _) = DATA.fashion_mnist.load_data()
    np.testing.assert_array_equal(x_train, x)
    np.testing.assert_array_equal(x_test, x)
    np.testing.assert_array_equal(y_train, [4, 5, 6])
    assert (tmp_path / "datasets" / "fashion-mnist").is_dir()


@pytest.mark.parametrize("data", [b"no gzip", gzip.compress(b"\0\0\x08\1\0")])
def test_a_broken_picture_file_is_named(server, data):
    server.files["train-labels-idx1-ubyte.gz"] = data
    with pytest.raises(ValueError, match="train-labels.*IDX file"):
        DATA.fashion_mnist.load_data()


def cifar10(rows=2):
    x = RNG.integers(0, 256, (6, rows, 3072), "uint8")
    names = [f"data_batch_{number}" for number in range(1, 6)] + ["test_batch"]
    files = {
        f"cifar-10-batches-py/{name}": python2_pickle(
            data=x[i], labels=[i, i], filenames=[b"a.png", b"b.png"]
        )
        for i, name in enumerate(names)
    }
    return x, tar(**files)


def test_cifar10(server):
    x, server.files["cifar-10-python.tar.gz"] = cifar10()
    (x_train, y_train), (x_test, y_test) = DATA.cifar10.load_data()
    assert x_train.shape == (10, 32, 32, 3)
    assert y_train.ravel().tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert (y_test.shape, y_test.dtype) == ((2, 1), "uint8")
    np.testing.assert_array_equal(x_test[1, 3, 7], x[5, 1, 3 * 32 + 7 :: 1024])


def test_cifar10_with_channels_first(server):
    x, server.files["cifar-10-python.tar.gz"] = cifar10()
    keras.backend.set_image_data_format("channels_first")
    try:
        (x_train, _), _ = DATA.cifar10.load_data()
    finally:
        keras.backend.set_image_data_format("channels_last")
    np.testing.assert_array_equal(x_train.reshape(5, 2, -1), x[:5])


@pytest.mark.parametrize("mode, labels", [("fine", [7, 8]), ("coarse", [1, 2])])
def test_cifar100(server, mode, labels):
    batch = python2_pickle(
        data=np.zeros((2, 3072), "uint8"),
        fine_labels=[7, 8],
        coarse_labels=[1, 2],
    )
    server.files["cifar-100-python.tar.gz"] = tar(
        **{"cifar-100-python/train": batch, "cifar-100-python/test": batch}
    )
    (_, y_train), (x_test, _) = DATA.cifar100.load_data(mode)
    assert (y_train.ravel().tolist(), y_train.dtype) == (labels, "int64")
    assert x_test.shape == (2, 32, 32, 3)


def test_other_labels_are_told():
    with pytest.raises(ValueError, match="label_mode='rough'"):
        DATA.cifar100.load_data("rough")


class Harmful:
    """Writes a file where it's unpickled."""

    def __init__(self, path):
        self._path = path

    def __reduce__(self):
        return os.mkdir, (self._path,)


def test_a_batch_that_would_run_something_is_refused(server, tmp_path):
    bad = python2_pickle(data=Harmful(str(tmp_path / "ran")))
    server.files["cifar-100-python.tar.gz"] = tar(
        **{"cifar-100-python/train": bad}
    )
    with pytest.raises(ValueError, match="it names .*mkdir.*Nothing of it"):
        DATA.cifar100.load_data()
    assert not (tmp_path / "ran").exists()


def test_reviews_that_would_run_something_are_refused(server, tmp_path):
    server.files["imdb.npz"] = imdb([Harmful(str(tmp_path / "ran")), [1]])
    with pytest.raises(ValueError, match="it names .*mkdir.*Nothing of it"):
        DATA.imdb.load_data()
    assert not (tmp_path / "ran").exists()


def test_a_batch_without_pictures_is_told(server):
    server.files["cifar-100-python.tar.gz"] = tar(
        **{"cifar-100-python/train": python2_pickle(fine_labels=[1])}
    )
    with pytest.raises(ValueError, match="is no batch of CIFAR"):
        DATA.cifar100.load_data()


def words(loaded):
    return sorted(text for x, _ in loaded for text in x)


def test_reviews_keep_keras_2_numbers_unless_exact(server):
    # row 217
    server.files["imdb.npz"] = imdb()
    kept = words(DATA.imdb.load_data())
    exact = words(DATA.imdb.load_data(exact=True))
    assert [1, 9, 4, 5, 2] in kept
    assert [1, 9, 4, 5, 12] in exact


def test_a_review_of_just_the_length_is_kept_if_exact(server):
    # row 217
    server.files["imdb.npz"] = imdb()
    kept = words(DATA.imdb.load_data(maxlen=4))
    exact = words(DATA.imdb.load_data(maxlen=4, exact=True))
    assert {len(text) for text in kept} == {2, 3}
    assert {len(text) for text in exact} == {2, 3, 4}


@pytest.mark.parametrize("oov_char", [2, None])
def test_the_start_mark_is_never_replaced_if_exact(server, oov_char):
    # row 217
    server.files["imdb.npz"] = imdb()
    options = {"skip_top": 5, "oov_char": oov_char}
    kept = words(DATA.imdb.load_data(**options))
    exact = words(DATA.imdb.load_data(**options, exact=True))
    assert not any(text[:1] == [1] for text in kept)
    assert all(text[0] == 1 for text in exact)


def test_ranks_may_be_left_as_they_are(server):
    # Keras 2 joins each review to one of the other part there.
    server.files["imdb.npz"] = imdb()
    options = {"start_char": None, "index_from": 0, "exact": True}
    assert words(DATA.imdb.load_data(**options)) == sorted(REVIEWS * 2)


def test_a_length_that_leaves_nothing_is_told(server):
    server.files["imdb.npz"] = imdb()
    with pytest.raises(ValueError, match="maxlen=1"):
        DATA.imdb.load_data(maxlen=1)


def test_reviews_of_one_length_are_lists_too(server):
    server.files["imdb.npz"] = imdb([[1, 2], [3, 4]])
    (x, _), _ = DATA.imdb.load_data()
    assert x.shape == (2,)
    assert isinstance(x[0], list)


def test_a_file_of_ones_own_is_read_and_stays(server, tmp_path, monkeypatch):
    # row 218
    monkeypatch.undo()
    own = tmp_path / "own.npz"
    own.write_bytes(imdb())
    with pytest.warns(UserWarning, match="outside the cache"):
        (x, _), _ = DATA.imdb.load_data(str(own))
    assert len(x) == 6
    assert own.read_bytes() == imdb()


def test_word_indices(server):
    for name in ("imdb", "reuters"):
        server.files[f"{name}_word_index.json"] = json.dumps({name: 1}).encode()
    assert DATA.imdb.get_word_index() == {"imdb": 1}
    assert DATA.reuters.get_word_index() == {"reuters": 1}


def test_a_broken_word_index_is_named(server):
    server.files["imdb_word_index.json"] = b"{"
    with pytest.raises(ValueError, match="imdb_word_index.json.*JSON"):
        DATA.imdb.get_word_index()


def test_california_housing(server):
    x = np.arange(8000, dtype="float32").reshape(1000, 8)
    server.files["california_housing.npz"] = npz(x=x, y=x[:, 0])
    (x_train, y_train), (x_test, _) = DATA.california_housing.load_data()
    assert (len(x_train), len(x_test)) == (800, 200)
    np.testing.assert_array_equal(x_train[:, 0], y_train)
    (x_train, _), _ = DATA.california_housing.load_data("small", test_split=0)
    np.testing.assert_array_equal(np.sort(x_train, axis=0), x[:600])


def test_an_unknown_version_is_told():
    with pytest.raises(ValueError, match="version='tiny'"):
        DATA.california_housing.load_data("tiny")


@pytest.mark.parametrize(
    "name", ["boston_housing", "california_housing", "reuters"]
)
def test_a_share_beyond_all_is_told(name):
    with pytest.raises(ValueError, match=rf"{name}.*test_split=1"):
        getattr(DATA, name).load_data(test_split=1)


@pytest.mark.parametrize("data", [b"no zip", npz(x=np.ones(2))])
def test_a_broken_table_is_named(server, data):
    server.files["boston_housing.npz"] = data
    with pytest.raises(ValueError, match="boston_housing.npz.*with x, y"):
        DATA.boston_housing.load_data()


@pytest.mark.parametrize("damage", ["no array", "too large"])
def test_a_broken_array_of_a_table_is_named(server, damage):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        with archive.open("x.npy", "w") as file:
            if damage == "no array":
                file.write(b"no NumPy")
            else:
                header = {"descr": "<i8", "fortran_order": False}
                np.lib.format.write_array_header_1_0(
                    file, header | {"shape": (10**12,)}
                )
    server.files["boston_housing.npz"] = made.getvalue()
    with pytest.raises(ValueError, match="boston_housing.npz.*Expected x"):
        DATA.boston_housing.load_data()
