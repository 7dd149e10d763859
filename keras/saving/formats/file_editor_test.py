"""`KerasFileEditor`: what it shows, changes and saves."""

import os

import numpy as np
import pytest

import keras
from keras import saving
from keras.saving.config import file_note
from keras.saving.formats import noted


def make(*units, **compiled):
    layers = [keras.layers.Dense(n) for n in units]
    model = keras.Sequential([keras.Input((3,)), *layers])
    if compiled:
        model.compile(**compiled)
    return model


@pytest.fixture
def path(tmp_path):
    make(4, 2).save_weights(tmp_path / "m.weights.h5")
    return tmp_path / "m.weights.h5"


@pytest.fixture
def editor(path):
    return saving.KerasFileEditor(path)


def test_the_summary_is_a_tree(editor, capsys):
    editor.summary()
    assert capsys.readouterr().out == (
        "Weights structure\n"
        "layers\n"
        "├─ dense\n"
        "│  ├─ 0: shape=(3, 4), dtype=float32\n"
        "│  └─ 1: shape=(4,), dtype=float32\n"
        "└─ dense_1\n"
        "   ├─ 0: shape=(4, 2), dtype=float32\n"
        "   └─ 1: shape=(2,), dtype=float32\n"
    )


def test_numbers_are_in_order(tmp_path, capsys):
    make(*[4] * 11).save_weights(tmp_path / "m.weights.h5")
    editor = saving.KerasFileEditor(tmp_path / "m.weights.h5")
    names = ["dense", *[f"dense_{number}" for number in range(1, 11)]]
    assert list(editor.weights_dict["layers"]) == names
    editor.compare(make(*[5] * 11))
    told = capsys.readouterr().out
    assert told.index("dense_9/1") < told.index("dense_10/0")


def test_an_archive_tells_its_version_and_model(tmp_path):
    make(4).save(tmp_path / "m.keras")
    editor = saving.KerasFileEditor(tmp_path / "m.keras")
    assert editor.metadata["keras_version"] == keras.__version__
    assert editor.config["class_name"] == "Sequential"
    assert editor.weights_dict["layers"]["dense"]["0"].shape == (3, 4)


def test_values_in_several_files_are_one(tmp_path):
    model = make(4, 2)
    index = tmp_path / "m.weights.json"
    model.save_weights(index, max_shard_size=50 / 2**30)
    saving.KerasFileEditor(index).save(tmp_path / "one.weights.h5")
    other = make(4, 2)
    other.load_weights(tmp_path / "one.weights.h5")
    for one, two in zip(model.weights, other.weights, strict=True):
        np.testing.assert_array_equal(one, two)


def test_a_model_that_fits_is_a_success(editor, capsys):
    found = editor.compare(make(4, 2))
    assert found == {"status": "success", "error_count": 0, "match_count": 4}
    assert "fits the model" in capsys.readouterr().out


def test_each_difference_is_told_and_counted(editor, capsys):
    # The numbers are Keras 3's for the same two.
    found = editor.compare(make(4, 5))
    assert found == {"status": "error", "error_count": 2, "match_count": 2}
    told = capsys.readouterr().out
    assert (
        "dense_1/0: the model has shape=(4, 5), the file shape=(4, 2)" in told
    )
    found = editor.compare(make(4))
    assert found == {"status": "error", "error_count": 1, "match_count": 2}
    assert "layers/dense_1: the file has it" in capsys.readouterr().out
    found = editor.compare(make(4, 2, optimizer="adam"))
    assert (found["error_count"], found["match_count"]) == (1, 4)


def test_a_file_is_fitted_to_a_model_that_changed(path, editor):
    kernel = np.full((2, 6), 3.0, "float32")
    bias = np.zeros(6, "float32")
    editor.add_object("layers/dense_2", {"0": kernel, "1": bias})
    editor.add_weights("dense", {"1": np.full(4, 7.0, "float32")})
    editor.save(path)
    model = make(4, 2, 6)
    model.load_weights(path)
    np.testing.assert_array_equal(model.layers[2].kernel, kernel)
    np.testing.assert_array_equal(model.layers[0].bias, [7.0] * 4)


def test_an_object_is_renamed_with_all_in_it(editor):
    editor.rename_object("layers/dense", "first")
    editor.rename_object("layers", "_layers")
    assert set(editor.weights_dict["_layers"]) == {"first", "dense_1"}


class Scores(keras.layers.Dense):
    """A Dense that was given a class of its own: `layers/scores`."""


