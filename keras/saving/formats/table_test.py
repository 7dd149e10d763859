"""The table of formats: several of one kind, endings, prefixes."""

import dataclasses
import os

import h5py
import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.saving.files import file_error, file_kind
from keras.saving.formats import table


def model():
    layers = [keras.Input((2,)), keras.layers.Dense(1, name="out")]
    return keras.Sequential(layers)


# A format of HDF5 beside ours, as Keras 2's is: it says which layers it has.


def is_old(path):
    try:
        with h5py.File(path) as file:
            return "layer_names" in file.attrs
    except OSError:
        return False


def save_old(of_model, path, options):
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [layer.name for layer in of_model.layers]
        for number, variable in enumerate(of_model.weights):
            file[str(number)] = variable.numpy()


def load_old(of_model, path, options):
    with h5py.File(path) as file:
        of_model.set_weights([file[str(n)][()] for n in range(len(file))])


OLD = table.Format(
    names=("h5", "hdf5"),
    ending=".h5",
    kind=file_kind.HDF5,
    save=save_old,
    load=load_old,
    reads=is_old,
)


def save_prefix(of_model, path, options):
    tf.train.Checkpoint(model=of_model).write(os.fspath(path))


def load_prefix(of_model, path, options):
    tf.train.Checkpoint(model=of_model).read(os.fspath(path))


PREFIX = table.Format(
    names=("tf",),
    ending="",
    kind=file_kind.CHECKPOINT,
    save=save_prefix,
    load=load_prefix,
)


@pytest.fixture(params=["last", "first"])
def more_formats(request, monkeypatch):
    """A second HDF5 format, before or behind ours, which is then told too."""
    ours, *others = table.VALUES
    assert ours.ending == ".weights.h5"
    ours = dataclasses.replace(ours, reads=lambda path: not is_old(path))
    ordered = (ours, OLD) if request.param == "last" else (OLD, ours)
    monkeypatch.setattr(table, "VALUES", (*ordered, *others, PREFIX))
    return request.param


@pytest.mark.parametrize(
    "name", ["a.weights.h5", "a.h5", "a.keras", "folder.d/prefix"]
)
def test_each_file_is_read_by_the_format_that_wrote_it(
    name, more_formats, tmp_path
):
    first, again = model(), model()
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    if name.endswith(".keras"):
        first.save(path)
    else:
        first.save_weights(path)
    is_old_file = name == "a.h5" or more_formats == "first"
    assert path.exists() == (name != "folder.d/prefix")
    if path.suffix == ".h5":
        assert is_old(path) == is_old_file
    again.load_weights(path)
    for one, other in zip(
        first.get_weights(), again.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_a_name_tells_nothing_when_a_file_is_read(more_formats, tmp_path):
    first, again = model(), model()
    save_old(first, tmp_path / "old.weights.h5", None)
    again.load_weights(tmp_path / "old.weights.h5")
    np.testing.assert_array_equal(
        first.get_weights()[0], again.get_weights()[0]
    )


@pytest.mark.parametrize("formats", ["MODELS", "VALUES"])
def test_a_file_of_the_kind_that_nobody_reads_is_told(
    formats, monkeypatch, tmp_path
):
    known = getattr(table, formats)
    refusing = tuple(
        dataclasses.replace(each, reads=lambda path: False) for each in known
    )
    path = tmp_path / "a.keras"
    model().save(path)
    with pytest.raises(file_error.ModelFileError, match="another layout"):
        table.to_read(refusing, path)
    assert table.to_read(known, path).ending == ".keras"


def test_a_damaged_file_is_told_by_the_format_that_reads_the_rest(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(table, "VALUES", (OLD, *table.VALUES))
    path = tmp_path / "a.weights.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + b"damaged")
    with pytest.raises(file_error.ModelFileError, match="whole HDF5 file"):
        model().load_weights(path)


def test_an_absent_file_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="it isn't there"):
        table.to_read(table.VALUES, tmp_path / "absent")
