"""The table of formats: several of one kind, endings, prefixes."""

import dataclasses
import os

import numpy as np
import pytest

import keras
from keras.saving.files import file_error
from keras.saving.formats import table


def model():
    layers = [keras.Input((2,)), keras.layers.Dense(1, name="out")]
    return keras.Sequential(layers)


def test_a_name_tells_nothing_when_a_file_is_read(tmp_path):
    first, again = model(), model()
    first.save_weights(tmp_path / "a.h5")
    os.rename(tmp_path / "a.h5", tmp_path / "old.weights.h5")
    first.save(tmp_path / "a.keras")
    os.rename(tmp_path / "a.keras", tmp_path / "a.h5")
    for name in ("old.weights.h5", "a.h5"):
        again.load_weights(tmp_path / name)
        for one, other in zip(
            first.get_weights(), again.get_weights(), strict=True
        ):
            np.testing.assert_array_equal(one, other)
    loaded = keras.models.load_model(tmp_path / "a.h5")
    np.testing.assert_array_equal(
        loaded.get_weights()[0], first.get_weights()[0]
    )


@pytest.mark.parametrize("formats", ["MODELS", "VALUES"])
def test_a_file_of_the_kind_that_nobody_reads_is_told(formats, tmp_path):
    known = getattr(table, formats)
    refusing = tuple(
        dataclasses.replace(each, reads=lambda path: False) for each in known
    )
    path = tmp_path / "a.keras"
    model().save(path)
    with pytest.raises(file_error.ModelFileError, match="another layout"):
        table.to_read(refusing, path)
    assert table.to_read(known, path).names == table.ARCHIVE_NAMES


def test_a_damaged_file_is_told_by_the_format_that_reads_the_rest(tmp_path):
    path = tmp_path / "a.weights.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + b"damaged")
    with pytest.raises(file_error.ModelFileError, match="whole HDF5 file"):
        model().load_weights(path)


def test_an_absent_file_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="it isn't there"):
        table.to_read(table.VALUES, tmp_path / "absent")


@pytest.mark.parametrize("formats", ["MODELS", "VALUES"])
def test_a_folder_is_told(formats, tmp_path):
    with pytest.raises(file_error.ModelFileError, match="Received: a folder"):
        table.to_read(getattr(table, formats), tmp_path)


@pytest.mark.parametrize("ending", [".h5", ".hdf5", ".keras"])
def test_a_name_that_contradicts_the_path_is_told(ending, tmp_path):
    with pytest.raises(ValueError, match=f"'a{ending}', save_format='tf'"):
        table.to_write("save_weights", table.VALUES, "a" + ending, "tf")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "an empty file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"<!DOCTYPE html>\n<html></html>", "a page of the web"),
        (b"\x80\x04rest", r"begin with b'\\x80\\x04rest'"),
    ],
)
def test_what_lies_in_place_of_a_model_is_told(content, told, tmp_path):
    path = tmp_path / "a.h5"
    path.write_bytes(content)
    for read in (keras.models.load_model, model().load_weights):
        with pytest.raises(file_error.ModelFileError, match=told):
            read(path)


def test_a_checkpoint_is_no_model_and_says_how_to_read_it(tmp_path):
    model().save_weights(tmp_path / "a")
    with pytest.raises(file_error.ModelFileError, match="`load_weights` it"):
        keras.models.load_model(tmp_path / "a")