def test_the_optimizer_goes_on_with_a_renamed_object(tmp_path):
    path, x = tmp_path / "m.weights.h5", np.ones((2, 3))
    model = make(3, 3, optimizer="adam", loss="mse")
    model.fit(x, x, verbose=0)
    model.save_weights(path)
    editor = saving.KerasFileEditor(path)
    editor.rename_object("layers/dense", "scores")
    editor.rename_object("layers/dense_1", "dense")
    editor.save(path)
    parts = [keras.Input((3,)), Scores(3), keras.layers.Dense(3)]
    other = keras.Sequential(parts)
    other.compile("adam", "mse")
    other.load_weights(path)
    mine, theirs = model.optimizer.variables, other.optimizer.variables
    for one, two in zip(mine, theirs, strict=True):
        np.testing.assert_array_equal(one, two)


def test_weight_decay_leaves_alone_what_was_renamed(tmp_path):
    path, x = tmp_path / "m.weights.h5", np.ones((2, 3))
    model = make(3, optimizer=keras.optimizers.AdamW(weight_decay=0.1))
    model.compile(model.optimizer, "mse")
    model.optimizer.exclude_from_weight_decay(var_names=["bias"])
    model.fit(x, x, verbose=0)
    model.save_weights(path)
    editor = saving.KerasFileEditor(path)
    editor.rename_object("layers/dense", "scores")
    editor.save(path)
    other = keras.Sequential([keras.Input((3,)), Scores(3)])
    other.compile(keras.optimizers.AdamW(weight_decay=0.1), "mse")
    other.load_weights(path)
    decays = other.optimizer._use_weight_decay
    assert [decays(v) for v in other.weights] == [True, False]


def test_objects_and_arrays_are_deleted(path, editor):
    editor.delete_object("dense_1")
    editor.delete_weight("layers/dense", "1")
    editor.resave_weights(path)
    found = saving.KerasFileEditor(path).weights_dict
    assert {k: list(v) for k, v in found["layers"].items()} == {"dense": ["0"]}


def test_nothing_is_changed_before_it_is_saved(path, editor):
    before = path.read_bytes()
    editor.delete_object("layers")
    assert path.read_bytes() == before


def test_an_archive_keeps_model_and_files_of_its_parts(tmp_path):
    words = keras.layers.StringLookup(vocabulary=["a", "b"])
    layers = [words, keras.layers.Embedding(3, 2), keras.layers.Flatten()]
    model = keras.Sequential([keras.Input((1,), dtype="string"), *layers])
    model.save(tmp_path / "m.keras")
    editor = saving.KerasFileEditor(tmp_path / "m.keras")
    table = np.arange(6, dtype="float32").reshape(3, 2)
    editor.add_weights("embedding", {"0": table})
    editor.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    found = loaded.predict(np.array([["b"]], object), verbose=0)
    np.testing.assert_array_equal(found, [[4.0, 5.0]])
    editor.save(tmp_path / "m.weights.h5")
    model.load_weights(tmp_path / "m.weights.h5")
    np.testing.assert_array_equal(model.weights[-1], table)


def test_an_object_with_files_is_not_renamed(tmp_path):
    words = keras.layers.StringLookup(vocabulary=["a", "b"])
    model = keras.Sequential([keras.Input((1,), dtype="string"), words])
    model.save(tmp_path / "m.keras")
    editor = saving.KerasFileEditor(tmp_path / "m.keras")
    editor.add_object("layers/string_lookup", {"0": np.zeros(1)})
    with pytest.raises(ValueError, match="files of"):
        editor.rename_object("layers", "others")


