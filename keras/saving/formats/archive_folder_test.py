"""The parts of an archive in a folder: `zipped=False`."""

import os

import numpy as np
import pytest

import keras
from keras import saving


def make(words=("a", "b")):
    keras.utils.set_random_seed(len(words))
    lookup = keras.layers.StringLookup()
    lookup.set_vocabulary(list(words))
    layers = [lookup, keras.layers.Embedding(4, 2), keras.layers.Flatten()]
    return keras.Sequential([keras.Input((1,), dtype="string"), *layers])


def predicted(model):
    return model.predict(np.array([["a"], ["b"]], object), verbose=0)


def test_a_model_comes_back_with_the_files_of_its_parts(tmp_path):
    model, path = make(), tmp_path / "model"
    model.save(path, zipped=False)
    assert {"config.json", "metadata.json", "model.weights.h5"} < set(
        os.listdir(path)
    )
    other = keras.models.load_model(path)
    np.testing.assert_array_equal(predicted(other), predicted(model))


def test_an_older_one_is_replaced_whole(tmp_path):
    path = tmp_path / "model"
    make().save(path, zipped=False)
    newer = make(["b"])
    newer.save(path, zipped=False)
    np.testing.assert_array_equal(
        predicted(keras.models.load_model(path)), predicted(newer)
    )
    assert os.listdir(tmp_path) == ["model"]


@pytest.mark.parametrize("name", ["there", "model.keras", "gs://b/model"])
def test_a_path_that_cannot_be_a_folder_of_ours_is_refused(name, tmp_path):
    (tmp_path / "there").mkdir()
    path = name if "://" in name else tmp_path / name
    with pytest.raises(ValueError, match="zipped=False"):
        make().save(path, overwrite=False, zipped=False)
    assert os.listdir(tmp_path) == ["there"]


def test_another_format_is_refused(tmp_path):
    with pytest.raises(ValueError, match="save_format='h5'"):
        make().save(tmp_path / "a", save_format="h5", zipped=False)


@pytest.mark.parametrize("name", ["config.json", "model.weights.h5"])
def test_a_link_out_of_the_folder_is_refused(name, tmp_path):
    path = tmp_path / "model"
    make().save(path, zipped=False)
    os.rename(path / name, tmp_path / name)
    os.symlink(tmp_path / name, path / name)
    with pytest.raises(saving.ModelFileError, match="no links"):
        keras.models.load_model(path)


def test_a_link_among_the_files_of_parts_is_refused(tmp_path):
    path = tmp_path / "model"
    make().save(path, zipped=False)
    (place,) = (path / "assets").rglob("*.txt")
    os.rename(place, tmp_path / "words")
    os.symlink(tmp_path / "words", place)
    with pytest.raises(saving.ModelFileError, match="no links"):
        keras.models.load_model(path)


@pytest.mark.parametrize("place", ["assets", "assets/layers"])
def test_a_link_in_place_of_a_folder_of_files_is_refused(place, tmp_path):
    path, outside = tmp_path / "model", tmp_path / "outside"
    make().save(path, zipped=False)
    os.rename(path / place, outside)
    os.symlink(outside, path / place)
    with pytest.raises(saving.ModelFileError, match="leads elsewhere"):
        keras.models.load_model(path)


def test_a_folder_of_a_later_version_is_refused(tmp_path):
    path = tmp_path / "model"
    make().save(path, zipped=False)
    (path / "metadata.json").write_text('{"keras_version": "99.0"}')
    with pytest.raises(saving.ModelFileError, match="later version"):
        keras.models.load_model(path)


def test_a_damaged_description_is_refused(tmp_path):
    path = tmp_path / "model"
    make().save(path, zipped=False)
    (path / "config.json").write_text("{")
    with pytest.raises(saving.ModelFileError, match="config.json"):
        keras.models.load_model(path)


def test_a_description_that_was_changed_is_told_and_how_to_load_it(tmp_path):
    path = tmp_path / "model"
    make().save(path, zipped=False)
    config = path / "config.json"
    config.write_text(config.read_text() + " ")
    with pytest.raises(saving.ModelFileError, match="remove 'config_crc32'"):
        keras.models.load_model(path)
    (path / "metadata.json").write_text("{}")
    keras.models.load_model(path)
