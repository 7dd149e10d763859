"""Tests of files that aren't local: streams, and other file systems."""

import io

import h5py
import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers, saving

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


def made():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    model.compile("adam", "mse")
    model.fit(X, X[:, :2], verbose=0)
    return model


def expect_same(read, model):
    np.testing.assert_array_equal(read(X), model(X))
    assert read.optimizer.iterations == 1


@pytest.mark.parametrize("save_format", [None, "keras", "h5"])
def test_a_stream_holds_a_model(save_format, tmp_path):
    # row 207
    model, stream = made(), io.BytesIO()
    model.save(stream, save_format=save_format)
    stream.seek(0)
    expect_same(saving.load_model(stream), model)
    with open(tmp_path / "file", "wb") as file:
        model.save(file, save_format=save_format)
    with open(tmp_path / "file", "rb") as file:
        expect_same(saving.load_model(file), model)


def test_a_stream_is_read_from_where_it_stands():
    model, stream = made(), io.BytesIO(b"header")
    stream.seek(6)
    model.save(stream)
    stream.seek(6)
    expect_same(saving.load_model(stream), model)


@pytest.mark.parametrize("save_format", [None, "h5"])
def test_a_stream_holds_values(save_format):
    # row 207
    model, stream = made(), io.BytesIO()
    model.save_weights(stream, save_format=save_format)
    stream.seek(0)
    other = made()
    other.load_weights(stream)
    np.testing.assert_array_equal(other(X), model(X))


def test_an_open_hdf5_file_holds_a_model_and_more():
    # row 207
    model = made()
    with h5py.File("memory", "w", driver="core", backing_store=False) as file:
        file["mine"] = 7
        model.save(file)
        expect_same(saving.load_model(file), model)
        assert file["mine"][()] == 7


@pytest.mark.parametrize("place", [io.StringIO(), 7, None])
def test_what_is_no_file_is_told(place):
    for call in (made().save, saving.load_model, made().save_weights):
        with pytest.raises(TypeError, match="BytesIO"):
            call(place)


def test_a_format_of_several_files_fits_no_stream():
    stream = io.BytesIO()
    with pytest.raises(ValueError, match="save_format='tf'"):
        made().save(stream, save_format="tf")
    assert stream.getvalue() == b""


def test_what_is_wrong_with_a_stream_is_told_by_its_name(tmp_path):
    with pytest.raises(saving.ModelFileError, match="<BytesIO>"):
        saving.load_model(io.BytesIO(b"no model"))
    (tmp_path / "mine.bin").write_bytes(b"no model")
    with open(tmp_path / "mine.bin", "rb") as file:
        with pytest.raises(saving.ModelFileError, match="mine.bin"):
            saving.load_model(file)


# `ram://` stands for the remote ones.
@pytest.mark.parametrize("name", ["a.keras", "a.h5", "a"])
def test_a_remote_place_holds_a_model(name):
    # row 208
    model, path = made(), f"ram://models_{name}/{name}"
    model.save(path)
    expect_same(saving.load_model(path), model)
    with pytest.raises(ValueError, match="overwrite=True"):
        model.save(path, overwrite=False)
    model.save(path)
    expect_same(saving.load_model(path), model)


@pytest.mark.parametrize("name", ["b.weights.h5", "b.h5", "b"])
def test_a_remote_place_holds_values(name):
    # row 208
    model, path = made(), f"ram://values_{name}/{name}"
    model.save_weights(path)
    other = made()
    other.load_weights(path)
    np.testing.assert_array_equal(other(X), model(X))
    if name == "b":
        assert tf.train.latest_checkpoint("ram://values_b") == path


def test_a_remote_place_with_nothing_there_is_told():
    with pytest.raises(saving.ModelFileError, match="ram://nothing/a.keras"):
        saving.load_model("ram://nothing/a.keras")


def test_callbacks_write_to_remote_places():
    # row 208
    callbacks = keras.callbacks
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    model.compile("adam", "mse")
    folder = "ram://run"
    model.fit(
        X,
        X[:, :2],
        epochs=2,
        verbose=0,
        callbacks=[
            callbacks.ModelCheckpoint(f"{folder}/best/{{epoch}}.keras"),
            callbacks.ModelCheckpoint(
                f"{folder}/values/{{epoch}}", save_weights_only=True
            ),
            callbacks.CSVLogger(f"{folder}/log.csv"),
            callbacks.BackupAndRestore(
                f"{folder}/backup", delete_checkpoint=False
            ),
            callbacks.TensorBoard(f"{folder}/board"),
        ],
    )
    read = saving.load_model(f"{folder}/best/2.keras")
    np.testing.assert_array_equal(read(X), model(X))
    latest = tf.train.latest_checkpoint(f"{folder}/values")
    assert latest == f"{folder}/values/2"
    with tf.io.gfile.GFile(f"{folder}/log.csv") as file:
        assert len(file.read().splitlines()) == 3
    assert tf.io.gfile.listdir(f"{folder}/backup")
    assert tf.io.gfile.listdir(f"{folder}/board")