def test_a_failure_while_saving_leaves_the_file(path, editor, monkeypatch):
    before = path.read_bytes()
    editor.delete_object("dense")

    def fail(handle):
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        editor.save(path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["m.weights.h5"]


ARRAY = {"0": np.zeros(1)}
REFUSED = {
    "such as .'layers/dense'": lambda e: e.delete_object("layers/dens"),
    "no such array. .*'0', '1'": lambda e: e.delete_weight("dense", "2"),
    "there is an object": lambda e: e.rename_object("dense", "dense_1"),
    "without '/'": lambda e: e.rename_object("dense", "a/b"),
    "not 'vars'": lambda e: e.add_object("layers/vars", ARRAY),
    "there is one": lambda e: e.add_object("/layers/dense", ARRAY),
    "name in a file": lambda e: e.add_object("layers/../a", ARRAY),
    "name in a file.*'a/b'": lambda e: e.add_weights("dense", {"a/b": 1}),
    "ends with '.weights.h5'. ": lambda e: e.save("a.keras"),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_done_changes_nothing(reason, editor):
    before = str(editor.weights_dict)
    with pytest.raises(ValueError, match=reason):
        REFUSED[reason](editor)
    assert str(editor.weights_dict) == before


def test_a_name_of_two_objects_is_refused(editor):
    editor.add_object("others/dense", ARRAY)
    with pytest.raises(ValueError, match="layers/dense.*others/dense"):
        editor.delete_object("dense")


def test_what_is_no_array_is_refused(editor):
    with pytest.raises(TypeError, match="no array of numbers. .*0='text'"):
        editor.add_weights("dense", {"0": "text"})


@pytest.mark.parametrize("content", [None, b"text", b"PK\x03\x04 and so on"])
def test_what_is_no_file_of_values_is_refused(content, tmp_path):
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(saving.ModelFileError, match=str(path)):
        saving.KerasFileEditor(path)


@pytest.mark.parametrize("save", ["save", "save_weights"])
def test_layers_in_hdf5_of_keras_2_are_objects(save, tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    getattr(model, save)(tmp_path / "a.h5")
    editor = saving.KerasFileEditor(tmp_path / "a.h5")
    arrays = list(editor.weights_dict[model.layers[0].name].values())
    for found, expected in zip(arrays, model.get_weights(), strict=True):
        np.testing.assert_array_equal(found, expected)
    (tmp_path / "a.txt").write_text("no model")
    with pytest.raises(keras.saving.ModelFileError, match="can't be edited"):
        saving.KerasFileEditor(tmp_path / "a.txt")


def graph():
    x = keras.Input((3,), name="x")
    y = keras.layers.Dense(4, "relu", name="hidden")(x)
    y = keras.layers.Concatenate(name="both")([y, x])
    model = keras.Model(x, keras.layers.Dense(2, name="scores")(y))
    model.compile("adam", "mse")
    model.fit(np.ones((2, 3)), np.ones((2, 2)), verbose=0)
    return model


def test_a_layer_of_a_whole_h5_is_renamed_in_its_model_too(tmp_path):
    model, path = graph(), tmp_path / "m.h5"
    model.save(path)
    editor = saving.KerasFileEditor(path)
    assert list(editor.weights_dict) == ["both", "hidden", "scores", "x"]
    editor.rename_object("hidden", "features")
    editor.rename_object("x", "rows")
    assert editor.compare(model)["error_count"] == 4
    editor.save(path)
    read = keras.models.load_model(path)
    assert [each.name for each in read.layers[:2]] == ["rows", "features"]
    x, y = np.ones((2, 3), "float32"), np.ones((2, 2), "float32")
    np.testing.assert_array_equal(read(x), model(x))
    # The optimizer went along.
    assert read.train_on_batch(x, y) == model.train_on_batch(x, y)
    np.testing.assert_array_equal(read(x), model(x))


def test_layers_of_an_h5_of_values_are_added_and_deleted(tmp_path, capsys):
    path = tmp_path / "m.h5"
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, name="a")]
    )
    model.save_weights(path)
    editor = saving.KerasFileEditor(path)
    assert editor.compare(model)["status"] == "success"
    arrays = {"c/kernel:0": np.eye(3, 4), "c/bias:0": np.arange(4.0)}
    editor.delete_object("a")
    editor.add_object("c", arrays)
    editor.save(tmp_path / "n.h5")
    other = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, name="c")]
    )
    other.load_weights(tmp_path / "n.h5", by_name=True)
    for found, expected in zip(other.get_weights(), arrays.values()):
        np.testing.assert_array_equal(found, expected)
    with pytest.raises(ValueError, match="ends with '.h5' or '.hdf5'"):
        editor.save(tmp_path / "m.keras")


def test_a_layer_of_keras_2_is_not_in_another_of_its_first_name(tmp_path):
    path = tmp_path / "a.h5"
    names = ["conv1/conv", "conv1/bn"]
    model = keras.Sequential([keras.Input((3,))])
    for name in names:
        model.add(keras.layers.Dense(2, name=name))
    model.save_weights(path)
    editor = saving.KerasFileEditor(path)
    with pytest.raises(ValueError, match="'conv1'"):
        editor.delete_object("conv1")
    editor.delete_object("conv1/bn")
    editor.save(path)
    assert "conv1/bn" not in saving.KerasFileEditor(path).weights_dict["conv1"]


@pytest.mark.parametrize("name", ["a.h5", "a.weights.h5"])
def test_what_a_file_tells_of_its_training_stays(name, tmp_path):
    path = tmp_path / name
    with file_note.given({"best": 0.5}):
        make(2).save_weights(path)
    saving.KerasFileEditor(path).save(path)
    assert noted.read(path) == {"best": 0.5}
